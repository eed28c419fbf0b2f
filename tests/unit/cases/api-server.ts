import { join } from 'node:path'

import Fastify, { type FastifyInstance } from 'fastify'

import { speakZod } from '../../../app/http/server.ts'
import { photoWatch } from '../../../cases/desk/photo-watch.ts'
import { caseRecord } from '../../../cases/desk/record.ts'
import { keptKey, sealFile } from '../../../cases/files/seals.ts'
import { photoFiles } from '../../../cases/files/photos.ts'
import { openSqliteCases } from '../../../cases/sqlite/cases.ts'
import type { PlatformRoutesDeps } from '../../../cases/api/platform.ts'
import { readWorkbook } from '../../../cases/xlsx/read-workbook.ts'
import { writeWorkbook } from '../../../cases/xlsx/workbook.ts'
import { caseRoutes } from '../../../cases/api/routes.ts'
import type { Case } from '../../../cases/life/case.ts'
import type { EscalationRow } from '../../../cases/life/escalation.ts'
import { keptPushKeys } from '../../../cases/webpush/keys.ts'
import { createCases, type Cases } from '../../../cases/cases.ts'
import { casesConfigSchema } from '../../../cases/config.ts'
import type { CaseStore } from '../../../cases/ports.ts'
import type { Access } from '../../../core/access.ts'
import type { Actor } from '../../../core/actor.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { CaseId, CellCode, UnitId } from '../../../core/identity.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'
import {
  actors,
  alarm,
  calendar,
  device,
  directory,
  districts,
  namedCell,
  table,
  start,
} from './fixtures.ts'
import { RecordingObserver } from '../../support/recording-observer.ts'
import { VirtualClock } from '../../support/clocks.ts'
import { until } from '../../support/until.ts'

const drainage = 'drainage' as UnitId
/** Beside those that come with a token two of the crew and one of a desk who have accounts. */
export const callers = {
  ...actors,
  zhang: { name: 'zhang', role: 'crew', unit: drainage, account: 'a-zhang', person: '张三' },
  li: { name: 'li', role: 'crew', unit: drainage, account: 'a-li', person: '李四' },
  chen: { name: 'chen', role: 'dispatcher', account: 'a-chen', person: '陈静' },
} as const satisfies Readonly<Record<string, Actor>>
export type Who = keyof typeof callers

/** The name in the header is the person; the real one looks tokens up. */
const access: Access = {
  allow: (...roles) => {
    return async (request) => {
      const { role } = access.actor(request)
      if (!roles.includes(role)) throw new UrbanBrainError('forbidden', `not for a ${role}`)
    }
  },
  allowLimited: (...roles) => access.allow(...roles),
  stillAllowed: () => Promise.resolve(true),
  actor: (request) => {
    const { headers } = request as { headers: Record<string, string | undefined> }
    const who = headers['authorization']?.replace(/^Bearer /, '') as Who | undefined
    if (who === undefined) throw new UrbanBrainError('unauthenticated', 'who are you?')
    const actor: Actor | undefined = callers[who]
    if (actor === undefined) throw new UrbanBrainError('unauthenticated', 'nobody has this token')
    return actor
  },
}

/** Who can have duty. */
const dutyPeople = [
  { name: 'zhang', person: '张三', role: 'crew', unit: 'drainage' as UnitId },
  { name: 'li', person: '李四', role: 'crew', unit: 'drainage' as UnitId },
  { name: 'wang', person: '王五', role: 'crew', unit: 'road' as UnitId },
  { name: 'chen', person: '陈静', role: 'dispatcher' },
  { name: 'zhao', person: '赵磊', role: 'dispatcher' },
] as const

