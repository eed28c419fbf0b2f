import { z } from 'zod'

import { duration } from '../core/duration.ts'
import { seconds } from '../core/time.ts'

/** Settings of the rules role. */
export const rulesConfigSchema = z.strictObject({
  /** Folder with one YAML document a rule and `limits.yaml`; the shipped catalogue when left out. */
  folder: z.string().min(1).optional(),
  /** Loads the folder again when a file of it changes; a broken edit is refused and the rules in force stay. */
  watch: z.boolean().default(true),
  /** Time between two looks at the folder. */
  watchEvery: duration(seconds(2), 100),
  /** How long a batch waits for more records. */
  linger: duration(40, 0),
  /** Records judged in one batch at most. */
  maxRecords: z.number().int().min(1).max(100_000).default(8_192),
  /**
   * How many records whoever goes on for this process judges again at most, all its partitions together; so long a state that
   * told nothing waits before it is written. 0: each is written with the batch that changed it.
   */
  replay: z.number().int().min(0).max(10_000_000).default(20_000),
  /** How many states wait at most, all partitions together; any other is written with the batch that changed it. */
  waiting: z.number().int().min(0).max(10_000_000).default(40_000),
  /** That judge a long backtest; as many as the machine has cores, 8 at most, when left out. */
  backtestThreads: z.number().int().min(1).max(64).optional(),
})

export type RulesConfig = z.output<typeof rulesConfigSchema>
