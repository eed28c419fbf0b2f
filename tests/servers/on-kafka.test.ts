/** Every timeline again on Kafka, PostgreSQL and InfluxDB. */
import { test, vi } from 'vitest'

import { sharedServicesMissing } from '../services/available.ts'
import { distributedEngines } from '../support/engines.ts'
import { playOn } from '../support/timeline.ts'

const missing = sharedServicesMissing('kafka', 'postgres', 'influxdb')
vi.setConfig({ testTimeout: 240_000 })

if (missing === undefined) {
  playOn(distributedEngines(1))
  await import('../acceptance/dead-gateway.test.ts')
  await import('../acceptance/every-fact-once.test.ts')
  await import('../acceptance/false-closing.test.ts')
  await import('../acceptance/life-of-a-case.test.ts')
  await import('../acceptance/manhole-covers.test.ts')
  await import('../acceptance/missing-data.test.ts')
  await import('../acceptance/noise.test.ts')
  await import('../acceptance/quiet-day.test.ts')
  await import('../acceptance/same-facts.test.ts')
  await import('../acceptance/standing-water.test.ts')
} else {
  test.skip(`the timelines on Kafka: ${missing}`, () => {})
}
