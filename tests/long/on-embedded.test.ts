/**
 * Timelines on the engines of one machine alone: LMDB, SQLite and DuckDB. Those that are played on Kafka as well are played on
 * these in the same file, servers/on-kafka and on-kafka-partitions. What a switch that bounces for a day comes to is the matter
 * of the rules alone: it is played in memory.
 */
import { vi } from 'vitest'

import { embeddedEngines } from '../support/engines.ts'
import { playOn } from '../support/timeline.ts'

vi.setConfig({ testTimeout: 240_000 })
playOn(embeddedEngines)

await import('../acceptance/false-closing.test.ts')
await import('../acceptance/noise.test.ts')
await import('../acceptance/quiet-day.test.ts')
await import('../acceptance/restart-again.test.ts')
