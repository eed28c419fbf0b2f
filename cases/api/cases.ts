import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { commandsFor } from '../life/decide.ts'
import { windowsOf, type CategoryRow, type Windows } from '../life/windows.ts'
import { photoFaults } from '../photos/photo-faults.ts'
import type { CaseStore, PhotoStore } from '../ports.ts'
import { caseQuestion, type CaseQuestionDeps } from './case-question.ts'
import {
  casePageSchema,
  caseParamsSchema,
  caseQuerySchema,
  caseWithTimelineSchema,
  verificationSchema,
} from './contract.ts'
import { readers, visibleCase } from './visible-case.ts'

interface ReadingDeps extends CaseQuestionDeps {
  readonly store: Pick<CaseStore, 'list' | 'get' | 'load' | 'verify'>
  readonly photos: PhotoStore
  readonly categories: readonly CategoryRow[]
  readonly config: Windows
}

const tags = ['cases']

/** Cases, and the record of each with its proof. */
export const caseReadingRoutes =
  (deps: ReadingDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store, photos, categories, config } = deps
    const question = caseQuestion(deps)

    server.get(
      '/v1/cases',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'List cases, newest first or by deadline',
          tags,
          querystring: caseQuerySchema,
          response: { 200: casePageSchema },
        },
      },
      async (request) => {
        const { limit, cursor, order, ...asked } = request.query
        return store.list(question(request, asked), limit, cursor, order)
      },
    )

    server.get(
      '/v1/cases/:id',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'One case with its whole record, and what the caller may ask of it now',
          tags,
          params: caseParamsSchema,
          response: { 200: caseWithTimelineSchema },
        },
      },
      async (request) => {
        const actor = access.actor(request)
        const state = await visibleCase(store, request.params.id, actor)
        const timeline = await store.load(state.id)
        const { photo } = windowsOf(categories, config, state.category)
        return {
          ...{ case: state, timeline, photoRequired: photo },
          commands: commandsFor(state, actor),
        }
      },
    )

    server.get(
      '/v1/cases/:id/verify-record',
      {
        onRequest: access.allow(...readers),
        schema: {
          summary: 'Recompute the hash chain of the record, and the hashes of its photos',
          tags,
          params: caseParamsSchema,
          response: { 200: verificationSchema },
        },
      },
      async (request) => {
        const { id } = await visibleCase(store, request.params.id, access.actor(request))
        const found = await store.verify(id)
        const faults = [...found.faults, ...(await photoFaults(await store.load(id), photos))]
        return { ...found, intact: faults.length === 0, faults }
      },
    )
  }
