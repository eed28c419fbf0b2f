import type { Broker } from '../broker/broker.ts'
import type { Component } from '../core/component.ts'
import { DeviceDirectory } from '../core/device-directory.ts'
import type { Accounting } from '../ingest/accounting.ts'

import type { AssemblyOptions, Shared } from './assembly-options.ts'
import { followRegistry, retainLog, watchLag } from './chores.ts'
import { loadCity } from './city-folder.ts'
import type { HttpServer } from './http/server.ts'

export interface Assembly {
  /** In the order of starting. */
  readonly components: readonly Component[]
  readonly broker?: Broker
  readonly http?: HttpServer
  readonly accounting?: () => Accounting | undefined
}

/**
 * The components of the roles, wired to the engines. A thread loads the code of its own roles only: on a small machine
 * loading is most of the time that a start takes.
 */
export async function assemble(options: AssemblyOptions): Promise<Assembly> {
  const { roles, config, backends, observer } = options
  const directory = new DeviceDirectory(backends.registry)
  const shared: Shared = { log: backends.log, clock: backends.clock, observer, directory }
  const city = await loadCity(config.city)
  const components: Component[] = [followRegistry(backends, directory, observer)]

  if (roles.has('api')) components.push(watchLag(backends, observer), retainLog(backends, observer))

  const ingest = roles.has('ingest') ? await assembleIngest(options, shared) : undefined
  if (ingest !== undefined) components.push(...ingest.components)

  if (roles.has('rules')) {
    const { createRules } = await import('../rules/engine.ts')
    components.push(
      createRules({ ...shared, config: config.rules, city, folder: options.catalogue }),
    )
  }

  if (roles.has('series')) {
    const { createSeriesRetention, createSeriesWriter } = await import('../ingest/series-writer.ts')
    const series = { ...shared, store: await backends.series(), config: config.ingest.series }
    components.push(createSeriesWriter(series), createSeriesRetention(series))
  }

  const desk =
    roles.has('cases') || roles.has('notify') || roles.has('api')
      ? await (await import('./assemble-desk.ts')).assembleDesk(options, shared, city)
      : undefined
  if (desk !== undefined) components.push(...desk.components)

  const broker = roles.has('broker') ? await assembleBroker(options, shared) : undefined
  // Stages first, doors last: what comes in always finds somebody to work on it.
  if (broker !== undefined) components.push(broker)
  if (desk?.http !== undefined) components.push(desk.http)

  return {
    components,
    ...(broker === undefined ? {} : { broker }),
    ...(desk?.http === undefined ? {} : { http: desk.http }),
    ...(ingest === undefined ? {} : { accounting: ingest.accounting }),
  }
}

async function assembleIngest({ config, backends }: AssemblyOptions, shared: Shared) {
  const { createIngest } = await import('../ingest/ingest.ts')
  const { createAdoption } = await import('../ingest/adoption.ts')
  const ingest = createIngest({ ...shared, config: config.ingest })
  const adoption = createAdoption({ ...shared, registry: backends.registry })
  return { components: [ingest, adoption], accounting: () => ingest.accounting() }
}

async function assembleBroker({ config, services }: AssemblyOptions, shared: Shared) {
  const { createBroker } = await import('../broker/broker.ts')
  const serviceTokens = [...config.broker.serviceTokens, ...services]
  return createBroker({ ...shared, config: { ...config.broker, serviceTokens } })
}