/** A case desk at work, with an open register in memory. */
export interface CaseServer extends AsyncDisposable {
  readonly store: CaseStore
  readonly log: MemoryLog
  readonly clock: VirtualClock
  readonly observer: RecordingObserver
  readonly cases: Cases
  readonly server: FastifyInstance
  /** Where its photos lie. */
  readonly folder: string
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the shape
  ask<T = Record<string, unknown>>(
    who: Who | undefined,
    method: 'GET' | 'POST',
    url: string,
    payload?: object,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: T; headers: Record<string, unknown>; raw: Buffer }>
  order(
    who: Who,
    id: string,
    body: object,
  ): Promise<{ status: number; body: Case & { code?: string; details?: string[] } }>
  /** A case of that device that was dispatched by its alarm. */
  dispatched(device?: string): Promise<CaseId>
}

export async function openCaseServer(
  settings: object = {},
  platform?: PlatformRoutesDeps['platform'],
  escalation: readonly EscalationRow[] = table.escalation,
): Promise<CaseServer> {
  const config = casesConfigSchema.parse(settings)
  const folder = await temporaryFolder()
  const seals = await temporaryFolder()
  const store = await openSqliteCases(':memory:')
  const log = new MemoryLog()
  const clock = new VirtualClock(start)
  const observer = new RecordingObserver()
  const devices = directory([
    device('wl-1'),
    device('wl-2'),
    device('mh-1', { kind: 'manhole', owner: 'road' as UnitId }),
  ])
  const shared = { store, clock, observer, calendar, config, directory: devices }
  const cases = createCases({ ...shared, log, table: { ...table, escalation }, districts })
  await cases.start()
  const server = Fastify()
  speakZod(server, observer)
  const { desk, commits } = cases
  const photos = photoFiles(folder)
  const watch = photoWatch({ ...shared, photos, desk })
  if (config.photos.keep !== undefined) await watch.start()
  const record = caseRecord({
    ...{ ...shared, log, config: config.seals, trusted: [] },
    keepLooks: config.personal.keepLooks,
    file: sealFile(seals),
    key: keptKey(join(seals, 'key.pem')),
  })
  await server.register(
    caseRoutes({
      ...{ ...shared, log, access, photos, desk, commits, record, platform },
      listenBeside: () => () => {},
      ...{ units: cases.catalogue.table.units, categories: table.categories },
      catalogue: cases.catalogue,
      escalation: table.escalation,
      audit: cases.audit,
      patrols: cases.patrols,
      people: () => Promise.resolve(dutyPeople),
      deadLetters: () => Promise.resolve({ count: 2, more: false }),
      pushKey: async () => (await keptPushKeys(store, config.notices.push)()).publicKey,
      grid: {
        cellAt: (longitude) =>
          longitude === 120.5 ? { code: '330106001002009' as CellCode } : undefined,
      },
      zone: 'Asia/Shanghai',
      cells: [namedCell],
      writeWorkbook,
      readWorkbook,
    }),
  )

  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the shape
  const ask = async <T>(
    who: Who | undefined,
    method: 'GET' | 'POST',
    url: string,
    payload?: object,
    headers: Record<string, string> = {},
  ) => {
    const response = await server.inject({
      method,
      url,
      headers: { ...(who !== undefined && { authorization: who }), ...headers },
      ...(payload !== undefined && { payload }),
    })
    const type = String(response.headers['content-type'])
    return {
      status: response.statusCode,
      // What is no JSON has no body worth a look, only bytes.
      body: (/^application\/(problem\+)?json/.test(type) ? response.json() : undefined) as T,
      headers: response.headers,
      raw: response.rawPayload,
    }
  }

  return {
    store,
    log,
    clock,
    observer,
    cases,
    server,
    folder,
    ask,
    order: (who, id, body) => ask(who, 'POST', `/v1/cases/${id}/commands`, body),
    dispatched: async (device = 'wl-1') => {
      const before = (await store.list({}, 100)).items.length
      await log.append(alarmsTopic, [alarm({ device })])
      await until(async () => (await store.list({}, 100)).items.length > before, 'a case')
      const [newest] = (await store.list({ device }, 1)).items
      if (newest === undefined) throw new Error('no case')
      return newest.id
    },
    [Symbol.asyncDispose]: async () => {
      await server.close()
      await watch.stop()
      await cases.stop()
      await log[Symbol.asyncDispose]()
      await store[Symbol.asyncDispose]()
    },
  }
}
