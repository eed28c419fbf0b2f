import type { DeviceId } from '../../core/identity.ts'
import { instant, plus, type Instant } from '../../core/time.ts'
import { quantityNames } from '../../core/quantities.ts'
import { newestFirst } from '../../core/newest-first.ts'
import type { ReadingsQuery, Selection, StoredPoint, StoredReading } from '../../core/series.ts'
import { anyDevice, conditionOf, identifier, present, within, type Query } from './query.ts'
import { storedPoint, storedReading } from './rows.ts'
import { measurementsOf, readingColumns } from './schema.ts'

/**
 * A device whose cell or site changed between two writes of one reading has it in two series; readers tell by its
 * identity and give it back once.
 */
export async function readReadings(
  query: Query,
  wanted: ReadingsQuery,
): Promise<readonly StoredReading[]> {
  const { quantity, from, to, limit } = wanted
  const condition = conditionOf(wanted)
  if (condition === undefined || limit < 1) return []
  const names = quantity === undefined ? quantityNames() : [quantity]
  const holding = quantity === undefined ? [] : [present(quantity)]
  const where = [within(from, to), ...condition, ...holding].join(' AND ')
  const found = await inEach(wanted, async (measurement) => {
    const select = `SELECT ${readingColumns(quantity)} FROM ${identifier(measurement)}`
    const rows = query('raw', `${select} WHERE ${where} ORDER BY time DESC LIMIT ${limit}`)
    return collected(rows, (row) => storedReading(row, measurement, names))
  })
  const unique = new Map(found.map((reading) => [reading.id, reading]))
  return [...unique.values()].sort(newestFirst).slice(0, limit)
}

export async function readLatest(
  query: Query,
  wanted: Selection & { readonly since: Instant; readonly limit: number },
): Promise<readonly StoredReading[]> {
  const { since, limit } = wanted
  const condition = conditionOf(wanted)
  if (condition === undefined || limit < 1) return []
  const where = [within(since, forever), ...condition].join(' AND ')
  const found = await inEach(wanted, async (measurement) => {
    const select = `SELECT * FROM ${identifier(measurement)} WHERE ${where}`
    const rows = query('raw', `${select} GROUP BY "device" ORDER BY time DESC LIMIT 1`)
    // Groups come in the order of their tag, so the first ones are those wanted.
    return collected(rows, (row) => storedReading(row, measurement, quantityNames()), limit)
  })
  const newest = new Map<DeviceId, StoredReading>()
  for (const reading of found.toSorted(newestFirst)) {
    if (!newest.has(reading.device)) newest.set(reading.device, reading)
  }
  const first = [...newest.values()].sort((a, b) => (a.device < b.device ? -1 : 1)).slice(0, limit)
  const latest: StoredReading[] = []
  for (const reading of first) latest.push(await newestOfInstant(query, wanted, reading))
  return latest
}

/**
 * The engine gives the highest slot of a device's newest instant. That one is alone in its millisecond unless it stands
 * beside another or has an instant of its own: then all of that millisecond are looked at.
 */
async function newestOfInstant(
  query: Query,
  wanted: Selection,
  found: StoredReading,
): Promise<StoredReading> {
  const { device, observedAt, beside, claimedAt, timing } = found
  if (beside === undefined && claimedAt === undefined && timing !== 'resent') return found
  const all = await readReadings(query, {
    ...wanted,
    device,
    from: observedAt,
    to: plus(observedAt, 1),
    limit: mostOfInstant,
  })
  return all[0] ?? found
}

const mostOfInstant = 10_000

const forever = instant(Number.POSITIVE_INFINITY)

export async function readStored(
  query: Query,
  devices: readonly DeviceId[],
  from: Instant,
  to: Instant,
): Promise<readonly StoredPoint[]> {
  const some = anyDevice(devices)
  if (some === undefined) return []
  const where = `${within(from, to)} AND ${some}`
  return inEach({}, (measurement) =>
    collected(query('raw', `SELECT * FROM ${identifier(measurement)} WHERE ${where}`), (row) =>
      storedPoint(row, measurement, quantityNames()),
    ),
  )
}

/** What the work finds in every measurement that the selection can mean, asked at the same time. */
async function inEach<T>(
  selection: Selection,
  work: (measurement: string) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  return (await Promise.all(measurementsOf(selection).map(work))).flat()
}

async function collected<In, Out>(
  rows: AsyncIterable<In>,
  read: (row: In) => Out,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly Out[]> {
  const found: Out[] = []
  for await (const row of rows) {
    found.push(read(row))
    if (found.length >= limit) break
  }
  return found
}
