import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { scopeOf } from '../../core/scope.ts'
import { dateOf, type Clock } from '../../core/time.ts'
import type { CaseStore } from '../ports.ts'
import { dailyReport, dayOf } from '../report/report.ts'
import type { Calendar } from '../life/working-time.ts'
import { reportSheets } from '../report/report-sheets.ts'
import { reportQuerySchema, reportSchema } from './report-contract.ts'
import { language } from './evaluation-contract.ts'
import {
  fileSchema,
  namesIn,
  producing,
  sendSheets,
  wordsIn,
  type SpreadsheetDeps,
} from './spreadsheet.ts'

const reportFileQuerySchema = z.strictObject({ date: reportQuerySchema.shape.date, language })

interface ReportRoutesDeps extends SpreadsheetDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'day'>
  readonly calendar: Pick<Calendar, 'offset'>
  readonly clock: Clock
}

export const reportRoutes =
  (deps: ReportRoutesDeps, roles: readonly ActorRole[]): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store, calendar, clock } = deps
    const reportOf = async (request: object, date: string | undefined, time?: string) => {
      const now = clock.now()
      const { offset } = calendar
      const scope = scopeOf(access.actor(request))
      const today = dateOf(now, offset)
      const day = dayOf(date ?? today, offset, time)
      if (day.from > now)
        throw new UrbanBrainError('request-invalid', `${day.date} has not begun; it is ${today}`)
      return dailyReport(day, await store.day(day.from, day.to, scope), now)
    }

    server.get(
      '/v1/report/daily',
      {
        onRequest: access.allowLimited(...roles),
        schema: {
          summary: 'Report of a day: cases, deadlines, alarms',
          tags: ['cases'],
          querystring: reportQuerySchema,
          response: { 200: reportSchema },
        },
      },
      (request) => reportOf(request, request.query.date, request.query.time),
    )
    server.get(
      '/v1/report/daily.xlsx',
      {
        onRequest: access.allowLimited(...roles),
        schema: {
          summary: 'The same as a workbook, a sheet for each breakdown',
          tags: ['cases'],
          querystring: reportFileQuerySchema,
          produces: producing('xlsx'),
          response: { 200: fileSchema },
        },
      },
      async (request, reply) => {
        const { date, language } = request.query
        const report = await reportOf(request, date)
        const sheets = reportSheets(report, namesIn(deps, language), wordsIn(language))
        return sendSheets(reply, deps, { name: `daily-${report.date}`, type: 'xlsx', sheets })
      },
    )
  }
