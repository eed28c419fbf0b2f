import Fastify, { type InjectOptions } from 'fastify'
import { expect } from 'vitest'

import { sendTable } from '../../../cases/api/spreadsheet.ts'
import { readWorkbook } from '../../../cases/xlsx/read-workbook.ts'
import { writeWorkbook } from '../../../cases/xlsx/workbook.ts'
import { speakZod } from '../../../app/http/server.ts'
import { noBindings } from '../../../core/bindings/bindings.ts'
import type { Access } from '../../../core/access.ts'
import { Commits } from '../../../runtime/commits.ts'
import { DeviceDirectory } from '../../../runtime/device-directory.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import { silentObserver, type Observer } from '../../../core/observer.ts'
import type { Frame } from '../../../core/frame.ts'
import type { DeviceId, UnitId } from '../../../core/identity.ts'
import type { Registry } from '../../../core/registry.ts'
import { instant, type Clock } from '../../../core/time.ts'
import { framesTopic } from '../../../core/topics.ts'
import { openDuckDbSeries } from '../../../series/duckdb/series.ts'
import { openSqliteRegistry } from '../../../devices/sqlite/registry.ts'
import { devicesApi } from '../../../devices/api/routes.ts'
import { ingestApi } from '../../../ingest/api/routes.ts'
import { rainRoute } from '../../../series/api/rain.ts'
import { readingRoutes } from '../../../series/api/readings.ts'
import type { DevicesApiDependencies } from '../../../devices/api/dependencies.ts'
import { ingestConfigSchema } from '../../../ingest/config.ts'
import { parseGrid } from '../../../devices/register/grid.ts'
import { createIngest } from '../../../ingest/ingest.ts'
import type { SeriesStore } from '../../../core/series.ts'
import { MemoryLog } from '../../../storage/memory/memory-log.ts'

export const at = Date.UTC(2026, 2, 15, 4)
export const minute = 60_000
const clock: Clock = { now: () => instant(at), elapsed: () => at, sleep: () => Promise.resolve() }
const grid = parseGrid(
  JSON.stringify({
    type: 'FeatureCollection',
    features: [
      {
        type: 'Feature',
        geometry: {
          type: 'Polygon',
          coordinates: [
            [
              [120, 30],
              [121, 30],
              [121, 31],
              [120, 31],
              [120, 30],
            ],
          ],
        },
        properties: {
          code: '330106001002003',
          name: 'n',
          community: 'c',
          street: 's',
          district: 'd',
        },
      },
    ],
  }),
)

/** The role is the bearer token itself. */
const access: Access = {
  allow:
    (...roles) =>
    (request) => {
      const role = roleOf(request)
      return roles.some((one) => one === role)
        ? Promise.resolve()
        : Promise.reject(new UrbanBrainError('forbidden', role))
    },
  allowLimited: (...roles) => access.allow(...roles),
  stillAllowed: () => Promise.resolve(true),
  actor: (request) => {
    const { headers } = request as { readonly headers: Record<string, string | undefined> }
    const areas = headers['areas']?.split(' ')
    const unit = headers['unit'] as UnitId | undefined
    return { name: 'test', role: 'operator', ...(areas && { areas }), ...(unit && { unit }) }
  },
}
const roleOf = (request: object): string =>
  String((request as { headers: Record<string, unknown> }).headers['authorization'])

export interface ApiServer extends AsyncDisposable {
  readonly log: MemoryLog
  readonly registry: Registry
  readonly series: SeriesStore
  ask(
    method: 'GET' | 'POST',
    url: string,
    options?: Pick<InjectOptions, 'payload' | 'headers' | 'remoteAddress'> & { role?: string },
  ): Promise<{ status: number; body: Record<string, unknown> }>
  /** Resolves once all frames are worked off. */
  settled(): Promise<void>
  publish(...frames: readonly Frame[]): Promise<void>
}

/** Of platforms that push. */
export const secrets = {
  ...{ onenet: 'token-of-onenet', lora: 'secret-of-lora', nb: 'token-of-nb' },
  ...{ aes: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG', aes16: 'sixteen-letters!' },
}

/** The routes on real stores in memory, with ingest running behind them. */
export async function startApiServer(
  deviceChecks?: DevicesApiDependencies['deviceChecks'],
  bindings = noBindings,
  observer: Observer = silentObserver,
): Promise<ApiServer> {
  const log = new MemoryLog()
  const registry = await openSqliteRegistry(':memory:')
  const memory = { path: ':memory:', clock, memoryLimit: '256MB', threads: 1 }
  const series = await openDuckDbSeries(memory)
  const directory = new DeviceDirectory(registry)
  const config = ingestConfigSchema.parse({})
  const ingest = createIngest({ log, clock, observer, directory, config, bindings })
  await ingest.start()
  const server = Fastify()
  speakZod(server, observer)
  const dependencies: DevicesApiDependencies & { readonly zone: string } = {
    access,
    log,
    clock,
    observer,
    registry,
    directory,
    commandsChanged: new Commits(clock),
    grid,
    series,
    zone: 'Asia/Shanghai',
    sendTable: (reply, table) =>
      sendTable(reply, { writeWorkbook, calendar: { offset: () => 0 } }, table),
    readWorkbook,
    ...(deviceChecks && { deviceChecks }),
  }
  await server.register(devicesApi(dependencies))
  await server.register(readingRoutes(dependencies))
  await server.register(rainRoute(dependencies))
  const push = { secrets, pushRate: 10, pushBurst: 100 }
  await server.register(ingestApi({ ...dependencies, bindings, push }))
  const settled = () =>
    expect
      .poll(async () => {
        const [position] = await log.positions('frames', 'ingest')
        return position?.next === position?.committed
      })
      .toBe(true)
  return {
    log,
    registry,
    series,
    settled,
    async publish(...frames) {
      await log.append(framesTopic, frames)
      await settled()
    },
    async ask(method, url, { role = 'administrator', headers, payload, ...from } = {}) {
      const answer = await server.inject({
        method,
        url,
        headers: { authorization: role, ...headers },
        ...from,
        ...(payload === undefined ? {} : { payload }),
      })
      const isText = String(answer.headers['content-type']).startsWith('text/plain')
      const body = isText ? { text: answer.body } : answer.json<Record<string, unknown>>()
      return { status: answer.statusCode, body }
    },
    async [Symbol.asyncDispose]() {
      await server.close()
      await ingest.stop()
      await log[Symbol.asyncDispose]()
      await series[Symbol.asyncDispose]()
      await registry[Symbol.asyncDispose]()
    },
  }
}

export const frame = (source: string, body: unknown): Frame => ({
  type: 'frame',
  source: source as DeviceId,
  channel: 'telemetry',
  topic: `ub/v1/${source}/telemetry`,
  body: Buffer.from(JSON.stringify(body)),
  receivedAt: instant(at),
  retained: false,
})
