import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { commandsFor } from '../life/decide.ts'
import { windowsOf, type CategoryRow, type Windows } from '../life/windows.ts'
import { photoFaults } from '../photos/photo-faults.ts'
import type { CaseStore, PhotoStore } from '../ports.ts'
import {
  casePageSchema,
  caseParamsSchema,
  caseQuerySchema,
  caseWithTimelineSchema,
  verificationSchema,
} from './contract.ts'
import { crewUnit, readers, visibleCase } from './visible-case.ts'

interface ReadingDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'list' | 'get' | 'load' | 'verify'>
  readonly photos: PhotoStore
  readonly categories: readonly CategoryRow[]
  readonly config: Windows
}

const tags = ['cases']

/** Cases, and the record of each with its proof. */
export const caseReadingRoutes =
  ({ access, store, photos, categories, config }: ReadingDeps): FastifyPluginAsyncZod =>
  async (server) => {
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
        const { limit, cursor, order, stage, unit, ...rest } = request.query
        const { cell, category, severity, overdue, device } = rest
        const own = crewUnit(access.actor(request))
        return store.list(
          { stages: stage, unit: own ?? unit, cell, category, severity, overdue, device },
          limit,
          cursor,
          order,
        )
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
