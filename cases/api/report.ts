import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { dateOf, type Clock } from '../../core/time.ts'
import type { CaseStore } from '../ports.ts'
import { dailyReport, dayOf } from '../report/report.ts'
import type { Calendar } from '../life/working-time.ts'
import { reportQuerySchema, reportSchema } from './contract.ts'

interface ReportRoutesDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'day'>
  readonly calendar: Pick<Calendar, 'offset'>
  readonly clock: Clock
}

export const reportRoutes =
  (
    { access, store, calendar, clock }: ReportRoutesDeps,
    roles: readonly ActorRole[],
  ): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/report/daily',
      {
        onRequest: access.allow(...roles),
        schema: {
          summary: 'Report of a day: cases, deadlines, alarms',
          tags: ['cases'],
          querystring: reportQuerySchema,
          response: { 200: reportSchema },
        },
      },
      async (request) => {
        const now = clock.now()
        const { offset } = calendar
        const today = dateOf(now, offset)
        const day = dayOf(request.query.date ?? today, offset)
        if (day.from > now)
          throw new UrbanBrainError('request-invalid', `${day.date} has not begun; it is ${today}`)
        return dailyReport(day, await store.day(day.from, day.to), now)
      },
    )
  }
