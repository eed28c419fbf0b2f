import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { z } from 'zod'

import { UrbanBrainError } from '../../core/errors.ts'
import {
  accountingFrom,
  accountingKey,
  addAccounting,
  isBalanced,
  noAccounting,
} from '../accounting.ts'
import { readerRoles } from '../../core/actor.ts'
import type { IngestApiDependencies } from './dependencies.ts'

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
          response: {
            200: z.object({
              frames: z.int(),
              redriven: z.int().describe('Of the frames, those put back from the dead letters'),
              items: z.int(),
              readings: z.int(),
              parts: z
                .int()
                .describe(
                  'Of the readings, those with other quantities of an instant already told',
                ),
              corrections: z
                .int()
                .describe('Of the readings, those with another value for an instant already told'),
              duplicates: z.int(),
              deadLetters: z.int().describe('Items; a dead letter holds one, or says how many'),
              statuses: z.int(),
              balanced: z.boolean(),
              lag: z.int().describe('Records of the log (frames and ticks) still to be worked off'),
            }),
          },
        },
      },
      async () => {
        const parts = await log.recall('frames', 'ingest', accountingKey)
        if (parts.length === 0) {
          throw new UrbanBrainError('store-unavailable', 'ingest has not worked off anything yet')
        }
        const total = parts.map(accountingFrom).reduce(addAccounting, noAccounting)
        const positions = await log.positions('frames', 'ingest')
        const lag = positions.reduce((sum, { next, committed }) => sum + next - committed, 0)
        return { ...total, balanced: isBalanced(total), lag }
      },
    )
  }
