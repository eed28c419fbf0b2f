import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { deskRoles } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import { hashOf } from '../desk/reporter.ts'
import type { CaseStore } from '../ports.ts'
import { caseParamsSchema } from './contract.ts'
import { reporterSchema } from './reporter-contract.ts'

interface ReporterDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'load' | 'reporter' | 'eraseReporter'>
  readonly clock: Pick<Clock, 'now'>
  readonly observer: Pick<Observer, 'emit'>
}

const tags = ['cases']

/** Who reported a case: for the desks only, every look is told, and it can be erased. */
export const reporterRoutes =
  ({ access, store, clock, observer }: ReporterDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const shown = async (id: CaseId) => {
      const kept = await store.reporter(id)
      if (kept === undefined)
        throw new UrbanBrainError('not-found', `nobody is known to have reported case ${id}`)
      if ('erased' in kept) return kept
      const [collected] = await store.load(id)
      return { ...kept.reporter, proven: collected?.data['reporterHash'] === hashOf(kept) }
    }

    server.get(
      '/v1/cases/:id/reporter',
      {
        exposeHeadRoute: false,
        onRequest: access.allow(...deskRoles),
        schema: {
          summary: 'Who reported the problem (报案人)',
          description: 'Personal: it is in no record, notice or case file, and each look is told.',
          tags,
          params: caseParamsSchema,
          response: { 200: reporterSchema },
        },
      },
      async (request, reply) => {
        const id = request.params.id as CaseId
        const answer = await shown(id)
        observer.emit('reporter.read', { case: id, by: access.actor(request).name })
        return reply.header('cache-control', 'no-store').send(answer)
      },
    )

    server.post(
      '/v1/cases/:id/reporter/erase',
      {
        onRequest: access.allow('administrator'),
        schema: {
          summary: 'Erase who reported the problem; the record of the case stays whole',
          tags,
          params: caseParamsSchema,
          response: { 200: reporterSchema },
        },
      },
      async (request) => {
        const id = request.params.id as CaseId
        const by = access.actor(request).name
        if (await store.eraseReporter(id, { at: clock.now(), by }))
          observer.emit('reporter.erased', { case: id, by })
        return shown(id)
      },
    )
  }
