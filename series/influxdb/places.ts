/**
 * Where readings stand that share the instant of another one, or may: those beside another, those of which nobody knows
 * whether they are (`resent`), and those under the instant of their receipt, because the device's clock is ahead. A slot
 * made of their identity alone would be met by two of them sooner or later, and the engine would make one point of two. So
 * the engine is asked, before they are written, what stands there: what is known stays where it is, the others get the
 * first slot that is free. The same readings after the same history have the same slots.
 */
import type { DeviceId, ReadingId } from '../../core/identity.ts'
import type { Reading } from '../../core/reading.ts'
import type { Point } from '../../core/series.ts'
import { hours, instant, plus, type Instant } from '../../core/time.ts'
import { anyDevice, identifier, slotIn, within, type Query } from './query.ts'
import { storedReading } from './rows.ts'
import { freeSlot, identityFields, measurementOf, measurementsOf, slotOf } from './schema.ts'

/** A point and the slot it is to have. */
export interface Placed {
  readonly point: Point
  readonly slot: number
}

/** The points that are still to be written, in their order: all but those that share an instant and are stored. */
export async function placed(query: Query, points: readonly Point[]): Promise<readonly Placed[]> {
  const standing = emptyStanding()
  for (const group of nearby(points.filter(shares))) await lookUp(query, group, standing)
  const { known, taken } = standing
  return points.flatMap((point) => {
    const { reading } = point
    if (!shares(point)) return [{ point, slot: slotOf(reading) }]
    if (known.has(reading.id)) return []
    const slots = takenAt(taken, reading)
    const slot = freeSlot(reading, slots)
    slots.add(slot)
    known.add(reading.id)
    return [{ point, slot }]
  })
}

const shares = ({ reading: { beside, claimedAt, timing } }: Point): boolean =>
  beside !== undefined || claimedAt !== undefined || timing === 'resent'

interface Standing {
  /** Those stored, whether they share an instant or not. */
  readonly known: Set<ReadingId>
  /** The slots of each device and millisecond, in whatever series. */
  readonly taken: Map<string, Set<number>>
}

const emptyStanding = (): Standing => ({ known: new Set(), taken: new Map() })

function takenAt(
  taken: Standing['taken'],
  { device, observedAt }: Pick<Reading, 'device' | 'observedAt'>,
): Set<number> {
  const place = `${observedAt} ${device}`
  const found = taken.get(place) ?? new Set()
  taken.set(place, found)
  return found
}

/** Points that one question is about. */
interface Group {
  readonly points: Point[]
  readonly devices: Set<DeviceId>
}

/** As many devices as a question names. */
const mostDevices = 200

/** Groups of one hour, so that a late reading does not make the question about the others one about days. */
function nearby(points: readonly Point[]): readonly Group[] {
  const full: Group[] = []
  const open = new Map<number, Group>()
  for (const point of points) {
    const { device, observedAt } = point.reading
    const hour = Math.floor(observedAt / hours(1))
    const group = open.get(hour) ?? { points: [], devices: new Set() }
    open.set(hour, group)
    group.points.push(point)
    group.devices.add(device)
    if (group.devices.size < mostDevices) continue
    full.push(group)
    open.delete(hour)
  }
  return [...full, ...open.values()]
}

/**
 * What stands at the instants of the group. A `resent` one may be stored under any tags, and under the instant of its receipt,
 * which was before its own.
 */
async function lookUp(query: Query, { points, devices }: Group, standing: Standing): Promise<void> {
  const ofThese = anyDevice([...devices])
  if (ofThese === undefined) return
  const [first, last] = spanOf(points)
  const resent = points.some(({ reading }) => reading.timing === 'resent')
  const spans = [within(first, plus(last, 1))]
  if (resent)
    spans.push(`${within(instant(0), last)} AND "claimed" >= ${first} AND "claimed" <= ${last}`)
  const columns = [...identityFields, 'device'].map(identifier).join(', ')
  const measurements = resent ? measurementsOf({}) : [...new Set(points.map(measurementOf))]
  const questions = measurements.flatMap((measurement) =>
    spans.map(async (span) => {
      const select = `SELECT ${columns} FROM ${identifier(measurement)}`
      for await (const row of query('raw', `${select} WHERE ${span} AND ${ofThese}`, 'ns')) {
        const reading = storedReading(row, measurement, [])
        standing.known.add(reading.id)
        takenAt(standing.taken, reading).add(slotIn(row))
      }
    }),
  )
  await Promise.all(questions)
}

function spanOf(points: readonly Point[]): readonly [Instant, Instant] {
  let [first, last] = [Infinity, -Infinity]
  for (const { reading } of points) {
    first = Math.min(first, reading.observedAt)
    last = Math.max(last, reading.observedAt)
  }
  return [instant(first), instant(last)]
}
