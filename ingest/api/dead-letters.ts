import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { deadLetterReasons, type DeadLetter } from '../../core/dead-letter.ts'
import type { LogRecord } from '../../core/log.ts'
import { findDeadLetter, listDeadLetters, redrive } from '../dead-letters.ts'
import type { DeadLetterFilter } from '../dead-letters.ts'
import { operatorRoles, readerRoles } from '../../core/actor.ts'
import type { IngestApiDependencies } from './dependencies.ts'
import { limitSchema } from '../../core/api-fields.ts'

const tags = ['dead letters']
const partition = z.coerce.number().int().min(0).default(0)
const offset = z.coerce.number().int().min(0)

const filterShape = {
  reason: z.enum(deadLetterReasons).optional(),
  device: z.string().max(64).optional().describe('Source, or device meant'),
}

const letterView = z.object({
  partition: z.int(),
  offset: z.int(),
  reason: z.string(),
  detail: z.string(),
  source: z.string(),
  device: z.string().optional(),
  channel: z.string(),
  topic: z.string(),
  receivedAt: z.number(),
  frame: z.string().describe('Position of the frame, partition:offset'),
  items: z.int().optional().describe('Set when it holds an array of so many items of its frame'),
})
const wholeLetterView = letterView.extend({ body: z.string().describe('Raw bytes in base64') })

const redriveBody = z.union([
  z.strictObject({
    offsets: z.array(z.int().min(0)).min(1).max(1_000),
    partition: z.int().min(0).default(0),
  }),
  z.strictObject({
    ...filterShape,
    before: z.int().min(0).optional(),
    limit: z.int().min(1).max(1_000).default(100),
    partition: z.int().min(0).default(0),
  }),
])

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
  ({ access, log, observer }: IngestApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/dead-letters',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'What could not be used, newest first',
          tags,
          querystring: z.object({
            ...filterShape,
            before: offset.optional().describe('The offset to go on before'),
            limit: limitSchema(100, 1_000),
            partition,
          }),
          response: {
            200: z.object({ deadLetters: z.array(letterView), before: z.int().optional() }),
          },
        },
      },
      async ({ query: { before, limit, partition, ...filter } }) => {
        const place = { ...paged(before), limit, partition }
        const page = await listDeadLetters(log, filterOf(filter), place)
        return { deadLetters: page.letters.map(headOf), ...paged(page.before) }
      },
    )

    server.get(
      '/v1/dead-letters/:offset',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'One dead letter with its raw bytes',
          tags,
          params: z.object({ offset }),
          querystring: z.object({ partition }),
          response: { 200: wholeLetterView },
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
          body: redriveBody,
          response: {
            200: z.object({
              redriven: z.int(),
              skipped: z.array(z.int()).describe('Offsets of letters that are never put back'),
              before: z.int().optional().describe('Where a filter has to go on'),
            }),
          },
        },
      },
      async ({ body }) => {
        const page =
          'offsets' in body
            ? { letters: await lettersAt(body.partition, body.offsets) }
            : await listDeadLetters(log, filterOf(body), {
                ...paged(body.before),
                limit: body.limit,
                partition: body.partition,
              })
        const { redriven, skipped } = await redrive(log, page.letters)
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
