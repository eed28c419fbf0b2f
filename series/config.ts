import { z } from 'zod'

import { duration } from '../core/duration.ts'
import { days } from '../core/time.ts'

export const seriesConfigSchema = z.strictObject({
  /** Upper bound of the memory the time-series engine takes. */
  memoryLimit: z
    .string()
    .regex(/^\d+(KB|MB|GB)$/, 'a memory size is written like 512MB')
    .default('512MB'),
  threads: z.int().min(1).max(64).default(1),
  /** Readings observed longer ago than this are deleted from the time series. */
  retention: duration(days(30)),
  /** Readings written together at most. */
  batch: z.int().min(1).max(65_536).default(8_192),
  /** How long a batch waits for more readings: nobody waits for them, and a transaction costs the same for one as for hundreds. */
  linger: duration(500),
})

export type SeriesConfig = z.output<typeof seriesConfigSchema>
