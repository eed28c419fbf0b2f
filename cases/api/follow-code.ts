import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { deskRoles } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import { hashOfCode, newFollowCode } from '../desk/follow-code.ts'
import { lookOf } from '../life/look.ts'
import type { CaseStore } from '../ports.ts'
import { caseParamsSchema } from './contract.ts'
import { followCodeSchema, saidSchema } from './follow-contract.ts'
import { visibleCase } from './visible-case.ts'

interface FollowCodeDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'get' | 'keepFollow' | 'said' | 'addLook'>
  readonly clock: Pick<Clock, 'now'>
  readonly observer: Pick<Observer, 'emit'>
}

const tags = ['cases']

/** What the desks do for whoever reported a problem: give out the code, read what was said. */
export const followCodeRoutes =
  ({ access, store, clock, observer }: FollowCodeDeps): FastifyPluginAsyncZod =>
  async (server) => {
    server.post(
      '/v1/cases/:id/follow-code',
      {
        onRequest: access.allowLimited('operator', 'dispatcher', 'administrator', 'service'),
        schema: {
          summary: 'A code by which whoever reported the case follows it (查询码)',
          description: 'Another one makes the one before it worthless.',
          tags,
          params: caseParamsSchema,
          response: { 201: followCodeSchema },
        },
      },
      async (request, reply) => {
        const actor = access.actor(request)
        const { id, source } = await visibleCase(store, request.params.id, actor)
        if (source === 'sensor')
          throw new UrbanBrainError('command-refused', `An alarm opened case ${id}.`, {
            details: ['no-reporter'],
          })
        const code = newFollowCode()
        await store.keepFollow(id, hashOfCode(code) ?? '', clock.now())
        observer.emit('follow.given', { case: id, by: actor.name })
        const answer = { code, path: `/follow#${code}` }
        return reply.code(201).header('cache-control', 'no-store').send(answer)
      },
    )

    server.get(
      '/v1/cases/:id/rating',
      {
        exposeHeadRoute: false,
        onRequest: access.allowLimited(...deskRoles),
        schema: {
          summary:
            'What whoever reported the case said of it (满意度); each look at words is kept in a log',
          tags,
          params: caseParamsSchema,
          response: { 200: saidSchema },
        },
      },
      async (request, reply) => {
        const actor = access.actor(request)
        const { id, rating } = await visibleCase(store, request.params.id, actor)
        const text = await store.said(id)
        if (text !== undefined) {
          const seen = { at: clock.now(), case: id, what: 'reporter' as const, fields: ['text'] }
          await store.addLook(lookOf(actor, seen))
        }
        const answer = {
          ...(rating !== undefined && { rating: rating.rating, at: rating.at }),
          ...(text !== undefined && { text }),
        }
        return reply.header('cache-control', 'no-store').send(answer)
      },
    )
  }
