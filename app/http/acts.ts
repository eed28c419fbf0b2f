import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { actsOf } from '../../cases/report/act.ts'
import type { EvaluationStore } from '../../cases/evaluation-ports.ts'
import type { Access } from '../../core/access.ts'
import { recordedActor } from '../../core/actor.ts'
import { administrativeActs, isAdministrativeAct } from '../../core/administrative-acts.ts'
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { dateOf, type Clock, type Instant } from '../../core/time.ts'
import { actsQuerySchema, actsSchema } from './act-contract.ts'

export interface ActsDeps {
  readonly store: Pick<EvaluationStore, 'appendAct' | 'actFacts' | 'verifyFrozen'>
  readonly access: Pick<Access, 'actor' | 'allow'>
  readonly clock: Pick<Clock, 'now'>
  readonly observer: Pick<Observer, 'emit'>
  /** Of the city's clocks. */
  readonly offset: (at: Instant) => number
}

/**
 * Writes each administrative act (管理操作) down before it is done, and then how it was answered; who asks for what is not allowed or
 * makes no sense has done nothing and is not written. Once for a server, before its routes.
 */
export function recordActs(server: FastifyInstance, deps: ActsDeps): void {
  const { store, access, clock, observer, offset } = deps
  const asked = new WeakMap<FastifyRequest, { readonly day: string; readonly act: number }>()
  server.addHook('preHandler', async (request) => {
    const what = `${request.method} ${request.routeOptions.url ?? ''}`
    if (!isAdministrativeAct(what)) return
    const at = clock.now()
    const day = dateOf(at, offset)
    const by = recordedActor(access.actor(request))
    // As the route reads them: the number of a version is one.
    const params = Object.entries(request.params ?? {})
    const of = Object.fromEntries(params.map(([name, value]) => [name, String(value)]))
    const data = { what, of, from: request.ip }
    asked.set(request, { day, act: await store.appendAct(day, { event: 'asked', at, by, data }) })
  })
  server.addHook('onSend', async (request, { statusCode: status }) => {
    const known = asked.get(request)
    if (known === undefined) return
    const { day, act } = known
    const by = recordedActor(access.actor(request))
    try {
      await store.appendAct(day, { event: 'answered', at: clock.now(), by, data: { act, status } })
    } catch (error) {
      // It is done; its line says that nobody knows.
      observer.emit('http.failed', {
        ...{ method: request.method, route: request.routeOptions.url, message: messageOf(error) },
      })
    }
  })
}

/** Administrative acts of a day, for administrators. */
export const actRoutes =
  ({ store, access, clock, offset }: ActsDeps): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/administrative-acts',
      {
        onRequest: access.allow('administrator'),
        schema: {
          summary:
            'Who administered what (管理操作记录) on a day, newest first, and whether the chain holds',
          tags: ['administration'],
          querystring: actsQuerySchema,
          response: { 200: actsSchema },
        },
      },
      async ({ query }) => {
        const day = query.day ?? dateOf(clock.now(), offset)
        const items = actsOf(await store.actFacts(day)).map(
          ({ number, at, by, asked, status }) => ({
            ...{ number, at, what: asked.what, of: asked.of, from: asked.from },
            ...(isAdministrativeAct(asked.what) && { words: administrativeActs[asked.what] }),
            by: {
              name: by.name,
              role: by.role,
              ...(by.person !== undefined && { person: by.person }),
            },
            ...(status !== undefined && { status }),
          }),
        )
        const faults = await store.verifyFrozen(`acts/${day}`)
        return { day, items, wrong: faults.map(({ version }) => version) }
      },
    )
  }
