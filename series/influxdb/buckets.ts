import { instant } from '../../core/time.ts'
import { added, aggregated, type Sum } from '../rollup/aggregate.ts'
import type { Bucket, BucketsQuery } from '../../core/series.ts'
import { conditionOf, identifier, instantOf, present, within } from './query.ts'
import type { Query, Row } from './query.ts'
import { measurementsOf, qualityField, readingColumns } from './schema.ts'

/**
 * Buckets are made here from the rows: InfluxQL can neither leave out the values that have a quality beside them nor
 * shift buckets, and an energy mean needs functions that 1.6 does not have everywhere. Memory is that of the buckets.
 */
export async function influxBuckets(
  query: Query,
  wanted: BucketsQuery,
): Promise<readonly Bucket[]> {
  const { quantity, from, to, limit, bucket, offset = 0, quality } = wanted
  const condition = conditionOf(wanted)
  if (condition === undefined || limit < 1) return []
  const where = [within(from, to), ...condition, present(quantity)].join(' AND ')
  const sums = new Map<number, Sum>()
  const collect = async (measurement: string): Promise<void> => {
    const select = `SELECT ${readingColumns(quantity)} FROM ${identifier(measurement)}`
    const rows = query('raw', `${select} WHERE ${where} ORDER BY time DESC`)
    const begun = new Set<number>()
    for await (const row of onePerReading(rows)) {
      const value = row[quantity]
      if (typeof value !== 'number') continue
      if (quality !== 'any' && typeof row[qualityField(quantity)] === 'string') continue
      const at = Math.floor((instantOf(row) + offset) / bucket) * bucket - offset
      // Rows come newest first: all that follow are older than every bucket wanted.
      if (begun.size === limit && !begun.has(at)) break
      begun.add(at)
      sums.set(at, added(sums.get(at), quantity, value))
    }
  }
  await Promise.all(measurementsOf(wanted).map(collect))
  return [...sums]
    .sort(([a], [b]) => a - b)
    .slice(-limit)
    .map(([at, sum]) => ({ at: instant(at), ...aggregated(sum, quantity) }))
}

/** A reading may stand in two series; both rows have the same instant. */
async function* onePerReading(rows: AsyncIterable<Row>): AsyncIterable<Row> {
  let at: unknown
  const seen = new Set<string>()
  for await (const row of rows) {
    if (row['time'] !== at) {
      at = row['time']
      seen.clear()
    }
    const identity = ['device', 'seq', 'content', 'claimed'].map((name) => row[name]).join(' ')
    if (seen.has(identity)) continue
    seen.add(identity)
    yield row
  }
}
