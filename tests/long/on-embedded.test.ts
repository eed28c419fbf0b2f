/**
 * Timelines on the engines of one machine alone: LMDB, SQLite and DuckDB. Those of one device that are played on Kafka as well
 * are played on these in the same file, servers/on-kafka. What a switch that bounces for a day comes to is the matter of the
 * rules alone: it is played in memory.
 */
import { embeddedEngines } from '../support/engines.ts'
import { playOn } from '../support/timeline.ts'

playOn(embeddedEngines)

await import('../acceptance/area-flooding.test.ts')
await import('../acceptance/false-closing.test.ts')
await import('../acceptance/manhole-covers.test.ts')
await import('../acceptance/missing-data.test.ts')
await import('../acceptance/noise.test.ts')
await import('../acceptance/power-outage.test.ts')
await import('../acceptance/quiet-day.test.ts')
await import('../acceptance/restart-again.test.ts')
await import('../acceptance/standing-water.test.ts')
