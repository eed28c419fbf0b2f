import type { Broker } from '../../broker/broker.ts'
import type { Component } from '../../runtime/component.ts'
import { DeviceDirectory } from '../../runtime/device-directory.ts'

import { assembleOperations } from './assemble-operations.ts'
import type { AssemblyOptions, Shared } from './assembly-options.ts'
import { createHeartbeat } from '../run/heartbeat.ts'
import { followRegistry, retainLog, watchLag } from '../run/periodic-tasks.ts'
import { processName } from '../run/process-name.ts'
import { followRefill } from '../run/refill.ts'
import { cityBindings } from './city-bindings.ts'
import { loadCity } from './city-folder.ts'
import type { HttpServer } from '../http/server.ts'
import { keptRulesFile } from './kept-rules-file.ts'
import { watchRoom } from '../run/watch-room.ts'

export interface Assembly {
  /** In the order of starting. */
  readonly components: readonly Component[]
  readonly broker?: Broker
  readonly http?: HttpServer
}

/**
 * The components of the roles, wired to the engines. A thread loads the code of its own roles only: on a small machine
 * loading is most of the time that a start takes.
 */
export async function assemble(options: AssemblyOptions): Promise<Assembly> {
  const { roles, config, backends, observer } = options
  const directory = new DeviceDirectory(backends.registry)
  const { log, clock } = backends
  const bindings = cityBindings(config, roles.has('api'), { clock, observer })
  const shared: Shared = { log, clock, observer, directory, bindings }
  const city = await loadCity(config.city)
  const atDesk = roles.has('cases') || roles.has('notify') || roles.has('api')
  const components: Component[] = [followRegistry(backends, directory, observer, !atDesk)]

  if (roles.has('broker') || roles.has('ingest') || roles.has('api'))
    components.push(bindings.component())

  if (options.thread === options.threads[0]) {
    components.push(
      watchRoom({ ...shared, room: backends.room, essential: config.kafka === undefined }),
    )
    if (config.heartbeat.hook !== undefined)
      components.push(
        createHeartbeat({
          ...shared,
          board: options.board,
          threads: options.threads,
          process: processName(config),
          config: config.heartbeat,
        }),
      )
  }

  if (roles.has('api')) {
    components.push(watchLag(backends, observer, config), retainLog(backends, observer))
  }

  if (roles.has('ingest')) components.push(...(await assembleIngest(options, shared)))

  if (roles.has('rules')) {
    const { createAreas } = await import('../../rules/areas.ts')
    const { createRules } = await import('../../rules/engine.ts')
    const { chineseCalendar } = await import('../../cases/calendar/chinese-calendar.ts')
    const { createMuting } = await import('../../cases/desk/muting.ts')
    const calendar = chineseCalendar(city)
    components.push(
      createRules({
        ...shared,
        calendar,
        muting: createMuting({ store: backends.cases, clock: backends.clock, calendar }),
        config: config.rules,
        city,
        folder: options.catalogue,
        versions: backends.registry.rules,
        kept: keptRulesFile(config.data),
      }),
      createAreas(shared),
    )
  }

  if (roles.has('series')) {
    const { createSeriesRetention, createSeriesWriter } = await import('../../series/writer.ts')
    const drainRate = config.influx?.drainRate ?? null
    const store = await backends.series()
    const series = { ...shared, store, config: config.ingest.series, drainRate }
    components.push(createSeriesWriter(series), createSeriesRetention(series))
    if (options.refillUntil !== undefined)
      components.push(followRefill(backends, observer, options.refillUntil))
  }

  components.push(...(await assembleOperations(options, shared)))

  if (roles.has('notify') && Object.keys(config.outlets).length > 0) {
    const { assembleOutlets } = await import('./assemble-outlets.ts')
    components.push(...(await assembleOutlets(config, shared, city)))
  }

  const desk = atDesk
    ? await (await import('./assemble-desk.ts')).assembleDesk(options, shared, city)
    : undefined
  if (desk !== undefined) components.push(...desk.components)

  const edge = roles.has('broker') ? await assembleEdge(options, shared) : undefined
  // Stages first, doors last: what comes in always finds somebody to work on it.
  if (edge !== undefined) components.push(edge.component)
  if (desk?.http !== undefined) components.push(desk.http)

  return {
    components,
    ...(edge?.broker === undefined ? {} : { broker: edge.broker }),
    ...(desk?.http === undefined ? {} : { http: desk.http }),
  }
}

async function assembleIngest({ config, backends }: AssemblyOptions, shared: Shared) {
  const { createIngest } = await import('../../ingest/ingest.ts')
  const { createAdoption } = await import('../../devices/adoption.ts')
  const ingest = createIngest({ ...shared, config: config.ingest })
  const adoption = createAdoption({ ...shared, registry: backends.registry })
  return [ingest, adoption]
}

/** Our own broker, or the one that is read in its place. */
async function assembleEdge(
  { config, services, backends }: AssemblyOptions,
  shared: Shared,
): Promise<{ readonly component: Component; readonly broker?: Broker }> {
  const { hj212, sl651 } = config
  const { commands } = backends.registry
  const stations =
    hj212 === undefined && sl651 === undefined ? undefined : { config: { hj212, sl651 }, commands }
  if (config.externalBroker !== undefined) {
    const { createExternalBroker } = await import('../../broker/external/external.ts')
    return {
      component: createExternalBroker({
        ...shared,
        ...(stations && { stations: { ...shared, ...stations } }),
        config: config.externalBroker,
      }),
    }
  }
  const { createBroker } = await import('../../broker/broker.ts')
  const serviceTokens = [...config.broker.serviceTokens, ...services]
  const broker = createBroker({
    ...shared,
    stations,
    ...(await backends.mqttSessions?.()),
    config: { ...config.broker, serviceTokens },
  })
  return { component: broker, broker }
}
