import { z } from 'zod'

import { duration } from '../../core/duration.ts'
import { days, hours, seconds } from '../../core/time.ts'

/** How long InfluxDB keeps it; null for ever. InfluxDB 1.x allows no less than an hour. */
const retention = (fallback: number) => duration(fallback, hours(1)).nullable()

/** InfluxDB as the time-series store (`influx` section). */
export const influxConfigSchema = z
  .strictObject({
    url: z.url({ protocol: /^https?$/ }),
    /** Which write path and login: 1 is 1.8, 2 is OSS 2.x and what takes its API, 3 is 3 Core. */
    version: z.preprocess(String, z.enum(['1', '2', '3'])),
    /** Database of 1.x; on 2.x and 3 the buckets or databases `<database>/raw`, `/m1`, `/h1` and `/events`. */
    database: z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/, 'a database is 1-64 letters, digits, _ or -')
      .default('city'),
    /** Organisation of 2.x. */
    org: z.string().min(1).default('urban-brain'),
    /** API token of 2.x and 3. */
    token: z.string().min(1).optional(),
    /** Login of 1.x. */
    username: z.string().min(1).optional(),
    password: z.string().optional(),
    /** A request that takes longer has failed and is tried again. */
    writeTimeout: duration(seconds(10)),
    /** Lines in one request at most. */
    maxBatch: z.int().min(1).max(50_000).default(5_000),
    rawRetention: retention(days(90)),
    m1Retention: retention(days(400)),
    h1Retention: retention(0).default(null),
    /** Of operations points: alarms, cases, devices and processes, for dashboards. */
    eventsRetention: retention(days(5 * 365)),
    /** Name of this process in its own operations points; without it the machine and the process number. */
    process: z.string().min(1).max(128).optional(),
    /** Readings a second written at most by one process, which is what an outage is caught up with; null for no bound. */
    drainRate: z.number().positive().nullable().default(20_000),
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    message: 'username and password belong together',
    path: ['username'],
  })

export type InfluxConfig = z.output<typeof influxConfigSchema>
