import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import { commandTable } from '../life/command-table.ts'
import type { CaseStore } from '../ports.ts'
import { boundariesSchema, boundarySchema, revokeSchema } from './boundary-contract.ts'
import { caseParamsSchema } from './contract.ts'

interface BoundaryDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'boundaries' | 'revokeBoundary'>
  readonly clock: Pick<Clock, 'now'>
  readonly observer: Pick<Observer, 'emit'>
}

const tags = ['cases']

/** Boundaries that designations drew, and taking one back. */
export const boundaryRoutes =
  (
    { access, store, clock, observer }: BoundaryDeps,
    desks: readonly ActorRole[],
  ): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/boundaries',
      {
        onRequest: access.allow(...desks),
        schema: {
          summary: 'Boundaries between units that designations drew (职责界线), the youngest first',
          tags,
          response: { 200: boundariesSchema },
        },
      },
      async () => [...(await store.boundaries())],
    )

    server.post(
      '/v1/boundaries/:id/revoke',
      {
        onRequest: access.allow(...commandTable.designate.roles),
        schema: {
          summary: 'Revoke a boundary; cases that went by it stay where they are',
          tags,
          params: caseParamsSchema,
          body: revokeSchema,
          response: { 200: boundarySchema },
        },
      },
      async (request) => {
        const id = request.params.id as CaseId
        const { name: by } = access.actor(request)
        const revoked = { at: clock.now(), by, reason: request.body.reason }
        const found = await store.revokeBoundary(id, revoked)
        if (found === undefined)
          throw new UrbanBrainError('not-found', `there is no boundary of case ${id}`)
        const { boundary, changed } = found
        if (changed) observer.emit('boundary.revoked', { case: id, unit: boundary.unit, by })
        return boundary
      },
    )
  }
