import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { deskRoles } from '../../core/actor.ts'
import type { CaseDesk } from '../desk/desk.ts'
import type { CaseStore } from '../ports.ts'
import { assignmentSchema, caseParamsSchema } from './contract.ts'
import { visibleCase } from './visible-case.ts'

interface AssignmentDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'get'>
  readonly desk: Pick<CaseDesk, 'assigned'>
}

/** Whom a case would go to, before somebody sends it there. */
export const assignmentRoute =
  ({ access, store, desk }: AssignmentDeps): FastifyPluginAsyncZod =>
  (server) => {
    server.get(
      '/v1/cases/:id/assignment',
      {
        onRequest: access.allowLimited(...deskRoles),
        schema: {
          summary: 'Which unit the case goes to when `dispatch` names none',
          description: 'By what holds now. Nothing is changed.',
          tags: ['cases'],
          params: caseParamsSchema,
          response: { 200: assignmentSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        return desk.assigned(await visibleCase(store, request.params.id, actor), actor)
      },
    )
    return Promise.resolve()
  }
