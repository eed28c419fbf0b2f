/** The cases behind a figure of an evaluation, as it is counted now or as it was frozen. */
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { FrozenEvaluations } from '../desk/freezing.ts'
import type { CaseStore } from '../ports.ts'
import { amountOf, lineOf, type CaseLine, type RowOf } from '../report/case-line.ts'
import { periodsOf } from '../report/evaluation-periods.ts'
import { linesSchema } from '../report/frozen-pages.ts'
import { evaluationId, type Edition } from '../report/frozen.ts'
import type { Figure } from '../report/indicators.ts'
import { editionOf, refusePeople, type EvaluatedDeps } from './evaluated.ts'
import { figureCasesSchema, figureQuerySchema } from './evaluation-contract.ts'

interface FigureCasesDeps {
  readonly access: Access
  readonly evaluated: EvaluatedDeps
  readonly frozen: Pick<FrozenEvaluations, 'get'>
  readonly store: CaseStore
}

/** Where each line stands, for the cursor of the page that ends with it. */
type Placed = readonly [line: CaseLine, cursor: string]
interface Wanted extends RowOf {
  readonly figure: Figure
}

export const figureCasesRoute =
  (deps: FigureCasesDeps, readers: readonly ActorRole[]): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store, evaluated, frozen } = deps
    const { clock, calendar } = evaluated

    async function* linesNow(
      { from, to }: z.output<typeof figureQuerySchema>,
      after: string | undefined,
    ): AsyncGenerator<Placed> {
      const { period } = periodsOf({ from, to }, clock.now(), calendar.offset).chosen
      for await (const page of store.histories(period.from, period.to, after as CaseId | undefined))
        for (const history of page) {
          const line = lineOf(history, period)
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
        onRequest: access.allow(...readers),
        schema: {
          summary: 'The cases behind a figure of an evaluation',
          tags: ['cases'],
          querystring: figureQuerySchema,
          response: { 200: figureCasesSchema },
        },
      },
      async (request) => {
        const { by, figure, key, edition, limit, cursor, from, to } = request.query
        refusePeople(by, access.actor(request).role)
        if (cursor !== undefined && edition !== undefined && !/^\d{1,9}\.\d{1,9}$/.test(cursor))
          throw new UrbanBrainError('request-invalid', 'the cursor is none of this list')
        const lines =
          edition === undefined
            ? linesNow(request.query, cursor)
            : linesOf(await frozenEdition(frozen, { from, to }, edition), cursor)
        const row = key === undefined ? ('all' as const) : { is: key === '-' ? undefined : key }
        const { found, next } = await pageOf(lines, { by, key: row, figure }, limit)
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
  }

async function pageOf(lines: AsyncIterable<Placed>, wanted: Wanted, limit: number) {
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

async function frozenEdition(
  frozen: FigureCasesDeps['frozen'],
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  wanted: number,
): Promise<Edition> {
  if (from === undefined || to === undefined)
    throw new UrbanBrainError('request-invalid', 'an edition is one of `from` and `to`')
  const id = evaluationId({ from, to })
  const state = await frozen.get(id)
  if (state === undefined)
    throw new UrbanBrainError('not-found', `no evaluation of ${id} was frozen`)
  return editionOf(state, wanted)
}
