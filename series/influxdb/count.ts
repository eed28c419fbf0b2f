import type { Clock } from '../../core/time.ts'
import type { InfluxConfig } from './config.ts'
import { influxHttp } from './http.ts'
import { identifier, querying } from './query.ts'
import { measurementsOf } from './schema.ts'

/** Readings stored in InfluxDB, as the server itself counts them. */
export async function countInfluxReadings(
  config: InfluxConfig,
  clock: Pick<Clock, 'now' | 'elapsed'>,
): Promise<number> {
  const query = querying(influxHttp(config, clock), config)
  let readings = 0
  for (const measurement of measurementsOf({})) {
    const rows = query('raw', `SELECT count("received") FROM ${identifier(measurement)}`)
    for await (const { count } of rows) readings += Number(count)
  }
  return readings
}
