import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { deskRoles, type ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { AlarmId } from '../../core/identity.ts'
import { scopeOf } from '../../core/scope.ts'
import type { Clock } from '../../core/time.ts'
import { alarmOutcomes } from '../life/listing.ts'
import { acknowledgeSchema } from '../life/suppression-command.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import { alarmQuestion } from './alarm-question.ts'
import {
  alarmPageSchema,
  alarmParamsSchema,
  alarmQuerySchema,
  alarmWithEvidenceSchema,
  paging,
} from './contract.ts'

interface AlarmRoutesDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'alarm' | 'alarms' | 'acknowledge'>
  readonly clock: Clock
  readonly calendar: Pick<Calendar, 'offset'>
  readonly observer: Observer
}

const tags = ['alarms']

/** Alarms, what became of them, and what proves each. */
export const alarmRoutes =
  (
    { access, store, clock, observer, calendar }: AlarmRoutesDeps,
    roles: readonly ActorRole[],
  ): FastifyPluginAsyncZod =>
  async (server) => {
    const alarmShown = async (id: AlarmId, request: object) => {
      const scope = scopeOf(access.actor(request))
      const listed = (await store.alarms({ scope, alarm: id }, 1)).items[0]
      const row = listed && (await store.alarm(id))
      if (row === undefined) throw new UrbanBrainError('not-found', `there is no alarm ${id}`)
      return { ...row, outcome: listed?.outcome ?? row.outcome }
    }

    server.get(
      '/v1/alarms',
      {
        onRequest: access.allowLimited(...roles),
        schema: {
          summary: 'List alarms and what became of them, newest first',
          tags,
          querystring: alarmQuerySchema,
          response: { 200: alarmPageSchema },
        },
      },
      async (request) => {
        const { limit, cursor, ...asked } = request.query
        const scope = scopeOf(access.actor(request))
        return store.alarms(alarmQuestion(asked, scope, calendar.offset), limit, cursor)
      },
    )

    server.get(
      '/v1/alarms/not-opened',
      {
        onRequest: access.allowLimited(...roles),
        schema: {
          summary: 'Alarms that opened no case of their own or outlived it, each with its reason',
          tags,
          querystring: z.strictObject(paging),
          response: { 200: alarmPageSchema },
        },
      },
      async (request) => {
        const outcomes = alarmOutcomes.filter((outcome) => outcome !== 'opened')
        const scope = scopeOf(access.actor(request))
        return store.alarms({ scope, outcomes }, request.query.limit, request.query.cursor)
      },
    )

    server.get(
      '/v1/alarms/:id',
      {
        onRequest: access.allowLimited(...roles),
        schema: {
          summary: 'One alarm with its evidence',
          tags,
          params: alarmParamsSchema,
          response: { 200: alarmWithEvidenceSchema },
        },
      },
      (request) => alarmShown(request.params.id as AlarmId, request),
    )

    server.post(
      '/v1/alarms/:id/acknowledge',
      {
        onRequest: access.allowLimited(...deskRoles),
        schema: {
          summary: 'Say that somebody has seen it (确认), as grave as it is now',
          tags,
          params: alarmParamsSchema,
          body: acknowledgeSchema,
          response: { 200: alarmWithEvidenceSchema },
        },
      },
      async (request) => {
        const id = request.params.id as AlarmId
        const { severity } = await alarmShown(id, request)
        const by = access.actor(request).name
        const said = severity && { by, at: clock.now(), severity, ...request.body }
        if (said === undefined || !(await store.acknowledge(id, said)))
          throw new UrbanBrainError('not-found', `there is no alarm ${id}`)
        observer.emit('alarm.acknowledged', { alarm: id, by })
        return alarmShown(id, request)
      },
    )
  }
