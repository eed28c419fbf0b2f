/**
 * Timelines of areas, of a feed, and of restarts on Kafka, where the devices and their silences are spread over partitions. What
 * happens to a device by itself is the matter of its rules, wherever its partition is: on-kafka and long/on-embedded play that.
 */
import { test } from 'vitest'

import { sharedServicesMissing } from '../services/available.ts'
import { distributedEngines } from '../support/engines.ts'
import { playOn } from '../support/timeline.ts'

const missing = sharedServicesMissing('kafka', 'postgres', 'influxdb')
playOn(...(missing === undefined ? [distributedEngines(3)] : []))
await import('../acceptance/area-flooding.test.ts')
await import('../acceptance/power-outage.test.ts')
await import('../acceptance/same-facts.test.ts')
await import('../acceptance/stations.test.ts')

if (missing !== undefined)
  test.skip(`the timelines on several partitions of Kafka: ${missing}`, () => {})
