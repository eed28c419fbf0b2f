import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import type { DeadLetter } from '../../core/dead-letter.ts'
import type { LogRecord } from '../../core/log.ts'
import { findDeadLetter, listDeadLetters, redrive } from '../dead-letters.ts'
import type { DeadLetterFilter } from '../dead-letters.ts'
import { operatorRoles, readerRoles } from '../../core/actor.ts'
import type { IngestApiDependencies } from './dependencies.ts'
import {
  deadLetterParamsSchema,
  deadLetterQuerySchema,
  deadLetterSchema,
  deadLettersPageSchema,
  deadLettersQuerySchema,
  redrivenSchema,
  redriveSchema,
} from './contract.ts'

const tags = ['dead letters']
const headOf = ({ partition, offset, value }: LogRecord<DeadLetter>) => ({
  partition,
  offset,
  reason: value.reason,
  detail: value.detail,
  source: value.source,
  ...(value.device === undefined ? {} : { device: value.device }),
  channel: value.channel,
  topic: value.topic,
  receivedAt: value.receivedAt,
  frame: value.frame,
  ...(value.items === undefined ? {} : { items: value.items }),
})

const filterOf = ({
  reason,
  device,
}: {
  reason?: DeadLetterFilter['reason'] | undefined
  device?: string | undefined
}): DeadLetterFilter => ({
  ...(reason === undefined ? {} : { reason }),
  ...(device === undefined ? {} : { device }),
})

const paged = (before: number | undefined) => (before === undefined ? {} : { before })

export const deadLetterRoutes =
  ({ access, log, observer, bindings }: IngestApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/dead-letters',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'What could not be used, newest first',
          tags,
          querystring: deadLettersQuerySchema,
          response: { 200: deadLettersPageSchema },
        },
      },
      async ({ query: { before, limit, partition, ...filter } }) => {
        const place = { ...paged(before), limit, partition }
        const page = await listDeadLetters(log, filterOf(filter), place, headOf)
        return { deadLetters: [...page.letters], ...paged(page.before) }
      },
    )

    server.get(
      '/v1/dead-letters/:offset',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'One dead letter with its raw bytes',
          tags,
          params: deadLetterParamsSchema,
          querystring: deadLetterQuerySchema,
          response: { 200: deadLetterSchema },
        },
      },
      async ({ params: { offset }, query: { partition } }) => {
        const letter = await findDeadLetter(log, partition, offset)
        return { ...headOf(letter), body: letter.value.body }
      },
    )

    server.post(
      '/v1/dead-letters/redrive',
      {
        onRequest: access.allow(...operatorRoles),
        schema: {
          summary: 'Put dead letters back among the frames',
          description:
            'By offsets, or by reason and device, newest first. Readings that come of it are late and page nobody.',
          tags,
          body: redriveSchema,
          response: { 200: redrivenSchema },
        },
      },
      async ({ body }) => {
        const page =
          'offsets' in body
            ? { letters: await lettersAt(body.partition, body.offsets) }
            : await listDeadLetters(
                log,
                filterOf(body),
                { ...paged(body.before), limit: body.limit, partition: body.partition },
                (letter) => letter,
              )
        const { redriven, skipped } = await redrive(log, page.letters, bindings)
        if (redriven > 0) observer.emit('ingest.redriven', { frames: redriven }, redriven)
        return {
          redriven,
          skipped: [...skipped],
          ...paged('before' in page ? page.before : undefined),
        }
      },
    )

    const lettersAt = (partition: number, offsets: readonly number[]) =>
      Promise.all([...new Set(offsets)].map((one) => findDeadLetter(log, partition, one)))
  }
