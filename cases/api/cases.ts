import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import { categoryWords } from '../../core/categories.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { UnitId } from '../../core/identity.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { searchTerms, type SearchTerm } from '../life/case-search.ts'
import { commandsFor } from '../life/decide.ts'
import type { Unit } from '../life/dispatch.ts'
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
  readonly units: ReadonlyMap<UnitId, Unit>
  readonly directory: Pick<DeviceDirectory, 'values'>
}

const tags = ['cases']

function* devicesIn(directory: ReadingDeps['directory']) {
  for (const { device } of directory.values()) yield device
}

/** Cases, and the record of each with its proof. */
export const caseReadingRoutes =
  (deps: ReadingDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store, photos, categories, config, units, directory } = deps
    const searched = (text: string): readonly SearchTerm[] => {
      const terms = searchTerms(text, {
        categories: categoryWords(),
        units: units.values(),
        devices: devicesIn(directory),
      })
      if (terms === undefined)
        throw new UrbanBrainError(
          'request-invalid',
          'q has no word of two letters and no two characters side by side',
        )
      return terms
    }

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
        const { limit, cursor, order, stage, unit, q, ...rest } = request.query
        const { cell, category, severity, overdue, device } = rest
        const own = crewUnit(access.actor(request))
        return store.list(
          {
            ...{ stages: stage, unit: own ?? unit, cell, category, severity, overdue, device },
            search: q === undefined ? undefined : searched(q),
          },
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
