import { join } from 'node:path'

import swagger from '@fastify/swagger'
import Fastify from 'fastify'
import {
  jsonSchemaTransform,
  serializerCompiler,
  validatorCompiler,
} from 'fastify-type-provider-zod'
import { expect, test } from 'vitest'

import { caseRecord } from '../../../cases/desk/record.ts'
import { keptKey, sealFile } from '../../../cases/files/seals.ts'
import { photoFiles } from '../../../cases/files/photos.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import { readWorkbook } from '../../../cases/xlsx/read-workbook.ts'
import { writeWorkbook } from '../../../cases/xlsx/workbook.ts'
import { caseRoutes } from '../../../cases/api/routes.ts'
import { createCases } from '../../../cases/cases.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { actors, calendar, config, directory, table, start, namedCell } from './fixtures.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { VirtualClock } from '../../support/clocks.ts'

test('every route of the case desk describes itself in OpenAPI', async () => {
  const store = await openSqliteCases(':memory:')
  const shared = {
    store,
    clock: new VirtualClock(start),
    observer: new RecordingObserver(),
    calendar,
    config,
    directory: directory([]),
  }
  const log = new MemoryLog()
  const { desk, commits, catalogue, audit, patrols } = createCases({ ...shared, log, table })
  const folder = await temporaryFolder()
  const record = caseRecord({
    ...{ ...shared, log, config: config.seals, trusted: [] },
    keepLooks: config.personal.keepLooks,
    file: sealFile(folder),
    key: keptKey(join(folder, 'key.pem')),
  })
  const server = Fastify()
  server.setValidatorCompiler(validatorCompiler)
  server.setSerializerCompiler(serializerCompiler)
  await server.register(swagger, {
    openapi: { openapi: '3.1.0', info: { title: 'cases', version: '1' } },
    transform: jsonSchemaTransform,
  })
  const access = {
    allow: () => () => Promise.resolve(),
    allowLimited: () => () => Promise.resolve(),
    stillAllowed: () => Promise.resolve(true),
    actor: () => actors.operator,
  }
  const photos = photoFiles('nowhere')
  await server.register(
    caseRoutes({
      ...{ ...shared, log, access, photos, desk, commits, record },
      listenBeside: () => () => {},
      ...{ units: table.units, categories: table.categories, catalogue },
      audit,
      patrols,
      people: () => Promise.resolve([]),
      deadLetters: () => Promise.resolve({ count: 0, more: false }),
      pushKey: () => Promise.resolve('a key'),
      escalation: table.escalation,
      zone: 'Asia/Shanghai',
      cells: [namedCell],
      writeWorkbook,
      readWorkbook,
    }),
  )
  await server.ready()
  const { paths } = server.swagger()
  expect(Object.keys(paths ?? {}).sort()).toEqual([
    '/v1/account/channels',
    '/v1/account/orders',
    '/v1/account/push',
    '/v1/account/push/{id}/end',
    '/v1/alarms',
    '/v1/alarms-replay',
    '/v1/alarms.csv',
    '/v1/alarms.xlsx',
    '/v1/alarms/not-opened',
    '/v1/alarms/quality',
    '/v1/alarms/{id}',
    '/v1/alarms/{id}/acknowledge',
    '/v1/boundaries',
    '/v1/boundaries/{id}/revoke',
    '/v1/case-record',
    '/v1/case-record/accept',
    '/v1/case-record/check',
    '/v1/case-record/seals',
    '/v1/cases',
    '/v1/cases.csv',
    '/v1/cases.xlsx',
    '/v1/cases/{id}',
    '/v1/cases/{id}/alike',
    '/v1/cases/{id}/assignment',
    '/v1/cases/{id}/commands',
    '/v1/cases/{id}/escalation',
    '/v1/cases/{id}/file',
    '/v1/cases/{id}/follow-code',
    '/v1/cases/{id}/rating',
    '/v1/cases/{id}/read',
    '/v1/cases/{id}/receipts',
    '/v1/cases/{id}/reporter',
    '/v1/cases/{id}/reporter/erase',
    '/v1/cases/{id}/reporter/reveal',
    '/v1/cases/{id}/verify-record',
    '/v1/catalogue/{table}',
    '/v1/catalogue/{table}/check',
    '/v1/catalogue/{table}/restore',
    '/v1/catalogue/{table}/try',
    '/v1/catalogue/{table}/versions',
    '/v1/catalogue/{table}/versions/{version}',
    '/v1/catalogue/{table}/versions/{version}/table.csv',
    '/v1/catalogue/{table}/versions/{version}/table.xlsx',
    '/v1/components',
    '/v1/components/{code}',
    '/v1/deadline-audit',
    '/v1/deadline-audit/check',
    '/v1/duty',
    '/v1/duty-import',
    '/v1/duty-logs',
    '/v1/duty-logs/{desk}',
    '/v1/duty-logs/{desk}/commands',
    '/v1/duty-logs/{desk}/sheet',
    '/v1/duty/{unit}',
    '/v1/duty/{unit}/swap',
    '/v1/evaluations',
    '/v1/evaluations.csv',
    '/v1/evaluations.xlsx',
    '/v1/evaluations/cases',
    '/v1/evaluations/cases.csv',
    '/v1/evaluations/cases.xlsx',
    '/v1/evaluations/frozen',
    '/v1/evaluations/frozen/{id}',
    '/v1/evaluations/frozen/{id}/commands',
    '/v1/evaluations/frozen/{id}/verify-record',
    '/v1/feed',
    '/v1/filing-audits',
    '/v1/filing-audits/{id}',
    '/v1/filing-audits/{id}/commands',
    '/v1/filing-audits/{id}/table.xlsx',
    '/v1/following',
    '/v1/following/rating',
    '/v1/hand-overs',
    '/v1/hand-overs/{desk}/{shift}',
    '/v1/patrol-figures',
    '/v1/patrol-figures.csv',
    '/v1/patrols',
    '/v1/patrols/mine',
    '/v1/patrols/{id}',
    '/v1/patrols/{id}/commands',
    '/v1/patrols/{id}/track/reveal',
    '/v1/personal-channels/{name}',
    '/v1/personal-looks',
    '/v1/personal-looks.csv',
    '/v1/personal-looks/proof',
    '/v1/personal-retention',
    '/v1/photos',
    '/v1/photos/{sha256}',
    '/v1/platform',
    '/v1/platform/retry',
    '/v1/platform/status',
    '/v1/report/daily',
    '/v1/report/daily.xlsx',
    '/v1/responsibility-grids',
    '/v1/standards',
    '/v1/summary',
    '/v1/suppressions',
    '/v1/suppressions/preview',
    '/v1/suppressions/{id}',
    '/v1/suppressions/{id}/end',
    '/v1/units',
  ])
  for (const operations of Object.values(paths ?? {}))
    for (const operation of Object.values(operations as Record<string, { summary?: string }>))
      expect(operation.summary).toMatch(/\w/)
  expect(JSON.stringify(paths)).toContain('acceptOrder')
  const upload: unknown = paths?.['/v1/photos']
  expect(upload).toMatchObject({
    post: { requestBody: { content: { 'image/jpeg': {}, 'image/webp': {} } } },
  })
  await server.close()
  await store[Symbol.asyncDispose]()
})
