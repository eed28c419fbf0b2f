import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue } from 'prom-client'
import { z } from 'zod'

import type { Access } from '../../core/access.ts'
import { notReady, warningsOf } from '../run/readiness.ts'
import type { ThreadMetrics, ThreadStatus } from '../run/thread-status.ts'

export interface ProbesDependencies {
  readonly access: Access
  /** Latest word of every thread, this one included. */
  readonly board: () => Promise<readonly ThreadStatus[]>
  readonly metrics: () => Promise<readonly ThreadMetrics[]>
  readonly threads: readonly string[]
  readonly now: () => number
}

const healthSchema = z.object({
  status: z.enum(['ok', 'unready']),
  reasons: z.array(z.string()).readonly(),
  /** What to look at although everything does its work; changes no status. */
  warnings: z.array(z.string()).readonly(),
})

/** Liveness and readiness for whoever runs the process, and Prometheus metrics over all threads. */
export function probes({
  access,
  board,
  metrics,
  threads,
  now,
}: ProbesDependencies): FastifyPluginAsyncZod {
  return async (server) => {
    server.get(
      '/health/live',
      {
        schema: {
          summary: 'The process answers',
          tags: ['probes'],
          security: [],
          response: { 200: healthSchema },
        },
      },
      async () => ({ status: 'ok' as const, reasons: [], warnings: [] }),
    )

    server.get(
      '/health/ready',
      {
        schema: {
          summary: 'Every part does its work now',
          tags: ['probes'],
          security: [],
          response: { 200: healthSchema, 503: healthSchema },
        },
      },
      async (_request, reply) => {
        const words = await board()
        const reasons = notReady(words, threads, now())
        const warnings = warningsOf(words)
        return reply
          .status(reasons.length === 0 ? 200 : 503)
          .send({ status: reasons.length === 0 ? 'ok' : 'unready', reasons, warnings })
      },
    )

    server.get(
      '/metrics',
      {
        onRequest: access.allow('metrics', 'service', 'administrator', 'manager', 'operator'),
        schema: { summary: 'Prometheus metrics of all threads', tags: ['probes'] },
      },
      async (_request, reply) => {
        const snapshots = (await metrics()).map((told) => [...told.metrics])
        return reply.type('text/plain; version=0.0.4; charset=utf-8').send(await merged(snapshots))
      },
    )
  }
}

const merged = (snapshots: MetricObjectWithValues<MetricValue<string>>[][]): Promise<string> =>
  AggregatorRegistry.aggregate(snapshots).metrics()
