/** Every timeline again on Kafka, PostgreSQL and InfluxDB. */
import { test, vi } from 'vitest'

import { sharedServicesMissing } from '../services/available.ts'
import { distributedEngines } from '../support/engines.ts'
import { playOn } from '../support/timeline.ts'

const missing = sharedServicesMissing('kafka', 'postgres', 'influxdb')
vi.setConfig({ testTimeout: 240_000 })

if (missing === undefined) {
  playOn(distributedEngines(1))
  await import('./every-fact-once.test.ts')
  await import('./false-closing.test.ts')
  await import('./life-of-a-case.test.ts')
  await import('./manhole-covers.test.ts')
  await import('./missing-data.test.ts')
  await import('./noise.test.ts')
  await import('./quiet-day.test.ts')
  await import('./same-facts.test.ts')
  await import('./standing-water.test.ts')
} else {
  test.skip(`the timelines on Kafka: ${missing}`, () => {})
}
