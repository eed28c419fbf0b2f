/** The cases behind a figure of an evaluation, as it is counted now or as it was frozen. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import { gridFinder } from '../../core/responsibility-grid.ts'
import { scopeOf, type Scope } from '../../core/scope.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { FrozenEvaluations } from '../desk/freezing.ts'
import type { CaseStore } from '../ports.ts'
import { caseSheet, type ListedCase } from '../report/case-sheets.ts'
import { amountOf, lineOf, type CaseLine, type RowOf } from '../report/case-line.ts'
import { periodsOf } from '../report/evaluation-periods.ts'
import { linesSchema } from '../report/frozen-pages.ts'
import type { Edition } from '../report/frozen.ts'
import { figures, type Figure } from '../report/indicators.ts'
import { frozenEdition, refusePart, refusePeople, type EvaluatedDeps } from './evaluated.ts'
import {
  figureCasesSchema,
  figureFileQuerySchema,
  figureQuerySchema,
} from './evaluation-contract.ts'
import { scopeInGrid } from './grid-filter.ts'
import {
  fileSchema,
  fileTypes,
  mostRows,
  namesIn,
  producing,
  sendSheets,
  wordsIn,
  type SpreadsheetDeps,
} from './spreadsheet.ts'

interface FigureCasesDeps extends SpreadsheetDeps {
  readonly access: Access
  readonly evaluated: EvaluatedDeps
  readonly frozen: Pick<FrozenEvaluations, 'get'>
  readonly store: CaseStore
}

/** Where each line stands, for the cursor of the page that ends with it. */
type Placed = readonly [line: CaseLine, cursor: string]
type Asked = Omit<z.output<typeof figureQuerySchema>, 'limit' | 'cursor'>
interface PageAsked {
  readonly limit: number
  readonly cursor: string | undefined
}
interface Wanted extends RowOf {
  readonly figure: Figure
}

export const figureCasesRoute =
  (deps: FigureCasesDeps, readers: readonly ActorRole[]): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store, evaluated, frozen } = deps
    const { clock, calendar } = evaluated

    async function* linesNow(
      { from, to, grid }: Asked,
      after: string | undefined,
      scope: Scope,
    ): AsyncGenerator<Placed> {
      const { chosen } = periodsOf({ from, to }, clock.now(), calendar.offset)
      const { period } = chosen
      const within = await scopeInGrid(evaluated, scope, grid, chosen.to)
      const gridOf = gridFinder(await evaluated.catalogue.grids(chosen.to))
      const of = { after: after as CaseId | undefined, scope: within }
      for await (const page of store.histories(period.from, period.to, of))
        for (const history of page) {
          const line = lineOf(history, period, gridOf)
          if (line !== undefined) yield [line, history.id]
        }
    }

    async function* linesOf(
      { freeze, pages }: Edition,
      cursor: string | undefined,
    ): AsyncGenerator<Placed> {
      const [first = 1, behind = -1] = cursor?.split('.').map(Number) ?? []
      // The last page is that of the sums.
      for (let page = first; page < pages; page += 1) {
        const content = await store.frozenPage(freeze, page)
        if (content === undefined)
          throw new UrbanBrainError('record-damaged', `page ${page} of what was frozen is gone`)
        const lines = checkedJson('the cases of a frozen evaluation', linesSchema, content)
        for (const [index, line] of lines.entries())
          if (page > first || index > behind) yield [line, `${page}.${index}`]
      }
    }

    server.get(
      '/v1/evaluations/cases',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary: 'The cases behind a figure of an evaluation',
          tags: ['cases'],
          querystring: figureQuerySchema,
          response: { 200: figureCasesSchema },
        },
      },
      async (request) => {
        const { limit, cursor } = request.query
        const { found, next } = await pageOf(request, request.query, { limit, cursor })
        const items = await Promise.all(
          found.map(async ({ line: { id, category, source, cell }, amount }) => {
            const now = await store.get(id)
            return {
              ...{ id, amount, category, source },
              ...(cell !== undefined && { cell }),
              ...(now !== undefined && { title: now.title, stage: now.stage }),
              ...(now?.unit !== undefined && { unit: now.unit }),
            }
          }),
        )
        return { items, ...(next !== undefined && { next }) }
      },
    )

    for (const type of fileTypes)
      server.get(
        `/v1/evaluations/cases.${type}`,
        {
          onRequest: access.allowLimited(...readers),
          schema: {
            summary: 'The cases behind a figure as a table for a spreadsheet',
            description: `At most ${mostRows} cases.`,
            tags: ['cases'],
            querystring: figureFileQuerySchema,
            produces: producing(type),
            response: { 200: fileSchema },
          },
        },
        async (request, reply) => {
          const { language, ...asked } = request.query
          const say = wordsIn(language)
          const page = { limit: mostRows, cursor: undefined }
          const { found, next } = await pageOf(request, asked, page)
          const cases: ListedCase[] = []
          for (const { line, amount } of found)
            cases.push({ ...line, amount, now: await store.get(line.id) })
          const name = say(figures[asked.figure])
          const grids = await evaluated.catalogue.grids()
          const table = { cases, hasMore: next !== undefined, name, gridOf: gridFinder(grids) }
          return sendSheets(reply, deps, {
            name: `cases-${asked.figure}`,
            type,
            sheets: [caseSheet(table, namesIn({ ...deps, grids }, language), say)],
          })
        },
      )

    async function pageOf(request: object, asked: Asked, page: PageAsked) {
      const { by, figure, key, edition } = asked
      const { cursor } = page
      const actor = access.actor(request)
      refusePeople(by, actor.role)
      if (edition !== undefined) refusePart(actor, asked.grid)
      if (cursor !== undefined && edition !== undefined && !/^\d{1,9}\.\d{1,9}$/.test(cursor))
        throw new UrbanBrainError('request-invalid', 'the cursor is none of this list')
      const lines =
        edition === undefined
          ? linesNow(asked, cursor, scopeOf(actor))
          : linesOf(await frozenEdition(frozen, asked, edition), cursor)
      const row = key === undefined ? ('all' as const) : { is: key === '-' ? undefined : key }
      return firstOf(lines, { by, key: row, figure }, page.limit)
    }
  }

async function firstOf(lines: AsyncIterable<Placed>, wanted: Wanted, limit: number) {
  const found: { readonly line: CaseLine; readonly amount: number }[] = []
  let end: string | undefined
  for await (const [line, cursor] of lines) {
    const amount = amountOf(line, wanted.figure, wanted)
    if (amount === 0) continue
    if (found.length === limit) return { found, next: end }
    found.push({ line, amount })
    end = cursor
  }
  return { found }
}
