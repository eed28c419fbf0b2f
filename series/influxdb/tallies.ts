import type { DeviceId } from '../../core/identity.ts'
import type { DeviceTally, TalliesQuery } from '../../core/series.ts'
import { quantityNames } from '../../core/quantities.ts'
import { conditionOf, identifier, instantOf, within } from './query.ts'
import type { Query, Row } from './query.ts'
import { measurementsOf, qualityField } from './schema.ts'

/**
 * The server counts: what comes back is a row a device. A field is counted where it is present, and a quality stands
 * beside its value only when it is not N, so two counts of fields say how many values are normal.
 */
export async function influxTallies(
  query: Query,
  wanted: TalliesQuery,
): Promise<readonly DeviceTally[]> {
  const condition = conditionOf(wanted)
  if (condition === undefined) return []
  const { from, to, slot } = wanted
  const where = [within(from, to), ...condition].join(' AND ')
  const found = await Promise.all(
    measurementsOf(wanted).map((measurement) =>
      measurementTallies(query, identifier(measurement), where, slot),
    ),
  )
  const tallies = new Map<DeviceId, DeviceTally>()
  for (const tally of found.flat()) {
    const other = tallies.get(tally.device)
    tallies.set(tally.device, other === undefined ? tally : together(other, tally))
  }
  return [...tallies.values()].sort((a, b) => (a.device < b.device ? -1 : 1))
}

async function measurementTallies(
  query: Query,
  measurement: string,
  where: string,
  slot: number,
): Promise<readonly DeviceTally[]> {
  const select = (what: string, and = '') =>
    `SELECT ${what} FROM ${measurement} WHERE ${where}${and} GROUP BY`
  const held = `${select('count("received") AS "held"')} time(${slot}ms, ${Math.floor(slot / 2)}ms), "device" fill(none)`
  const late = ` AND ("timing" = 'late' OR "timing" = 'resent')`
  const [counts, lates, slots, newest] = await Promise.all([
    byDevice(query('raw', `${select('count(*)')} "device"`)),
    byDevice(query('raw', `${select('count("received") AS "late"', late)} "device"`)),
    byDevice(query('raw', `SELECT count("held") AS "slots" FROM (${held}) GROUP BY "device"`)),
    byDevice(query('raw', `${select('"received"')} "device" ORDER BY time DESC LIMIT 1`)),
  ])
  const tallies: DeviceTally[] = []
  for (const [device, row] of counts) {
    const last = newest.get(device)
    // Retired between two of the queries.
    if (last === undefined) continue
    const values = total(quantityNames().map((name) => row[`count_${name}`]))
    const abnormal = total(quantityNames().map((name) => row[`count_${qualityField(name)}`]))
    tallies.push({
      device,
      readings: total([row['count_received']]),
      late: total([lates.get(device)?.['late']]),
      values,
      normal: values - abnormal,
      slots: total([slots.get(device)?.['slots']]),
      lastAt: instantOf(last),
    })
  }
  return tallies
}

async function byDevice(rows: AsyncIterable<Row>): Promise<ReadonlyMap<DeviceId, Row>> {
  const found = new Map<DeviceId, Row>()
  for await (const row of rows) {
    if (typeof row['device'] === 'string') found.set(row['device'] as DeviceId, row)
  }
  return found
}

const total = (counts: readonly unknown[]): number =>
  counts.reduce<number>((sum, count) => sum + (typeof count === 'number' ? count : 0), 0)

/** Of a device that was of two kinds in the span; a slot in which both stand is counted twice. */
const together = (a: DeviceTally, b: DeviceTally): DeviceTally => ({
  device: a.device,
  readings: a.readings + b.readings,
  late: a.late + b.late,
  values: a.values + b.values,
  normal: a.normal + b.normal,
  slots: a.slots + b.slots,
  lastAt: a.lastAt > b.lastAt ? a.lastAt : b.lastAt,
})
