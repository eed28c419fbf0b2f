import { describe } from 'vitest'

import { openInfluxSeries } from '../../series/influxdb/series.ts'
import { realClock } from '../support/clocks.ts'
import { influxConfig } from '../support/influx.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { sharedServer } from '../services/shared.ts'
import { seriesStoreSuite } from '../contract/series-store.suite.ts'

describe.skipIf(sharedServicesMissing('influxdb') !== undefined)('InfluxDB', () => {
  seriesStoreSuite(
    'a real server',
    async () => {
      const { url, token, organisation } = await sharedServer('influxdb')
      const login = token === undefined ? {} : ({ version: '2', token, org: organisation } as const)
      return openInfluxSeries(influxConfig({ url, ...login }), realClock)
    },
    { overwrites: true, retires: 'by itself' },
  )
})
