import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { deskRoles } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import { hashOf } from '../desk/reporter.ts'
import type { CasesConfig } from '../config.ts'
import { lookOf } from '../life/look.ts'
import { masked } from '../life/masking.ts'
import type { CaseStore } from '../ports.ts'
import { caseParamsSchema } from './contract.ts'
import { revealSchema } from './look-contract.ts'
import { reporterSchema } from './reporter-contract.ts'
import { visibleCase } from './visible-case.ts'

interface ReporterDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'get' | 'load' | 'reporter' | 'eraseReporter' | 'addLook'>
  readonly clock: Pick<Clock, 'now'>
  readonly observer: Pick<Observer, 'emit'>
  readonly config: Pick<CasesConfig, 'personal'>
}

/** Who has to call somebody back, or answers for it; a manager reads figures. */
const revealers = deskRoles.filter((role) => role !== 'manager')

const tags = ['cases']

/** Who reported a case: for the desks, masked; every look at all of it is kept in a log, and it can be erased. */
export const reporterRoutes =
  ({ access, store, clock, observer, config }: ReporterDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const shown = async (id: CaseId, inFull = false) => {
      const kept = await store.reporter(id)
      if (kept === undefined)
        throw new UrbanBrainError('not-found', `nobody is known to have reported case ${id}`)
      if ('erased' in kept) return kept
      const [collected] = await store.load(id)
      return {
        ...(inFull ? kept.reporter : masked(kept.reporter)),
        masked: !inFull,
        proven: collected?.data['reporterHash'] === hashOf(kept),
      }
    }

    server.get(
      '/v1/cases/:id/reporter',
      {
        exposeHeadRoute: false,
        onRequest: access.allowLimited(...deskRoles),
        schema: {
          summary: 'Who reported the problem (报案人), masked (脱敏)',
          description:
            'Personal: it is in no record, notice or case file. `POST .../reporter/reveal` shows all of it.',
          tags,
          params: caseParamsSchema,
          response: { 200: reporterSchema },
        },
      },
      async (request, reply) => {
        const { id } = await visibleCase(store, request.params.id, access.actor(request))
        return reply.header('cache-control', 'no-store').send(await shown(id))
      },
    )

    server.post(
      '/v1/cases/:id/reporter/reveal',
      {
        onRequest: access.allowLimited(...revealers),
        schema: {
          summary: 'Who reported the problem, in full; each look is kept in a log',
          tags,
          params: caseParamsSchema,
          body: revealSchema,
          response: { 200: reporterSchema },
        },
      },
      async (request, reply) => {
        const actor = access.actor(request)
        const { purpose } = request.body
        if (purpose === undefined && config.personal.purpose)
          throw new UrbanBrainError('request-invalid', 'purpose: say what for')
        const { id } = await visibleCase(store, request.params.id, actor)
        const answer = await shown(id, true)
        // Written down before anything is given out.
        if (!('erased' in answer)) {
          const fields = ['name', 'phone', 'number'].filter((field) => field in answer)
          const seen = { at: clock.now(), case: id, what: 'reporter' as const, fields }
          await store.addLook(lookOf(actor, { ...seen, ...(purpose && { purpose }) }))
          observer.emit('reporter.read', { case: id, by: actor.name })
        }
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
