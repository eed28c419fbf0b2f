import type { InfluxConfig } from '../../series/influxdb/config.ts'

import type { EngineParts, Ports } from './ports.ts'

/** The time series and the points for dashboards in InfluxDB. A process that cannot reach it starts all the same. */
export const influx = (
  config: InfluxConfig,
  { clock }: EngineParts,
): Required<Pick<Ports, 'series' | 'operations'>> => ({
  async series() {
    const { openInfluxSeries } = await import('../../series/influxdb/series.ts')
    return openInfluxSeries(config, clock)
  },
  async operations() {
    const { openInfluxOperations } = await import('../../series/influxdb/operations.ts')
    return openInfluxOperations(config, clock)
  },
})
