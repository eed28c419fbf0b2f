/**
 * Which engine stands behind each port. Without a word in the configuration all of them work in the data folder, with
 * nothing to install; a section puts a server in the place of what it offers. An engine is loaded only where it is used.
 */
import type { CaseStore } from '../../cases/ports.ts'
import { silentObserver, type Observer } from '../../core/observer.ts'
import type { Registry } from '../../core/registry.ts'
import { minutes } from '../../core/time.ts'
import { Cleanups } from '../../runtime/cleanups.ts'

import type { Backends } from './backends.ts'
import type { Config } from '../config.ts'
import { waitForDependency } from '../run/wait-for-dependency.ts'
import { systemClock } from '../run/system-clock.ts'
import { embedded } from './embedded.ts'
import { influx } from './influx.ts'
import { kafka } from './kafka.ts'
import type { EngineParts, Ports } from './ports.ts'
import { postgres } from './postgres.ts'
import { redis } from './redis.ts'
import { roomOf } from './room.ts'

/** The table: what stands further down takes the place of what stands above it. */
function enginesOf(parts: EngineParts): Ports {
  const { config } = parts
  return {
    ...embedded(parts),
    ...(config.kafka && kafka(config.kafka, parts)),
    ...(config.postgres && postgres(config.postgres, parts)),
    ...(config.influx && influx(config.influx, parts)),
    ...(config.redis && redis(config.redis, parts)),
  }
}

/** For one engine to close. */
const closeLimit = minutes(2)

function open(
  config: Config,
  observer: Observer,
  there: EngineParts['there'],
): { readonly engines: Ports; readonly parts: EngineParts; readonly cleanups: Cleanups } {
  const clock = systemClock
  const cleanups = new Cleanups({
    clock,
    limit: closeLimit,
    failed: (component, { message }) => observer.emit('component.failed', { component, message }),
  })
  const parts: EngineParts = {
    config,
    clock,
    observer,
    room: roomOf(config),
    hold: (name, engine) => cleanups.hold(name, engine),
    there,
  }
  return { engines: enginesOf(parts), parts, cleanups }
}

/** One call for each thread. */
export async function openBackends(config: Config, observer: Observer): Promise<Backends> {
  const there: EngineParts['there'] = (work) =>
    waitForDependency(work, { clock: systemClock, observer })
  const { engines, parts, cleanups } = open(config, observer, there)
  const { clock, room, hold } = parts
  const once = <Engine extends AsyncDisposable>(name: string, work: () => Promise<Engine>) => {
    let opened: Promise<Engine> | undefined
    return () => (opened ??= work().then((engine) => hold(name, engine)))
  }
  try {
    const log = hold('log', await engines.log())
    await engines.ofOneCity?.(log.log)
    return {
      clock,
      room,
      log: log.log,
      retain: () => log.retain(),
      bytes: () => log.bytes(),
      registry: hold('registry', await engines.registry()),
      series: once('series', engines.series),
      cases: once('cases', engines.cases),
      sessions: once('sign-ins', engines.sessions),
      accounts: once('accounts', engines.accounts),
      mqttSessions: engines.mqttSessions,
      ...(engines.operations && { operations: engines.operations }),
      [Symbol.asyncDispose]: () => cleanups.run(),
    }
  } catch (error) {
    await cleanups.run().catch(() => {})
    throw error
  }
}

/** The register of cases alone. */
export async function usingCases(
  config: Config,
  use: (cases: CaseStore) => Promise<void>,
): Promise<void> {
  const { engines, cleanups } = open(config, silentObserver, (work) => work())
  await using held = cleanups
  await use(held.hold('cases', await engines.cases()))
}

/** The register of devices alone, for a command that needs nothing else. */
export async function usingRegistry(
  config: Config,
  use: (registry: Registry) => Promise<void>,
): Promise<void> {
  const { engines, cleanups } = open(config, silentObserver, (work) => work())
  await using held = cleanups
  await use(held.hold('registry', await engines.registry()))
}
