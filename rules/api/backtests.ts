import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { backtestRoles, readerRoles } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { instant, type Clock } from '../../core/time.ts'
import type { Backtesting, Backtests } from '../history/backtests.ts'
import type { RuleDesk } from '../in-force/rule-desk.ts'
import { checkCatalogue, rulesInvalid, type RuleSet } from '../in-force/catalogue.ts'
import {
  backtestBodySchema,
  backtestParamsSchema,
  backtestSchema,
  backtestsSchema,
} from './history-contract.ts'

export interface BacktestRoutesDependencies {
  readonly access: Access
  readonly backtests: Backtests
  /** The rules in force. */
  readonly ruleSet: () => Promise<RuleSet | undefined>
  /** Those the city chose. */
  readonly profiles: readonly string[]
  readonly versions: Pick<RuleDesk, 'read'>
  readonly clock: Pick<Clock, 'now'>
}

const tags = ['rules']
/** Bytes of a folder of rules as JSON. */
const bodyLimit = 8 * 2 ** 20

/** What rules would have raised on recorded readings. */
export const backtestRoutes =
  ({
    access,
    backtests,
    ruleSet,
    profiles,
    versions,
    clock,
  }: BacktestRoutesDependencies): FastifyPluginAsyncZod =>
  (server) => {
    server.post(
      '/v1/rules/backtests',
      {
        bodyLimit,
        onRequest: access.allow(...backtestRoles),
        schema: {
          summary: 'Judge recorded readings again by the rules in force, and by others beside them',
          description:
            'One at a time; it goes on by itself, and its result is kept until four others were made.',
          tags,
          body: backtestBodySchema,
          response: { 202: backtestSchema },
        },
      },
      async (request, reply) => {
        const { body } = request
        const inForce = await ruleSet()
        if (inForce === undefined) throw new UrbanBrainError('not-found', 'there are no rules')
        const now = clock.now()
        const [from, to] = [instant(body.from), instant(Math.min(body.to ?? now, now))]
        if (from >= to)
          throw new UrbanBrainError(
            'request-invalid',
            'a span ends after it begins, and begins before now',
          )
        const texts = await otherRules(body, versions)
        const { device, againstVersion, rest = false } = body
        const begun = backtests.start(
          { from, to, ruleSet: inForce, against: texts && rulesOf(texts, profiles), device, rest },
          { by: access.actor(request).name, againstVersion },
        )
        return reply.code(202).send(begun)
      },
    )

    server.get(
      '/v1/rules/backtests',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'The last backtests, newest first, without their results',
          tags,
          response: { 200: backtestsSchema },
        },
      },
      () => Promise.resolve({ backtests: backtests.all() }),
    )

    const known = (id: string): Backtesting => {
      const found = backtests.get(id)
      if (found === undefined) throw new UrbanBrainError('not-found', `there is no backtest ${id}`)
      return found
    }

    server.get(
      '/v1/rules/backtests/:id',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'How far a backtest is, and its result',
          tags,
          params: backtestParamsSchema,
          response: { 200: backtestSchema },
        },
      },
      ({ params }) => Promise.resolve(known(params.id)),
    )

    server.post(
      '/v1/rules/backtests/:id/stop',
      {
        onRequest: access.allow(...backtestRoles),
        schema: {
          summary: 'Stop a backtest',
          tags,
          params: backtestParamsSchema,
          response: { 200: backtestSchema },
        },
      },
      ({ params }) => {
        const { id } = known(params.id)
        backtests.stop(id)
        return Promise.resolve(known(id))
      },
    )
    return Promise.resolve()
  }

async function otherRules(
  { against, againstVersion }: z.output<typeof backtestBodySchema>,
  versions: Pick<RuleDesk, 'read'>,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (against !== undefined && againstVersion !== undefined)
    throw new UrbanBrainError('request-invalid', 'rules are judged beside a folder or a version')
  if (againstVersion !== undefined) return (await versions.read(againstVersion)).texts
  return against && new Map(Object.entries(against))
}

function rulesOf(texts: ReadonlyMap<string, string>, profiles: readonly string[]): RuleSet {
  const report = checkCatalogue({ texts, mistakes: [] }, profiles)
  if (report.ruleSet === undefined) throw rulesInvalid('the request', report.mistakes)
  return report.ruleSet
}
