/**
 * Timelines of several devices, and of restarts, on the engines of one machine and again on Kafka, where the devices and their
 * silences are spread over partitions.
 */
import { test, vi } from 'vitest'

import { sharedServicesMissing } from '../services/available.ts'
import { distributedEngines, embeddedEngines } from '../support/engines.ts'
import { playOn } from '../support/timeline.ts'

const missing = sharedServicesMissing('kafka', 'postgres', 'influxdb')
vi.setConfig({ testTimeout: 240_000 })

playOn(embeddedEngines, ...(missing === undefined ? [distributedEngines(3)] : []))
await import('../acceptance/area-flooding.test.ts')
await import('../acceptance/manhole-covers.test.ts')
await import('../acceptance/missing-data.test.ts')
await import('../acceptance/power-outage.test.ts')
await import('../acceptance/same-facts.test.ts')
await import('../acceptance/standing-water.test.ts')
await import('../acceptance/stations.test.ts')

if (missing !== undefined)
  test.skip(`the timelines on several partitions of Kafka: ${missing}`, () => {})
