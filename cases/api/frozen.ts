import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import type { z } from 'zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { FrozenEvaluations } from '../desk/freezing.ts'
import { refusals } from '../life/refusals.ts'
import type { CaseStore } from '../ports.ts'
import { differences } from '../report/frozen-pages.ts'
import { freezerRoles, type Edition, type FrozenEvaluation } from '../report/frozen.ts'
import { figures } from '../report/indicators.ts'
import {
  asFrozen,
  countedNow,
  datesIn,
  editionOf,
  refusePeople,
  type EvaluatedDeps,
} from './evaluated.ts'
import {
  frozenCommandSchema,
  frozenEvaluationSchema,
  frozenListSchema,
  frozenParamsSchema,
  frozenProofSchema,
  frozenQuerySchema,
  frozenSchema,
} from './frozen-contract.ts'

interface FrozenRoutesDeps {
  readonly access: Access
  readonly evaluated: EvaluatedDeps
  readonly frozen: FrozenEvaluations
  readonly store: Pick<CaseStore, 'verifyFrozen'>
  readonly observer: Pick<Observer, 'emit'>
}

const tags = ['cases']
const most = 200

/** Evaluations that stay as they were published: frozen (冻结), signed (签发), opened again with a reason. */
export const frozenRoutes =
  (deps: FrozenRoutesDeps, readers: readonly ActorRole[]): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, evaluated, frozen, store, observer } = deps
    const found = async (id: string): Promise<FrozenEvaluation> => {
      const state = await frozen.get(id)
      if (state === undefined)
        throw new UrbanBrainError('not-found', `no evaluation of ${id} was frozen`)
      return state
    }

    server.get(
      '/v1/evaluations/frozen',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'Periods whose evaluation was frozen (考评冻结), the latest first',
          tags,
          response: { 200: frozenListSchema },
        },
      },
      async () => ({ items: (await frozen.list(most)).map(shown) }),
    )

    server.get(
      '/v1/evaluations/frozen/:id',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'An evaluation as it was frozen, as it is counted now, and what differs',
          tags,
          params: frozenParamsSchema,
          querystring: frozenQuerySchema,
          response: { 200: frozenEvaluationSchema },
        },
      },
      async (request) => {
        const { by, edition: wanted } = request.query
        refusePeople(by, access.actor(request).role)
        const state = await found(request.params.id)
        const edition = editionOf(state, wanted)
        const was = await asFrozen(evaluated, edition, by)
        const { from, to } = edition
        const is = await countedNow(evaluated, { from, to }, by)
        return {
          state: shown(state),
          edition: edition.edition,
          evaluation: was.evaluation,
          now: is.evaluation,
          differences: differences(was.compared.now, is.compared.now).map(({ key, ...one }) => ({
            ...(key !== undefined && { key }),
            ...one,
            name: figures[one.figure],
          })),
        }
      },
    )

    server.post(
      '/v1/evaluations/frozen/:id/commands',
      {
        onRequest: access.allow(...freezerRoles),
        schema: {
          summary: 'Freeze the evaluation of a period, sign it (签发), or open it again',
          description:
            'The id is the first and the last day. `freeze` keeps the numbers, the formulas and the cases behind each ' +
            'number as a new edition; `sign` and `reopen` are for managers, and `reopen` takes a reason.',
          tags,
          params: frozenParamsSchema,
          body: frozenCommandSchema,
          response: { 200: frozenSchema },
        },
      },
      async (request) => {
        const dates = datesIn(request.params.id)
        const actor = access.actor(request)
        const answer = await frozen.act(dates, request.body, actor)
        if (answer.refusal !== undefined) {
          const { reason, text } = answer.refusal
          throw new UrbanBrainError(refusals[reason].code, text, { details: [reason] })
        }
        const { command } = request.body
        observer.emit('evaluation.frozen', {
          command,
          evaluation: answer.state.id,
          by: actor.name,
        })
        return shown(answer.state)
      },
    )

    server.get(
      '/v1/evaluations/frozen/:id/verify-record',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'Proves that nobody changed what was frozen',
          tags,
          params: frozenParamsSchema,
          response: { 200: frozenProofSchema },
        },
      },
      async ({ params: { id } }) => {
        await found(id)
        const faults = (await store.verifyFrozen(id)).map(({ version, page, fault }) => ({
          ...{ version, fault },
          ...(page !== undefined && { page }),
        }))
        return { intact: faults.length === 0, faults }
      },
    )
  }

function shown({ id, version, stage, editions }: FrozenEvaluation): z.output<typeof frozenSchema> {
  const { from, to } = datesIn(id)
  return {
    ...{ id, from, to, version, stage },
    editions: editions.map(
      ({ edition, cases, formulas, digest, comment, frozen, signed, reopened }) => ({
        ...{ edition, cases, formulas, digest },
        frozen: { at: frozen.at, by: nameOf(frozen), ...(comment !== undefined && { comment }) },
        ...(signed !== undefined && {
          signed: {
            at: signed.at,
            by: nameOf(signed),
            ...(signed.comment !== undefined && { comment: signed.comment }),
          },
        }),
        ...(reopened !== undefined && {
          reopened: { at: reopened.at, by: nameOf(reopened), reason: reopened.reason },
        }),
      }),
    ),
  }
}

/** What a person is called; a token has only its name. */
const nameOf = ({ by }: Edition['frozen']): string => by.person ?? by.name
