import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'

import { consumers } from '../../core/consumers.ts'
import {
  accountingFrom,
  accountingKey,
  addAccounting,
  isBalanced,
  noAccounting,
} from '../accounting.ts'
import { readerRoles } from '../../core/actor.ts'
import { accountingSchema } from './contract.ts'
import type { IngestApiDependencies } from './dependencies.ts'

const { topic, group } = consumers.ingest

export const accountingRoutes =
  ({ access, log }: IngestApiDependencies): FastifyPluginAsyncZod =>
  async (server) => {
    server.get(
      '/v1/accounting',
      {
        onRequest: access.allow(...readerRoles),
        schema: {
          summary: 'What became of every frame since the log began',
          description: 'items = readings + duplicates + deadLetters + statuses',
          tags: ['readings'],
          response: { 200: accountingSchema },
        },
      },
      async () => {
        // None before the first batch: then all are zero, and the lag says what waits.
        const parts = await log.recall(topic, group, accountingKey)
        const total = parts.map(accountingFrom).reduce(addAccounting, noAccounting)
        const positions = await log.positions(topic, group)
        const lag = positions.reduce((sum, { next, committed }) => sum + next - committed, 0)
        return { ...total, balanced: isBalanced(total), lag }
      },
    )
  }
