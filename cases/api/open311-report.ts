import { createHash } from 'node:crypto'

import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { Actor } from '../../core/actor.ts'
import { canonicalJson } from '../../core/canonical-json.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { dateOf } from '../../core/time.ts'
import type { Catalogue } from '../desk/catalogue.ts'
import { hashOfCode, newFollowCode } from '../desk/follow-code.ts'
import type { Problem } from '../life/commands.ts'
import type { Standard } from '../life/standards.ts'
import type { CaseStore } from '../ports.ts'
import { titleOf } from '../report/open311.ts'
import { idempotencySchema } from '../../core/api-fields.ts'
import { collected, type CollectingDeps } from './collecting.ts'
import { open311Root, open311Tags, sendList } from './open311-answer.ts'
import {
  anybodySchema,
  formatParamsSchema,
  newRequestSchema,
  type NewRequest,
} from './open311-contract.ts'
import { fileSchema, wordsIn } from './spreadsheet.ts'

export interface Open311ReportDeps extends CollectingDeps {
  readonly access: Access
  readonly store: CollectingDeps['store'] & Pick<CaseStore, 'keepFollow'>
  readonly catalogue: Pick<Catalogue, 'component' | 'standards'>
}

const longestBody = 16_384

/** An application reports a problem for somebody: a form, as GeoReport has it. */
export const open311ReportRoute =
  (deps: Open311ReportDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const { access, store, catalogue, clock } = deps
    server.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: longestBody },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(String(body)))),
    )

    const allowed = access.allowLimited('service')
    server.post(
      `${open311Root}/requests.:format`,
      {
        bodyLimit: longestBody,
        // The key of GeoReport stands in the form; a token in the header does as well.
        preValidation: async (request) => {
          const { body, headers } = request as { body: unknown; headers: Record<string, unknown> }
          const key = (body as { readonly api_key?: unknown } | null)?.api_key
          if (headers['authorization'] === undefined && typeof key === 'string' && key !== '')
            headers['authorization'] = `Bearer ${key}`
          await allowed(request)
        },
        schema: {
          summary: 'Report a problem; a form, whose `api_key` is a token of the role service',
          tags: open311Tags,
          security: [],
          consumes: ['application/x-www-form-urlencoded'],
          params: formatParamsSchema,
          querystring: anybodySchema,
          headers: idempotencySchema,
          body: newRequestSchema,
          response: { 200: fileSchema },
        },
      },
      async (request, reply) => {
        const { api_key: _, ...told } = request.body
        const actor = access.actor(request)
        const key = request.headers['idempotency-key'] ?? keyOf(told, deps, actor)
        const { service_code: code } = told
        const row = serviceIn(await catalogue.standards(), code)
        const { state } = await collected(deps, actor, problemOf(told, row), key)
        const follow = newFollowCode()
        await store.keepFollow(state.id, hashOfCode(follow) ?? '', clock.now())
        const elements = [
          {
            service_request_id: state.id,
            service_notice: wordsIn(request.query.language)({
              zh: `查询码 ${follow}：在 /follow 查询进度、评价`,
              en: `Code ${follow}: at /follow you see how far it is, and rate it`,
            }),
            account_id: null,
          },
        ]
        const listed = { list: 'service_requests', item: 'request', elements }
        return sendList(reply.header('cache-control', 'no-store'), request.params.format, listed)
      },
    )
  }

/** A client that tries again sends the same words: on one day they are one report. */
const keyOf = (told: object, { clock, calendar }: Open311ReportDeps, actor: Actor): string => {
  const day = dateOf(clock.now(), (at) => calendar.offset(at))
  const said = createHash('sha256')
    .update(canonicalJson([actor.name, told]), 'utf8')
    .digest('hex')
  return `open311 ${day} ${said.slice(0, 40)}`
}

function serviceIn(standards: readonly Standard[], code: string): Standard {
  const rows = standards.filter(({ id, category }) => id === code || category === code)
  const [row] = rows
  if (row !== undefined && rows.length === 1) return row
  throw new UrbanBrainError(
    'request-invalid',
    row === undefined
      ? `there is no service ${code} today`
      : `${code} has several services: ${rows.map(({ id }) => id).join(', ')}`,
  )
}

function problemOf(told: Omit<NewRequest, 'api_key'>, row: Standard): Problem {
  const { lat, long, address_string: address, address_id: cell, phone, media_url: media } = told
  const name = [told.last_name, told.first_name].filter(Boolean).join(' ')
  const text = [told.description, media].filter(Boolean).join('\n')
  return {
    ...{ source: 'citizen', work: 'incident', severity: 'blue', photos: [] },
    ...{ category: row.category, standard: row.id, title: titleOf(row) },
    ...(text !== '' && { text }),
    ...(cell !== undefined && { cell: cell as NonNullable<Problem['cell']> }),
    ...(lat !== undefined && long !== undefined && { latitude: lat, longitude: long }),
    ...(address !== undefined && { description: address }),
    ...((name !== '' || phone !== undefined) && {
      reporter: { ...(name !== '' && { name }), ...(phone !== undefined && { phone }) },
    }),
  }
}
