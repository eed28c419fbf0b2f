import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { Access } from '../../core/access.ts'
import type { DurableLog } from '../../core/log.ts'
import type { CaseRecordDesk } from '../desk/record.ts'
import { sealPage } from '../desk/sealing.ts'
import {
  acceptedSchema,
  acceptSchema,
  recordSchema,
  sealsPageSchema,
  sealsQuerySchema,
} from './record-contract.ts'
import { desks } from './visible-case.ts'

export interface RecordRoutesDeps {
  readonly access: Access
  readonly record: CaseRecordDesk
  readonly log: DurableLog
}

const tags = ['cases']

/** The proof of the whole record: looked at, made again, and begun anew where somebody knows why it does not hold. */
export const recordRoutes =
  ({ access, record, log }: RecordRoutesDeps): FastifyPluginAsyncZod =>
  async (server) => {
    const shown = () => ({ ...record.watch.state, key: record.key })

    server.get(
      '/v1/case-record',
      {
        onRequest: access.allow(...desks),
        schema: {
          summary: 'The last check of the whole record against its seals, and the one that runs',
          tags,
          response: { 200: recordSchema },
        },
      },
      async () => shown(),
    )

    server.get(
      '/v1/case-record/seals',
      {
        onRequest: access.allow(...desks),
        schema: {
          summary: 'The seals, oldest first, to be held against those that somebody keeps outside',
          tags,
          querystring: sealsQuerySchema,
          response: { 200: sealsPageSchema },
        },
      },
      async ({ query: { after, limit } }) => {
        const { items, ...rest } = await sealPage(log, after, limit)
        return { ...rest, items: items.map((seal) => ({ ...seal })) }
      },
    )

    server.post(
      '/v1/case-record/check',
      {
        onRequest: access.allow('supervisor', 'manager', 'administrator'),
        schema: {
          summary: 'Begin a check of the whole record, unless one runs',
          tags,
          response: { 202: recordSchema },
        },
      },
      async (_, reply) => {
        void record.watch.check()
        return reply.code(202).send(shown())
      },
    )

    server.post(
      '/v1/case-record/accept',
      {
        onRequest: access.allow('administrator'),
        schema: {
          summary: 'Seal the record as it is now, whatever earlier seals say of it',
          tags,
          body: acceptSchema,
          response: { 200: acceptedSchema },
        },
      },
      async (request) => {
        const { number, events } = await record.accept({
          by: access.actor(request).name,
          reason: request.body.reason,
        })
        void record.watch.check()
        return { seal: number, events }
      },
    )
  }
