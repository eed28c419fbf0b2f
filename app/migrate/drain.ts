/** The stages without the doors, until there is nothing left for them to do. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { assemble } from '../assembly/assemble.ts'
import type { Backends } from '../engines/backends.ts'
import type { Config } from '../config.ts'
import { openBackends } from '../engines/engines.ts'
import { openInstallation } from '../installation/settle.ts'
import { sequence } from '../run/lifecycle.ts'
import { createObserver, type LogTarget } from '../run/observer.ts'
import { UrbanBrainError } from '../../core/errors.ts'

import { topicNames } from './copy-log.ts'
import { holding } from './held.ts'
import { drainedConsumers } from './source.ts'

export interface DrainOptions {
  readonly config: Config
  readonly catalogue: string
  readonly log: LogTarget
  /** Told again and again: records that each group has still to read. */
  readonly told: (left: ReadonlyMap<string, number>) => void
}

/** What the relay has not carried from the register of cases into the log yet. */
const relayGroup = 'relay'

const lookEvery = 250

/**
 * Resolves when every stage has read its topic to the end and what it wrote is read as well. Crews are told nothing
 * meanwhile; their notices stay in `case-events` for whoever runs next. Aborting stops between two batches.
 */
export async function drain(options: DrainOptions, signal: AbortSignal): Promise<void> {
  const { config, catalogue, log, told } = options
  if (config.kafka !== undefined)
    throw new UrbanBrainError(
      'usage',
      'what is drained is a system with its log in the data folder',
    )
  if (!existsSync(join(config.data, 'log')))
    throw new UrbanBrainError('usage', `there is no log in ${config.data}`)
  const observer = createObserver(log, 'drain')
  await using held = await holding(async (hold) => {
    const { found, refillUntil } = hold('data folder', await openInstallation(config))
    for (const { event, fields } of found) observer.emit(event, fields)
    const backends = hold('engines', await openBackends(config, observer))
    const { components } = await assemble({
      roles: new Set(['ingest', 'rules', 'series', 'cases']),
      config,
      backends,
      observer,
      catalogue,
      tokens: [],
      services: [],
      notifier: { url: '', clientId: '', username: '', password: '' },
      board: () => Promise.resolve([]),
      metrics: () => Promise.resolve([]),
      threads: [],
      refillUntil,
    })
    const stages = sequence(components, observer)
    await stages.start()
    hold('stages', { [Symbol.asyncDispose]: () => stages.stop() })
    return { backends, stages }
  })
  // A log at its limit would take nothing from the relay.
  await held.backends.retain()
  for (let before = ''; !signal.aborted;) {
    const left = await leftIn(held.backends)
    told(left)
    const ends = await endsOf(held.backends)
    // Seen twice: groups are looked at one after the other, and one may have written behind the look.
    if ([...left.values()].every((records) => records === 0) && ends === before) break
    before = ends
    const ill = held.stages.unready()
    if (ill !== undefined) throw new UrbanBrainError('store-unavailable', ill)
    await held.backends.clock.sleep(lookEvery, signal).catch(() => {})
  }
  observer.flush()
}

async function leftIn(backends: Backends): Promise<ReadonlyMap<string, number>> {
  const left = new Map<string, number>()
  for (const { topic, group } of drainedConsumers) {
    const positions = await backends.log.positions(topic, group)
    left.set(
      group,
      positions.reduce((sum, { next, committed }) => sum + next - committed, 0),
    )
  }
  const store = await backends.cases()
  left.set(relayGroup, (await store.latest()) - (await store.position('relay')))
  return left
}

async function endsOf({ log }: Backends): Promise<string> {
  const ends: number[] = []
  for (const topic of topicNames)
    for (const { next } of await log.positions(topic, relayGroup)) ends.push(next)
  return ends.join()
}
