import { z } from 'zod'

import { duration } from '../../core/duration.ts'
import { seconds } from '../../core/time.ts'
import { tlsSchema } from '../tls.ts'

/** The durable log on Apache Kafka 3.5 or later. */
export const kafkaConfigSchema = z.strictObject({
  /** First brokers to ask, as `host:port,host:port`. */
  brokers: z.string().regex(/^[^\s,:]+:\d+(,[^\s,:]+:\d+)*$/, 'brokers are host:port,host:port'),
  /** Begins the name of every topic, consumer group and transaction. */
  prefix: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'a prefix is 1-64 small letters, digits or -')
    .default('urban-brain'),
  /** Partitions of every topic: the most workers one stage can have. It cannot be changed later. */
  partitions: z.int().min(1).max(1_000).default(12),
  /** Copies of every partition, for topics that are made. */
  replication: z.int().min(1).max(7).default(3),
  /** Copies that must have a record before it is acknowledged, for topics that are made. */
  minInsync: z.int().min(1).max(7).default(2),
  /** After this time without an answer an append is given up. */
  deliveryTimeout: duration(seconds(20), 1_000),
  /** A worker that is silent for so long loses its partitions. */
  sessionTimeout: duration(seconds(10), 1_000),
  tls: tlsSchema.optional(),
  sasl: z
    .strictObject({
      mechanism: z.enum(['PLAIN', 'SCRAM-SHA-256', 'SCRAM-SHA-512']),
      username: z.string().min(1),
      password: z.string().min(1),
    })
    .optional(),
})

export type KafkaConfig = z.output<typeof kafkaConfigSchema>
