import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { toCsv } from '../../core/csv.ts'
import { scopeOf } from '../../core/scope.ts'
import { instant } from '../../core/time.ts'
import type { FrozenEvaluations } from '../desk/freezing.ts'
import { evaluationRows } from '../report/evaluation-csv.ts'
import { evaluationSheets } from '../report/evaluation-sheets.ts'
import {
  asFrozen,
  countedNow,
  frozenEdition,
  refusePart,
  refusePeople,
  type EvaluatedDeps,
} from './evaluated.ts'
import {
  evaluationFileQuerySchema,
  evaluationQuerySchema,
  evaluationSchema,
  type Evaluation,
} from './evaluation-contract.ts'
import {
  fileSchema,
  namesIn,
  producing,
  sendFile,
  sendSheets,
  wordsIn,
  type SpreadsheetDeps,
} from './spreadsheet.ts'

interface EvaluationRoutesDeps extends SpreadsheetDeps {
  readonly access: Access
  readonly evaluated: EvaluatedDeps
  readonly frozen: Pick<FrozenEvaluations, 'get'>
}

export const evaluationRoutes =
  (deps: EvaluationRoutesDeps, roles: readonly ActorRole[]): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, evaluated, frozen } = deps
    const evaluate = async (
      request: object,
      { by, edition, ...asked }: z.output<typeof evaluationQuerySchema>,
    ): Promise<Evaluation> => {
      const actor = access.actor(request)
      refusePeople(by, actor.role)
      if (edition !== undefined) refusePart(actor, asked.grid)
      const counted =
        edition === undefined
          ? await countedNow({ ...evaluated, scope: scopeOf(actor) }, asked, by)
          : await asFrozen(evaluated, await frozenEdition(frozen, asked, edition), by)
      return counted.evaluation
    }
    const nameOf = (
      { from, to, by }: Evaluation,
      {
        edition,
        grid,
      }: { readonly edition?: number | undefined; readonly grid?: string | undefined },
    ) =>
      `evaluation-${from}-${to}-${by}${edition === undefined ? '' : `-edition-${edition}`}` +
      (grid === undefined ? '' : `-grid-${encodeURIComponent(grid)}`)

    const onRequest = access.allowLimited(...roles)
    const tags = ['cases']
    server.get(
      '/v1/evaluations',
      {
        onRequest,
        schema: {
          tags,
          querystring: evaluationQuerySchema,
          summary: 'Evaluation (考评) of a period by unit, place, category, source or person',
          response: { 200: evaluationSchema },
        },
      },
      (request) => evaluate(request, request.query),
    )
    server.get(
      '/v1/evaluations.csv',
      {
        onRequest,
        schema: {
          tags,
          querystring: evaluationQuerySchema,
          summary: 'The same as a table for a spreadsheet',
          produces: producing('csv'),
          response: { 200: z.string() },
        },
      },
      async (request, reply) => {
        const found = await evaluate(request, request.query)
        const content = toCsv(evaluationRows(found.by, found))
        const name = `${nameOf(found, request.query)}.csv`
        return sendFile(reply, { name, type: 'csv', content })
      },
    )
    server.get(
      '/v1/evaluations.xlsx',
      {
        onRequest,
        schema: {
          tags,
          querystring: evaluationFileQuerySchema,
          summary:
            'The same as a workbook: ranking, each rate with what it is made of, what it is about',
          produces: producing('xlsx'),
          response: { 200: fileSchema },
        },
      },
      async (request, reply) => {
        const { language, ...query } = request.query
        const found = await evaluate(request, query)
        const { edition, grid } = query
        const grids = await evaluated.catalogue.grids(found.to)
        const generatedAt = instant(found.generatedAt)
        const table = {
          ...{ ...found, generatedAt },
          ...(edition !== undefined && { edition }),
          ...(grid !== undefined && { grid }),
        }
        return sendSheets(reply, deps, {
          name: nameOf(found, query),
          type: 'xlsx',
          sheets: evaluationSheets(table, namesIn({ ...deps, grids }, language), wordsIn(language)),
        })
      },
    )
  }
