import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { Clock } from '../../core/time.ts'
import { stepsAhead, type EscalationRow } from '../life/escalation.ts'
import type { CaseStore } from '../ports.ts'
import { caseParamsSchema } from './contract.ts'
import { escalationSchema } from './escalation-contract.ts'
import { readers, visibleCase } from './visible-case.ts'

interface EscalationDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'get'>
  readonly clock: Pick<Clock, 'now'>
  readonly escalation: readonly EscalationRow[]
}

/** Who hears next that a case does not go on, and when. */
export const escalationRoute =
  ({ access, store, clock, escalation }: EscalationDeps): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/cases/:id/escalation',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary: 'Steps of escalation (逐级催办) that come next if the case stays as it is',
          tags: ['cases'],
          params: caseParamsSchema,
          response: { 200: escalationSchema },
        },
      },
      async (request) => {
        const state = await visibleCase(store, request.params.id, access.actor(request))
        return { ahead: stepsAhead(escalation, state, clock.now()) }
      },
    )
  }
