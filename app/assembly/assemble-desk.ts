import { join } from 'node:path'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { chineseCalendar } from '../../cases/calendar/chinese-calendar.ts'
import { keptKey, sealFile } from '../../cases/files/seals.ts'
import { photoFiles } from '../../cases/files/photos.ts'
import { photoWatch } from '../../cases/desk/photo-watch.ts'
import { readWorkbook } from '../../cases/xlsx/read-workbook.ts'
import { writeWorkbook } from '../../cases/xlsx/workbook.ts'
import { caseRoutes } from '../../cases/api/routes.ts'
import { sendTable } from '../../cases/api/spreadsheet.ts'
import { keptPushKeys } from '../../cases/webpush/keys.ts'
import { createCases } from '../../cases/cases.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { loadMapping } from '../../cases/platform/mapping-file.ts'
import { loadDispatchTable } from '../../cases/desk/city-files.ts'
import { followTables } from '../../cases/desk/follow-tables.ts'
import { caseRecord } from '../../cases/desk/record.ts'
import type { City } from '../../core/city.ts'
import { Commits } from '../../runtime/commits.ts'
import type { Component } from '../../runtime/component.ts'
import { createCommandReplies } from '../../devices/command-replies.ts'
import { besideCases } from '../../devices/api/command-news.ts'
import { loadGrid } from '../../devices/files/grid.ts'
import type { DevicesApiDependencies } from '../../devices/api/dependencies.ts'
import { devicesApi } from '../../devices/api/routes.ts'
import { countDeadLetters } from '../../ingest/dead-letters.ts'
import { ingestApi } from '../../ingest/api/routes.ts'
import { rainRoute } from '../../series/api/rain.ts'
import { readingRoutes } from '../../series/api/readings.ts'
import { backtestRoutes } from '../../rules/api/backtests.ts'
import { rulesApi } from '../../rules/api/routes.ts'
import { whyRoutes } from '../../rules/api/why.ts'
import { Backtests } from '../../rules/history/backtests.ts'
import { ruleVersionRoutes } from '../../rules/api/versions.ts'
import { ruleDesk } from '../../rules/in-force/rule-desk.ts'
import { checkOnce } from '../../rules/in-force/check-once.ts'
import { keptRules, loadOrKept } from '../../rules/in-force/kept-rules.ts'
import { ruleSource } from '../../rules/in-force/rule-source.ts'
import { lastGood } from '../../rules/in-force/last-good.ts'

import type { AssemblyOptions, Shared } from './assembly-options.ts'
import { assembleLinks } from './assemble-links.ts'
import { assembleNotify } from './assemble-notify.ts'
import { assemblePeople } from './assemble-people.ts'
import { historyOf, recordedAlarms } from './assemble-history.ts'
import { deviceChecks } from './device-checks.ts'
import { cityRoutes } from '../http/city.ts'
import { settingRoutes } from '../http/settings.ts'
import { processName } from '../run/process-name.ts'
import { ngsiLdRoutes } from '../http/ngsi-ld/routes.ts'
import { probes } from '../http/probes.ts'
import { sensorThingsRoutes } from '../http/sensorthings/routes.ts'
import { createHttpServer, type HttpServer } from '../http/server.ts'
import { keptRulesFile } from './kept-rules-file.ts'

/** More than that nobody counts. */
const mostDeadLetters = 1_000

