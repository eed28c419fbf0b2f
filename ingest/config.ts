import { z } from 'zod'

import { duration } from '../core/duration.ts'
import { days, minutes, seconds } from '../core/time.ts'

export const ingestConfigSchema = z.strictObject({
  /** Frames worked off together at most. */
  batch: z.int().min(1).max(65_536).default(4_096),
  /** How long a batch waits for more frames: a commit costs the same for one as for hundreds. */
  linger: duration(20),
  /** How far a device's clock may be ahead before its readings are clamped to the instant of receipt. */
  futureSkew: duration(seconds(60)),
  /** Readings observed longer ago than this are stored as late and page nobody. */
  lateAfter: duration(minutes(10)),
  /** Readings observed longer ago than this are dead letters: the clock is wrong, or nobody needs them. */
  ancient: duration(days(30)),
})

export type IngestConfig = z.output<typeof ingestConfigSchema>

/** What decides about instants, in milliseconds. */
export type ClockLimits = Pick<IngestConfig, 'futureSkew' | 'lateAfter' | 'ancient'>
