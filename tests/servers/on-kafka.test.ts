/**
 * Timelines of one device or of people, on the engines of one machine and again on Kafka, PostgreSQL and InfluxDB, with one
 * partition. Those of several devices, and of restarts, are played on several partitions in on-kafka-partitions.test.ts. That a
 * quiet day is quiet and that the night has limits of its own is the matter of the rules alone, what becomes of a cover that is
 * closed while it stands open that of the cases: long/on-embedded plays them.
 */
import { test } from 'vitest'

import { sharedServicesMissing } from '../services/available.ts'
import { distributedEngines, embeddedEngines } from '../support/engines.ts'
import { playOn } from '../support/timeline.ts'

const missing = sharedServicesMissing('kafka', 'postgres', 'influxdb')
playOn(embeddedEngines, ...(missing === undefined ? [distributedEngines(1)] : []))
await import('../acceptance/dead-gateway.test.ts')
await import('../acceptance/every-fact-once.test.ts')
await import('../acceptance/life-of-a-case.test.ts')

if (missing !== undefined) test.skip(`the timelines on Kafka: ${missing}`, () => {})