/** Cases, notifiers and the HTTP server: what works on the register of cases. */
export async function assembleDesk(
  options: AssemblyOptions,
  shared: Shared,
  city: City,
): Promise<{ readonly components: readonly Component[]; readonly http?: HttpServer }> {
  const { roles, config, backends, observer } = options
  const store = await backends.cases()
  const calendar = chineseCalendar(city)
  // Only people give a case to a district, and they come through the API.
  const grid = roles.has('api') ? await loadGrid(join(config.city, 'grid.geojson')) : undefined
  const files = await loadDispatchTable(
    config.city,
    grid && new Set<string>(grid.cells.map(({ code }) => code)),
  )
  const districts = new Set((grid?.cells ?? []).map(({ code }) => code.slice(0, 6)))
  const commandsChanged = new Commits(backends.clock)
  const { registry } = backends
  const linked = assembleLinks({ ...shared, registry, store, calendar }, commandsChanged)
  const known = { store, table: files, calendar, districts, linked }
  const cases = createCases({ ...shared, ...known, config: config.cases })
  await cases.catalogue.follow()
  const { table } = cases.catalogue
  const record = recordOf(options, shared, store)
  const mapping = config.cases.platform && (await loadMapping(config.city, table.known))
  const pushKeys = keptPushKeys(store, config.cases.notices.push)
  const components: Component[] = [followTables({ ...shared, catalogue: cases.catalogue })]
  if (roles.has('cases')) {
    const replies = { ...shared, registry, changed: commandsChanged }
    components.push(cases, record.component, createCommandReplies(replies))
  }

  if (roles.has('notify')) {
    const parts = { store, cases, table, calendar, mapping, pushKeys, commandsChanged }
    components.push(...(await assembleNotify(options, shared, parts)))
  }

  if (grid === undefined) return { components }
  // The folder of photos is there where they are served.
  const photos = photoFiles(config.cases.photos.folder ?? join(config.data, 'photos'))
  components.push(photoWatch({ ...shared, store, photos, desk: cases.desk, config: config.cases }))
  const people = await assemblePeople(options, { units: table.units, grid, city, store })
  const { access } = people
  const { ruleSet, versions } = rulesOf(options, shared, city)
  const dependencies: DevicesApiDependencies & { readonly zone: string } = {
    ...shared,
    ...{ access, registry, commandsChanged, grid, units: table.units },
    series: await backends.series(),
    zone: city.zone,
    deviceChecks: () => deviceChecks({ units: table.units, ruleSet, city }),
    sendTable: (reply, listed) => sendTable(reply, { writeWorkbook, calendar }, listed),
    readWorkbook,
  }
  const { series } = dependencies
  const again = historyOf({ ...shared, store, series, city, calendar, config })
  const routes: readonly FastifyPluginAsyncZod[] = [
    probes({
      access,
      board: options.board,
      metrics: options.metrics,
      threads: options.threads,
      now: () => backends.clock.now(),
    }),
    ...people.routes,
    settingRoutes({ access, process: processName(config), settings: options.settings ?? [] }),
    cityRoutes({ access, city, folder: config.city, config: config.console }),
    devicesApi(dependencies),
    readingRoutes(dependencies),
    rainRoute(dependencies),
    sensorThingsRoutes(dependencies),
    ngsiLdRoutes(dependencies),
    ingestApi({ ...shared, access, push: config.bindings }),
    rulesApi({
      ...shared,
      access,
      city,
      ruleSet,
      standing: () => store.standing(),
      standingAlarms: async (device) => (await store.alarms({ standing: true, device }, 200)).items,
    }),
    backtestRoutes({
      ...{ ...shared, access, ruleSet, profiles: city.profile, versions },
      backtests: new Backtests(again),
    }),
    whyRoutes({ access, ruleSet, why: again, recorded: recordedAlarms(store) }),
    ruleVersionRoutes({ ...shared, access, desk: versions }),
    caseRoutes({
      ...shared,
      ...{ access, store, photos },
      ...{ desk: cases.desk, commits: cases.commits },
      ...{ record, grid, zone: city.zone },
      units: table.units,
      categories: table.categories,
      catalogue: cases.catalogue,
      escalation: table.escalation,
      calendar,
      ...{ people: people.onDuty, pushKey: async () => (await pushKeys()).publicKey },
      ...{ audit: cases.audit, patrols: cases.patrols },
      deadLetters: (since) => countDeadLetters(shared.log, since, mostDeadLetters),
      config: config.cases,
      cells: dependencies.grid.cells,
      ...{ writeWorkbook, readWorkbook },
      listenBeside: besideCases({
        ...{ ...shared, changed: commandsChanged, commands: registry.commands },
      }),
      platform: config.cases.platform && mapping && { ...config.cases.platform, mapping },
    }),
  ]
  const http = createHttpServer({
    ...config.http,
    clock: backends.clock,
    bounds: config.http,
    access,
    observer,
    routes,
    acts: { ...shared, access, store, offset: (at) => calendar.offset(at) },
    console: config.console,
  })
  return { components, http }
}

/** The rules in force, and the desk that changes them. */
function rulesOf({ config, backends, catalogue }: AssemblyOptions, shared: Shared, city: City) {
  const folder = config.rules.folder ?? catalogue
  // Asked for with each look at a device.
  const check = checkOnce()
  const kept = keptRules(keptRulesFile(config.data), folder, city.profile, check)
  const source = ruleSource(folder, city.profile, backends.registry.rules, check)
  const versions = ruleDesk(folder, city.profile, backends.registry.rules, async () => {
    await shared.directory.follow()
    return Array.from(shared.directory.values(), ({ device }) => device)
  })
  return { ruleSet: lastGood(() => loadOrKept(source, kept), backends.clock), versions }
}

function recordOf({ config }: AssemblyOptions, shared: Shared, store: CaseStore) {
  const { folder, keys } = config.cases.seals
  const seals = folder ?? join(config.data, 'seals')
  return caseRecord({
    ...{ ...shared, store, config: config.cases.seals },
    keepLooks: config.cases.personal.keepLooks,
    // Each process of a metropolis seals with a key of its own, unless they are told.
    trusted: config.kafka !== undefined && keys.length === 0 ? undefined : keys,
    file: sealFile(seals),
    key: keptKey(join(seals, 'key.pem')),
  })
}
