import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Actor } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Clock } from '../../core/time.ts'
import { countFailures } from '../../runtime/failures.ts'
import type { CasesConfig } from '../config.ts'
import type { CaseDesk } from '../desk/desk.ts'
import { hashOfCode } from '../desk/follow-code.ts'
import type { Case } from '../life/case.ts'
import { followed, type Told } from '../life/following.ts'
import type { CaseStore } from '../ports.ts'
import { stateOf } from './answer.ts'
import { followedSchema, followSchema, rateSchema } from './follow-contract.ts'

interface FollowingDeps {
  readonly store: Pick<CaseStore, 'followed' | 'get' | 'load'>
  readonly desk: Pick<CaseDesk, 'execute'>
  readonly clock: Clock
  readonly config: Pick<CasesConfig, 'follow'>
}

/** As the record names whoever holds the code: nobody knows who that is. */
const reporter: Actor = { name: 'reporter', role: 'service' }

const tags = ['follow']
const longestBody = 4_096

/** For whoever reported a problem and holds the code of its case: no account, no name, and nothing of anybody else. */
export const followingRoutes =
  ({ store, desk, clock, config }: FollowingDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const failures = countFailures(clock, config.follow.attempts)
    const caseOf = async (code: string, address: string): Promise<Case> => {
      if (failures.tooMany(address))
        throw new UrbanBrainError(
          'too-many-requests',
          'too many wrong codes from this address; wait a minute',
        )
      const hash = hashOfCode(code)
      const id = hash === undefined ? undefined : await store.followed(hash)
      const state = id && (await store.get(id))
      if (state === undefined) {
        failures.count(address)
        throw new UrbanBrainError('not-found', 'no case is followed by this code')
      }
      return state
    }
    const told = async (state: Case): Promise<Told> => ({
      state,
      record: await store.load(state.id),
    })
    const shown = async (state: Case) => {
      const of = state.stage === 'duplicate' ? state.duplicate?.of : undefined
      const kept = of && (await store.get(of))
      return followed(
        await told(state),
        clock.now(),
        config.follow.rate,
        kept && (await told(kept)),
      )
    }

    server.post(
      '/v1/following',
      {
        bodyLimit: longestBody,
        schema: {
          summary: 'How far the case of a code is (进度查询)',
          description:
            'For whoever reported it. The code stands in the body, so that no log has it.',
          tags,
          security: [],
          body: followSchema,
          response: { 200: followedSchema },
        },
      },
      async (request, reply) =>
        reply
          .header('cache-control', 'no-store')
          .send(await shown(await caseOf(request.body.code, request.ip))),
    )

    server.post(
      '/v1/following/rating',
      {
        bodyLimit: longestBody,
        schema: {
          summary: 'Rate the case of a code after its closing (满意度), once',
          tags,
          security: [],
          body: rateSchema,
          response: { 200: followedSchema },
        },
      },
      async (request, reply) => {
        const { code, ...said } = request.body
        const { id } = await caseOf(code, request.ip)
        const answer = await desk.execute(id, { command: 'rate', ...said }, reporter)
        return reply.header('cache-control', 'no-store').send(await shown(stateOf(answer)))
      },
    )
  }
