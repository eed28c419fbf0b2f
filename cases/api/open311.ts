import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { finalStages, openStages } from '../../core/case-terms.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import { days, instant } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import type { Case } from '../life/case.ts'
import type { CaseStore } from '../ports.ts'
import type { NamedCell } from '../report/names.ts'
import {
  anybodySchema,
  discoverySchema,
  formatParamsSchema,
  requestParamsSchema,
  requestsQuerySchema,
  type RequestsQuery,
} from './open311-contract.ts'
import { requestOf, serviceOf } from '../report/open311.ts'
import { mediaTypes, open311Root, open311Tags, refuseAsList, sendList } from './open311-answer.ts'
import { open311ReportRoute, type Open311ReportDeps } from './open311-report.ts'
import { fileSchema, wordsIn } from './spreadsheet.ts'

interface Open311Deps extends Open311ReportDeps {
  readonly store: Open311ReportDeps['store'] & Pick<CaseStore, 'list'>
  readonly cells: readonly NamedCell[]
  readonly config: Pick<CasesConfig, 'open311'>
}

/** When the endpoint changed last. */
const changeset = '2026-11-29T00:00:00Z'
/** By the specification: of the last 90 days, and no more than a thousand. */
const span = days(90)
const most = 1_000
const pageSize = 500

/** Open311 GeoReport v2: what can be reported, reporting it, and how far what was reported is. */
export const open311Routes =
  (deps: Open311Deps): FastifyPluginAsyncZod =>
  async (server) => {
    const { store, catalogue, config } = deps
    if (!config.open311.enabled) return
    const cells = new Map(deps.cells.map((cell) => [cell.code, cell]))

    server.setErrorHandler(refuseAsList)

    server.get(
      '/open311/discovery.json',
      {
        schema: {
          summary: 'Where Open311 is answered',
          tags: open311Tags,
          security: [],
          response: { 200: discoverySchema },
        },
      },
      () => ({
        changeset,
        contact: config.open311.contact,
        key_service: config.open311.contact,
        endpoints: [
          {
            ...{
              specification: 'http://wiki.open311.org/GeoReport_v2',
              url: open311Root,
              changeset,
            },
            ...{ type: 'production' as const, formats: Object.values(mediaTypes) },
          },
        ],
      }),
    )

    server.get(
      `${open311Root}/services.:format`,
      {
        schema: {
          summary: 'What can be reported: the filing standard of today (立案标准)',
          tags: open311Tags,
          security: [],
          params: formatParamsSchema,
          querystring: anybodySchema,
          response: { 200: fileSchema },
        },
      },
      async ({ params, query }, reply) => {
        const say = wordsIn(query.language)
        const elements = (await catalogue.standards()).map((row) => serviceOf(row, say))
        return sendList(reply, params.format, { list: 'services', item: 'service', elements })
      },
    )

    server.get(
      `${open311Root}/requests.:format`,
      {
        schema: {
          summary: 'Problems that people reported, newest first: of 90 days, a thousand at most',
          tags: open311Tags,
          security: [],
          params: formatParamsSchema,
          querystring: requestsQuerySchema,
          response: { 200: fileSchema },
        },
      },
      async ({ params, query }, reply) => {
        const say = wordsIn(query.language)
        const found = await asked(deps, query)
        const elements = found.map((state) => requestOf(state, { cells, say }))
        const listed = { list: 'service_requests', item: 'request', elements }
        return sendList(reply.header('cache-control', 'public, max-age=60'), params.format, listed)
      },
    )

    server.get(
      `${open311Root}/requests/:id.:format`,
      {
        schema: {
          summary: 'One of them, with what whoever reported it was answered last',
          tags: open311Tags,
          security: [],
          params: requestParamsSchema,
          querystring: anybodySchema,
          response: { 200: fileSchema },
        },
      },
      async ({ params, query }, reply) => {
        const state = await store.get(params.id as CaseId)
        if (state === undefined || state.source === 'sensor')
          throw new UrbanBrainError('not-found', `there is no request ${params.id}`)
        const record = await store.load(state.id)
        const last = record.findLast(({ event }) => event === 'replied')?.data['text']
        const say = wordsIn(query.language)
        const known = { cells, say, reply: typeof last === 'string' ? last : undefined }
        const listed = {
          ...{ list: 'service_requests', item: 'request' },
          elements: [requestOf(state, known)],
        }
        return sendList(reply, params.format, listed)
      },
    )

    await server.register(open311ReportRoute(deps))
  }

async function asked(
  { store, clock }: Open311Deps,
  query: RequestsQuery,
): Promise<readonly Case[]> {
  const { service_request_id: ids, service_code: codes, status } = query
  if (ids !== undefined) {
    const found = await Promise.all(ids.slice(0, most).map((id) => store.get(id as CaseId)))
    return found.flatMap((state) =>
      state === undefined || state.source === 'sensor' ? [] : [state],
    )
  }
  const to = query.end_date ?? clock.now() + 1
  const from = Math.max(query.start_date ?? to - span, to - span)
  const stages = status === 'open' ? openStages : status === 'closed' ? finalStages : undefined
  const filter = {
    ...{ reported: true as const, stages },
    collected: { from: instant(from), to: instant(to) },
  }
  const offered = (state: Case) =>
    codes === undefined ||
    codes.some((code) => code === state.category || code === state.standard?.id)
  const found: Case[] = []
  let cursor: string | undefined
  do {
    const page = await store.list(filter, pageSize, cursor)
    found.push(...page.items.filter(offered))
    cursor = page.next
  } while (cursor !== undefined && found.length < most)
  return found.slice(0, most)
}
