/** The endpoints that standards define, over a register and a time series in memory. */
import fastify from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { speakZod } from '../../app/http/server.ts'
import type { StandardsDeps } from '../../app/http/standards.ts'
import type { Actor } from '../../core/actor.ts'
import type { Device } from '../../core/device.ts'
import { silentObserver } from '../../core/observer.ts'
import { instant } from '../../core/time.ts'
import { VirtualClock } from './clocks.ts'
import { memorySeries } from './memory-series.ts'

export interface StandardsServer {
  readonly series: ReturnType<typeof memorySeries>
  readonly register: (...devices: readonly Device[]) => void
  readonly ask: (
    path: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<{
    readonly status: number
    readonly headers: Readonly<Record<string, unknown>>
    readonly body: Record<string, unknown>
  }>
}

/** `actor` is whoever asks. */
export async function openStandards(
  routes: (deps: StandardsDeps) => FastifyPluginAsyncZod,
  { now, actor }: { readonly now: number; readonly actor: () => Actor },
): Promise<StandardsServer> {
  const rows = new Map<string, { readonly device: Device; readonly revision: number }>()
  const series = memorySeries()
  const pass = () => () => Promise.resolve()
  const server = fastify({ routerOptions: { maxParamLength: 200 } })
  speakZod(server, silentObserver)
  await server.register(
    routes({
      access: {
        ...{ allow: pass, allowLimited: pass, actor },
        stillAllowed: () => Promise.resolve(true),
      },
      clock: new VirtualClock(instant(now)),
      series,
      directory: {
        get: (id) => rows.get(id),
        values: () => new Map(rows).values(),
        follow: () => Promise.resolve(false),
      },
    }),
  )
  return {
    series,
    register: (...devices) => {
      for (const device of devices) rows.set(device.id, { device, revision: 1 })
    },
    ask: async (path, headers = {}) => {
      const answer = await server.inject({ url: path.replace(/^https?:\/\/[^/]+/, ''), headers })
      return {
        status: answer.statusCode,
        headers: answer.headers,
        body: answer.json<Record<string, unknown>>(),
      }
    },
  }
}
