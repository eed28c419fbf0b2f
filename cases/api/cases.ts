import { createHash } from 'node:crypto'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Clock } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { commandsFor } from '../life/decide.ts'
import { hadOrder, orderTurns, orderWords, type OrderWords } from '../life/order-words.ts'
import { windowsOf, type CategoryRow, type Windows } from '../life/windows.ts'
import { photoFaults } from '../photos/photo-faults.ts'
import type { PhotoStore } from '../photo-ports.ts'
import type { CaseStore } from '../ports.ts'
import type { Case } from '../life/case.ts'
import type { NamedCell } from '../report/names.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { caseQuestion, type CaseQuestionDeps } from './case-question.ts'
import {
  casePageSchema,
  caseParamsSchema,
  caseQuerySchema,
  caseWithTimelineSchema,
  verificationSchema,
} from './contract.ts'
import { ifNoneMatchSchema } from './answer.ts'
import { placeNames } from './decide/place-names.ts'
import { isKnown, tagOf } from './decide/tags.ts'
import { readers, visibleCase } from './visible-case.ts'

interface ReadingDeps extends CaseQuestionDeps {
  readonly store: Pick<CaseStore, 'list' | 'get' | 'load' | 'factsOf' | 'verify'>
  readonly photos: PhotoStore
  readonly directory: Pick<DeviceDirectory, 'get' | 'values'>
  /** Of the grid, for their names. */
  readonly cells: readonly NamedCell[]
  readonly categories: readonly CategoryRow[]
  readonly clock: Pick<Clock, 'now'>
  readonly config: Windows & Pick<CasesConfig, 'follow'>
}

const tags = ['cases']

/** Of all cases of a page at once; most of a queue had no order yet. */
async function orderWordsOf(
  store: Pick<CaseStore, 'factsOf'>,
  cases: readonly Case[],
): Promise<ReadonlyMap<Case['id'], OrderWords>> {
  const ids = cases.filter(hadOrder).map(({ id }) => id)
  const facts = ids.length === 0 ? [] : await store.factsOf(ids, orderTurns)
  const ofCase = new Map<Case['id'], (typeof facts)[number][]>(ids.map((id) => [id, []]))
  for (const fact of facts) ofCase.get(fact.case)?.push(fact)
  return new Map([...ofCase].map(([id, own]) => [id, orderWords(own)]))
}

/** Cases, and the record of each with its proof. */
export const caseReadingRoutes =
  (deps: ReadingDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store, photos, categories, clock, config } = deps
    const question = caseQuestion(deps)
    const namesOf = placeNames(deps)
    const named = (state: Case, words: OrderWords | undefined) => ({
      ...state,
      ...words,
      names: namesOf(state.place),
    })

    server.get(
      '/v1/cases',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary: 'List cases, newest first or by deadline',
          tags,
          querystring: caseQuerySchema,
          response: { 200: casePageSchema },
        },
      },
      async (request) => {
        const { limit, cursor, order, ...asked } = request.query
        const page = await store.list(await question(request, asked), limit, cursor, order)
        const words = await orderWordsOf(store, page.items)
        return { ...page, items: page.items.map((state) => named(state, words.get(state.id))) }
      },
    )

    server.get(
      '/v1/cases/:id',
      {
        onRequest: access.allowLimited(...readers),
        schema: {
          summary: 'One case with its whole record, and what the caller may ask of it now',
          description:
            'The header `ETag` begins with the version of the case: `If-None-Match` is answered with 304, and a command with `If-Match` is done only ' +
            'when the case still has that version.',
          tags,
          headers: ifNoneMatchSchema,
          params: caseParamsSchema,
          response: { 200: caseWithTimelineSchema, 304: z.undefined() },
        },
      },
      async (request, reply) => {
        const actor = access.actor(request)
        const state = await visibleCase(store, request.params.id, actor)
        const timeline = await store.load(state.id)
        const { photo } = windowsOf(categories, config, state.category)
        const found = {
          ...{ case: named(state, orderWords(timeline)), timeline, photoRequired: photo },
          commands: commandsFor(state, clock.now(), {
            actor,
            reopenWindow: (category) => windowsOf(categories, config, category).reopen,
            ratingWindow: config.follow.rate,
          }),
        }
        const hash = createHash('sha256').update(JSON.stringify(found)).digest('hex').slice(0, 12)
        const tag = tagOf(state.version, hash)
        reply.header('etag', tag).header('cache-control', 'private, no-cache')
        return isKnown(request.headers['if-none-match'], tag) ? reply.code(304).send() : found
      },
    )

    server.get(
      '/v1/cases/:id/verify-record',
      {
        onRequest: access.allowLimited(...readers),
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
