import { join } from 'node:path'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { createBroker, type Broker } from '../broker/broker.ts'
import type { ServiceToken } from '../broker/config.ts'
import { chineseCalendar } from '../cases/adapters/chinese-calendar.ts'
import { createMqttNotifier } from '../cases/adapters/mqtt-notifier.ts'
import { createWebhookNotifier } from '../cases/adapters/webhook-notifier.ts'
import { caseRoutes } from '../cases/api/routes.ts'
import { createCases } from '../cases/cases.ts'
import { loadDispatchTable } from '../cases/city-files.ts'
import { createNotify } from '../cases/notify.ts'
import type { Component } from '../core/component.ts'
import { DeviceDirectory } from '../core/device-directory.ts'
import { loadGrid } from '../ingest/adapters/grid-file.ts'
import type { Accounting } from '../ingest/accounting.ts'
import { createAdoption } from '../ingest/adoption.ts'
import { ingestApi } from '../ingest/api.ts'
import { createIngest } from '../ingest/ingest.ts'
import { createSeriesRetention, createSeriesWriter } from '../ingest/series-writer.ts'
import { rulesApi } from '../rules/api.ts'
import { loadCatalogue } from '../rules/catalogue.ts'
import { createAlarmCensus } from '../rules/census.ts'
import { createRules } from '../rules/engine.ts'
import { lastGood } from '../rules/last-good.ts'

import type { Backends } from './backends.ts'
import { followRegistry, retainLog, watchLag } from './chores.ts'
import { loadCity } from './city-folder.ts'
import type { AccessToken, Config } from './config.ts'
import { createAccess } from './http/access.ts'
import { probes } from './http/probes.ts'
import { createHttpServer, type HttpServer } from './http/server.ts'
import type { RunningObserver } from './observer.ts'
import type { Role } from './roles.ts'
import type { Vitals } from './vitals.ts'

export interface AssemblyOptions {
  readonly roles: ReadonlySet<Role>
  readonly config: Config
  readonly backends: Backends
  readonly observer: RunningObserver
  /** Folder of the shipped rule catalogue. */
  readonly catalogue: string
  readonly tokens: readonly AccessToken[]
  /** MQTT names of the crews and of the notifier, beside those of the configuration. */
  readonly services: readonly ServiceToken[]
  /** Where the notifier finds the broker, and with what it proves itself. */
  readonly notifier: { readonly url: string; readonly name: string; readonly token: string }
  /** Latest word of every thread, for probes, metrics and the accounting. */
  readonly board: () => Promise<readonly Vitals[]>
  readonly threads: readonly string[]
}

export interface Assembly {
  /** In the order of starting. */
  readonly components: readonly Component[]
  readonly broker?: Broker
  readonly http?: HttpServer
  readonly accounting?: () => Accounting | undefined
}

/** The components of the roles, wired to the engines. The only place where folders meet. */
export async function assemble(options: AssemblyOptions): Promise<Assembly> {
  const { roles, config, backends, observer } = options
  const directory = new DeviceDirectory(backends.registry)
  const shared = { log: backends.log, clock: backends.clock, observer, directory }
  const city = await loadCity(config.city)
  const components: Component[] = [followRegistry(backends, directory, observer)]

  if (roles.has('api')) components.push(watchLag(backends, observer), retainLog(backends, observer))

  const ingest = roles.has('ingest')
    ? createIngest({ ...shared, config: config.ingest })
    : undefined
  if (ingest !== undefined) {
    const { registry } = backends
    components.push(ingest, createAdoption({ ...shared, registry }))
  }

  if (roles.has('rules'))
    components.push(
      createRules({ ...shared, config: config.rules, city, folder: options.catalogue }),
    )

  if (roles.has('series')) {
    const series = { ...shared, store: await backends.series(), config: config.ingest.series }
    components.push(createSeriesWriter(series), createSeriesRetention(series))
  }

  const desk = await assembleDesk(options, shared, city)
  components.push(...desk.components)

  const broker = roles.has('broker')
    ? createBroker({
        ...shared,
        config: {
          ...config.broker,
          serviceTokens: [...config.broker.serviceTokens, ...options.services],
        },
      })
    : undefined
  // Stages first, doors last: what comes in always finds somebody to work on it.
  if (broker !== undefined) components.push(broker)
  if (desk.http !== undefined) components.push(desk.http)

  return {
    components,
    ...(broker === undefined ? {} : { broker }),
    ...(desk.http === undefined ? {} : { http: desk.http }),
    ...(ingest === undefined ? {} : { accounting: () => ingest.accounting() }),
  }
}

type Shared = Pick<Backends, 'log' | 'clock'> & {
  readonly observer: RunningObserver
  readonly directory: DeviceDirectory
}
type City = Awaited<ReturnType<typeof loadCity>>

/** Cases, notifiers and the HTTP server: what works on the register of cases. */
async function assembleDesk(
  options: AssemblyOptions,
  shared: Shared,
  city: City,
): Promise<{ readonly components: readonly Component[]; readonly http?: HttpServer }> {
  const { roles, config, backends, observer } = options
  if (!roles.has('cases') && !roles.has('notify') && !roles.has('api')) return { components: [] }
  const store = await backends.cases()
  const table = await loadDispatchTable(config.city)
  const calendar = chineseCalendar(city)
  const cases = createCases({ ...shared, store, table, calendar, config: config.cases })
  const components: Component[] = roles.has('cases') ? [cases] : []

  if (roles.has('notify')) {
    const { notices } = config.cases
    const { url, name, token } = options.notifier
    const mqtt = createMqttNotifier({ url, username: name, password: token, observer })
    const notify = { ...shared, store, desk: cases.desk, units: table.units, config: notices }
    components.push(mqtt, createNotify({ ...notify, notifier: mqtt }))
    const { secret, timeout, ...giveUp } = notices.webhook
    if (secret !== undefined) {
      const notifier = createWebhookNotifier({ clock: backends.clock, secret, timeout })
      components.push(createNotify({ ...notify, notifier, giveUp }))
    }
  }

  if (!roles.has('api')) return { components }
  const census = createAlarmCensus(shared)
  components.push(census)
  const access = createAccess(options.tokens)
  const dependencies = {
    ...shared,
    access,
    registry: backends.registry,
    grid: await loadGrid(join(config.city, 'grid.geojson')),
    series: await backends.series(),
    accounting: {
      accounting: async () =>
        (await options.board()).find((v) => v.accounting !== undefined)?.accounting,
    },
    zone: city.zone,
  }
  const folder = config.rules.folder ?? options.catalogue
  const routes: readonly FastifyPluginAsyncZod[] = [
    probes({
      access,
      board: options.board,
      threads: options.threads,
      now: () => backends.clock.now(),
    }),
    ingestApi(dependencies),
    rulesApi({
      access,
      ruleSet: lastGood(() => loadCatalogue(folder), backends.clock),
      standing: () => census.standing(),
    }),
    caseRoutes({
      ...shared,
      access,
      store,
      desk: cases.desk,
      commits: cases.commits,
      units: table.units,
      calendar,
      config: config.cases,
    }),
  ]
  const http = createHttpServer({ ...config.http, access, observer, routes })
  return { components, http }
}
