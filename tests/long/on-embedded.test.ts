/**
 * The timelines again on the engines of one machine: LMDB, SQLite and DuckDB. What a switch that bounces for a day comes to is the
 * matter of the rules alone: it is played in memory.
 */
import { vi } from 'vitest'

import { embeddedEngines } from '../support/engines.ts'
import { playOn } from '../support/timeline.ts'

vi.setConfig({ testTimeout: 240_000 })
playOn(embeddedEngines)

await import('../acceptance/every-fact-once.test.ts')

await import('../acceptance/false-closing.test.ts')
await import('../acceptance/life-of-a-case.test.ts')
await import('../acceptance/manhole-covers.test.ts')
await import('../acceptance/missing-data.test.ts')
await import('../acceptance/noise.test.ts')
await import('../acceptance/power-outage.test.ts')
await import('../acceptance/quiet-day.test.ts')
await import('../acceptance/restart-every-minute.test.ts')
await import('../acceptance/same-facts.test.ts')
await import('../acceptance/standing-water.test.ts')
await import('../acceptance/stations.test.ts')
