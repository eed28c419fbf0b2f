import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { toCsv } from '../../core/csv.ts'
import { evaluationRows } from '../report/evaluation-csv.ts'
import { countedNow, refusePeople, type EvaluatedDeps } from './evaluated.ts'
import { evaluationQuerySchema, evaluationSchema, type Evaluation } from './evaluation-contract.ts'

interface EvaluationRoutesDeps {
  readonly access: Access
  readonly evaluated: EvaluatedDeps
}

export const evaluationRoutes =
  (
    { access, evaluated }: EvaluationRoutesDeps,
    roles: readonly ActorRole[],
  ): FastifyPluginAsyncZod =>
  async (server) => {
    const evaluate = async (
      request: object,
      { by, ...asked }: z.output<typeof evaluationQuerySchema>,
    ): Promise<Evaluation> => {
      refusePeople(by, access.actor(request).role)
      return (await countedNow(evaluated, asked, by)).evaluation
    }

    const onRequest = access.allow(...roles)
    const described = { tags: ['cases'], querystring: evaluationQuerySchema }
    server.get(
      '/v1/evaluations',
      {
        onRequest,
        schema: {
          ...described,
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
          ...described,
          summary: 'The same as a table for a spreadsheet',
          produces: ['text/csv'],
          response: { 200: z.string() },
        },
      },
      async (request, reply) => {
        const { by, from, to, ...found } = await evaluate(request, request.query)
        const name = `urban-brain-evaluation-${from}-${to}-${by}.csv`
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', `attachment; filename="${name}"`)
          .send(toCsv(evaluationRows(by, found)))
      },
    )
  }
