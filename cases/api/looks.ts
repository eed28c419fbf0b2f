import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { toCsv } from '../../core/csv.ts'
import { plus, type Clock } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { reportersBefore } from '../desk/personal-watch.ts'
import { photosBefore } from '../desk/photo-watch.ts'
import type { KeptLook } from '../life/look.ts'
import type { CaseStore } from '../ports.ts'
import {
  looksCsvQuerySchema,
  looksPageSchema,
  looksProofSchema,
  looksQuerySchema,
  retentionSchema,
} from './look-contract.ts'

interface LooksDeps {
  readonly access: Access
  readonly store: Pick<CaseStore, 'looks' | 'verifyLooks' | 'reportersDue' | 'photosDue'>
  readonly clock: Pick<Clock, 'now'>
  readonly config: Pick<CasesConfig, 'personal' | 'photos' | 'patrol'>
}

const tags = ['personal data']
const page = 500
/** Of one table. */
const most = 100_000
const mostDue = 500

const shown = ({ by: { name, role, person }, ...look }: KeptLook) => ({
  ...look,
  by: { name, role, ...(person === undefined ? {} : { person }) },
})

/** Who looked at personal data, for administrators; and what the next sweep erases. */
export const lookRoutes =
  ({ access, store, clock, config }: LooksDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const onRequest = access.allow('administrator')

    server.get(
      '/v1/personal-looks',
      {
        onRequest,
        schema: {
          summary: 'Who looked at personal data (个人信息查看记录), newest first',
          tags,
          querystring: looksQuerySchema,
          response: { 200: looksPageSchema },
        },
      },
      async ({ query }) => {
        const items = await store.looks(query)
        const next = items.length === query.limit ? items.at(-1)?.number : undefined
        return { items: items.map(shown), ...(next === undefined ? {} : { next }) }
      },
    )

    server.get(
      '/v1/personal-looks.csv',
      {
        onRequest,
        schema: {
          summary: 'The same as a table for a spreadsheet',
          tags,
          querystring: looksCsvQuerySchema,
          produces: ['text/csv'],
          response: { 200: z.string() },
        },
      },
      async ({ query }, reply) => {
        const rows: (readonly (string | number | undefined)[])[] = [
          ['number', 'at', 'name', 'person', 'role', 'case', 'what', 'fields', 'purpose'],
        ]
        let before: number | undefined
        while (rows.length < most) {
          const items = await store.looks({ ...query, before, limit: page })
          for (const { number, at, by, case: id, what, fields, purpose } of items)
            rows.push([
              ...[number, new Date(at).toISOString(), by.name, by.person, by.role],
              ...[id, what, fields.join(' '), purpose],
            ])
          before = items.at(-1)?.number
          if (items.length < page) break
        }
        return reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="urban-brain-personal-looks.csv"')
          .send(toCsv(rows))
      },
    )

    server.get(
      '/v1/personal-looks/proof',
      {
        onRequest,
        schema: {
          summary: 'Recompute the hash chain of this log',
          tags,
          response: { 200: looksProofSchema },
        },
      },
      async () => {
        const wrong = (await store.verifyLooks()).map(({ look }) => look)
        return { intact: wrong.length === 0, wrong }
      },
    )

    server.get(
      '/v1/personal-retention',
      {
        onRequest,
        schema: {
          summary: 'What the next sweep erases of reporters, photos and tracks; nothing is done',
          tags,
          response: { 200: retentionSchema },
        },
      },
      async () => {
        const { enforcement } = config.personal
        const [reporters, photos] = [
          reportersBefore(clock.now(), config),
          photosBefore(clock.now(), config),
        ]
        const people = reporters && (await store.reportersDue(reporters, enforcement, mostDue + 1))
        const pictures = photos && (await store.photosDue(photos, enforcement, mostDue + 1))
        return {
          tracks: { before: plus(clock.now(), -config.patrol.keepTracks) },
          ...(people && {
            reporters: {
              before: reporters,
              due: people.slice(0, mostDue),
              more: people.length > mostDue,
            },
          }),
          ...(pictures && {
            photos: {
              before: photos,
              due: pictures
                .slice(0, mostDue)
                .map(({ case: id, photos: names }) => ({ case: id, photos: names.length })),
              more: pictures.length > mostDue,
            },
          }),
        }
      },
    )
  }
