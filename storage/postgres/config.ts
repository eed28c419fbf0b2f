import { z } from 'zod'

import { duration } from '../../core/duration.ts'
import { seconds } from '../../core/time.ts'
import { tlsSchema } from '../tls.ts'

/** The registers of cases and devices on PostgreSQL 13 or later. */
export const postgresConfigSchema = z
  .strictObject({
    /** The server itself or its replacement after a failover; a pooler must keep sessions, because locks live in them. */
    url: z.string().regex(/^postgres(ql)?:\/\/\S+$/, 'a url is postgres://user@host:5432/database'),
    /** Wins over a password in the url. */
    password: z.string().min(1).optional(),
    /** Connections of one process at most; the task that one process does alone has one more. */
    pool: z.int().min(1).max(1_000).default(10),
    /** A statement that takes longer is given up, on both sides. */
    statementTimeout: duration(seconds(10), 100),
    /** For a new connection, and for a free one of the pool. */
    connectTimeout: duration(seconds(5), 100),
    tls: tlsSchema.optional(),
  })
  .refine(({ url, tls }) => tls === undefined || !/[?&]ssl/.test(url), {
    path: ['url'],
    message: 'with a tls section the url carries no ssl options: they would win over it',
  })

export type PostgresConfig = z.output<typeof postgresConfigSchema>
