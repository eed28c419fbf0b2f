import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { toCsv } from '../../core/csv.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Clock } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import { evaluationRows } from '../report/evaluation-csv.ts'
import { periodsOf, type DatedPeriod } from '../report/evaluation-periods.ts'
import { evaluated, tally, type Weights } from '../report/evaluation.ts'
import { figures, indicators } from '../report/indicators.ts'
import { evaluationQuerySchema, evaluationSchema, type Evaluation } from './evaluation-contract.ts'

interface EvaluationRoutesDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'histories'>
  readonly calendar: Pick<Calendar, 'offset'>
  readonly clock: Clock
  readonly config: Pick<CasesConfig, 'evaluation'>
}

/** Who may compare people by their names. */
const comparePeople: readonly ActorRole[] = ['supervisor', 'manager', 'administrator']

const shownBy = (weights: Weights) =>
  indicators.map(({ id, name, numerator, denominator, unit, better }) => {
    const weight = weights[id] ?? 0
    return {
      ...{ id, name, unit, better },
      numerator: figures[numerator],
      denominator: figures[denominator],
      ...(weight > 0 && { weight }),
    }
  })

export const evaluationRoutes =
  (deps: EvaluationRoutesDeps, roles: readonly ActorRole[]): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store, calendar, clock } = deps
    const { weights } = deps.config.evaluation

    const evaluate = async (
      request: object,
      { by, ...asked }: z.output<typeof evaluationQuerySchema>,
    ): Promise<Evaluation> => {
      const { role } = access.actor(request)
      if (by === 'person' && !comparePeople.includes(role))
        throw new UrbanBrainError('forbidden', `by=person is for ${comparePeople.join(', ')}`)
      const now = clock.now()
      const { chosen, previous, yearAgo } = periodsOf(asked, now, calendar.offset)
      const tallied = ({ period }: DatedPeriod) =>
        tally(store.histories(period.from, period.to), period, by)
      const { from, to, period } = chosen
      return {
        ...{ from, to, by, generatedAt: now, running: period.to === now },
        previous: { from: previous.from, to: previous.to },
        yearAgo: { from: yearAgo.from, to: yearAgo.to },
        indicators: shownBy(weights),
        ...evaluated(
          {
            now: await tallied(chosen),
            previous: await tallied(previous),
            yearAgo: await tallied(yearAgo),
          },
          weights,
        ),
      }
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
