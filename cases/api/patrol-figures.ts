import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { toCsv } from '../../core/csv.ts'
import { patrolCounter } from '../report/patrol-figures.ts'
import type { PatrolTask } from '../life/patrol-task.ts'
import { patrolFiguresQuerySchema, patrolFiguresSchema } from './patrol-contract.ts'
import { patrolReaders, seesPatrol, spanOf, type PatrolRoutesDeps } from './patrols.ts'

interface PatrolFiguresDeps extends Pick<
  PatrolRoutesDeps,
  'access' | 'store' | 'clock' | 'calendar'
> {
  readonly cells: readonly { readonly code: string }[]
}

const tags = ['patrols']
const page = 500
const mostDays = 366

/** How patrols were walked, by person, responsibility grid or plan: 完成率, 到位率, 覆盖率. */
export const patrolFiguresRoutes =
  ({ access, store, clock, calendar, cells }: PatrolFiguresDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const cellsOf = (task: PatrolTask) =>
      cells.filter(({ code }) => task.cells.some((head) => code.startsWith(head))).length
    const figures = async (
      request: object,
      { from, to, by }: z.output<typeof patrolFiguresQuerySchema>,
    ): Promise<z.output<typeof patrolFiguresSchema>> => {
      const span = spanOf({ from, to }, mostDays, calendar)
      const actor = access.actor(request)
      const counter = patrolCounter(by, clock.now(), cellsOf)
      let after: PatrolTask | undefined
      for (;;) {
        const some = await store.patrols(span, page, after)
        for (const task of some) if (seesPatrol(actor, task)) counter.count(task)
        after = some.at(-1)
        if (some.length < page) break
      }
      const rows = counter.rows().map((row) => ({
        ...row,
        ...rate('doneRate', row.done, row.due),
        ...rate('reachedRate', row.reached, row.points),
        ...rate('coveredRate', row.covered, row.cells),
      }))
      return { from, to, by, rows }
    }

    server.get(
      '/v1/patrol-figures',
      {
        onRequest: access.allowLimited(...patrolReaders),
        schema: {
          summary: 'How patrols were walked: done, check points reached, unit grids covered',
          tags,
          querystring: patrolFiguresQuerySchema,
          response: { 200: patrolFiguresSchema },
        },
      },
      (request) => figures(request, request.query),
    )

    server.get(
      '/v1/patrol-figures.csv',
      {
        onRequest: access.allowLimited(...patrolReaders),
        schema: {
          summary: 'The same as a table for a spreadsheet',
          tags,
          querystring: patrolFiguresQuerySchema,
          produces: ['text/csv'],
          response: { 200: z.string() },
        },
      },
      async (request, reply) => {
        const { rows } = await figures(request, request.query)
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="urban-brain-patrols.csv"')
          .send(toCsv([columns, ...rows.map((row) => columns.map((name) => row[name]))]))
      },
    )
  }

const columns = [
  ...(['key', 'due', 'done', 'unfinished', 'missed', 'doneRate'] as const),
  ...(['points', 'reached', 'reachedRate', 'cells', 'covered', 'coveredRate'] as const),
  ...(['metres', 'milliseconds'] as const),
] as const

/** Of nothing there is none. */
const rate = <Name extends string>(name: Name, part: number, of: number) =>
  (of === 0 ? {} : { [name]: part / of }) as { readonly [Each in Name]?: number }
