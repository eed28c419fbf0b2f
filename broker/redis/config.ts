import { z } from 'zod'

import { duration } from '../../core/duration.ts'
import { seconds } from '../../core/time.ts'

/** Settings of the Redis over which several brokers act as one. */
export const redisConfigSchema = z.strictObject({
  /** `redis://[user:password@]host:port[/database]`, with TLS `rediss://`. */
  url: z.string().regex(/^rediss?:\/\/[^\s]+$/, 'the URL starts with redis:// or rediss://'),
  /** Begins every key and channel. Brokers with the same one are one cluster. */
  prefix: z.string().min(1).max(64).default('urban-brain:'),
  /** PEM file: who may sign the certificate of the server. */
  ca: z.string().min(1).optional(),
  connectTimeout: duration(seconds(5), 100),
  /** An answer that takes longer counts as no Redis. */
  commandTimeout: duration(seconds(2), 100),
  /** A broker that gives no sign for so long is dead: its wills are published, its interests forgotten. */
  nodeTimeout: duration(seconds(15), 1_000),
})

export type RedisConfig = z.output<typeof redisConfigSchema>
