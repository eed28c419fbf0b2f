import { UrbanBrainError } from '../../core/errors.ts'
import type { DeviceId } from '../../core/identity.ts'
import { quantityOf, type Quantity } from '../../core/quantities.ts'
import { qualityOf } from '../../core/reading.ts'
import { instant } from '../../core/time.ts'
import type {
  Bucket,
  DeviceTally,
  Point,
  Selection,
  SeriesStore,
  StoredReading,
} from '../../core/series.ts'
import { newestFirst } from '../../core/newest-first.ts'
import { slotIndex } from '../../series/rollup/slots.ts'

/** The time series in memory, for tests that are about something else; it passes the contract suite of the port. */
export function memorySeries(): SeriesStore {
  const points = new Map<string, Point>()
  let closed = false
  const open = <T>(work: () => T): Promise<T> =>
    closed
      ? Promise.reject(new UrbanBrainError('store-unavailable', 'the series was closed'))
      : Promise.resolve(work())
  const found = ({ device, kind, cell }: Selection, from: number, to: number): Point[] =>
    [...points.values()]
      .filter(({ reading, ...tags }) => {
        const { observedAt } = reading
        if (observedAt < from || observedAt >= to) return false
        if (device !== undefined && reading.device !== device) return false
        if (kind !== undefined && tags.kind !== kind) return false
        return cell === undefined || (tags.cell?.startsWith(cell) ?? false)
      })
      .sort((a, b) => newestFirst(a.reading, b.reading))
  return {
    write: (written) =>
      open(() => {
        for (const point of written) {
          if (!points.has(point.reading.id)) points.set(point.reading.id, point)
        }
        return { dead: [] }
      }),
    readings: ({ quantity, from, to, limit, ...selection }) =>
      open(() =>
        found(selection, from, to)
          .filter(({ reading }) => quantity === undefined || reading.values[quantity] !== undefined)
          .slice(0, limit)
          .map((point) => stored(point, quantity)),
      ),
    buckets: ({ quantity, from, to, limit, bucket, offset = 0, quality, ...selection }) =>
      open(() => {
        const values = new Map<number, number[]>()
        for (const { reading } of found(selection, from, to)) {
          const value = reading.values[quantity]
          const normal = reading.quality?.[quantity] === undefined
          if (value === undefined || (!normal && quality !== 'any')) continue
          const at = Math.floor((reading.observedAt + offset) / bucket) * bucket - offset
          values.set(at, [...(values.get(at) ?? []), value])
        }
        return [...values]
          .sort(([a], [b]) => a - b)
          .slice(-limit)
          .map(([at, list]) => bucketOf(quantity, at, list))
      }),
    latest: ({ since, limit, ...selection }) =>
      open(() => {
        const newest = new Map<string, Point>()
        for (const point of found(selection, since, Number.POSITIVE_INFINITY)) {
          if (!newest.has(point.reading.device)) newest.set(point.reading.device, point)
        }
        return [...newest.entries()]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .slice(0, limit)
          .map(([, point]) => stored(point))
      }),
    tallies: ({ from, to, slot, ...selection }) =>
      open(() => {
        const ofDevices = new Map<DeviceId, Point[]>()
        for (const point of found(selection, from, to)) {
          const { device } = point.reading
          ofDevices.set(device, [...(ofDevices.get(device) ?? []), point])
        }
        return [...ofDevices]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([device, list]) => tallyOf(device, list, slot))
      }),
    retire: (before) =>
      open(() => {
        const old = [...points].filter(([, { reading }]) => reading.observedAt < before)
        for (const [id] of old) points.delete(id)
        return old.length
      }),
    [Symbol.asyncDispose]: () => {
      closed = true
      return Promise.resolve()
    },
  }
}

function stored({ reading, kind, cell }: Point, only?: Quantity): StoredReading {
  const { type: _, frame: __, ...rest } = reading
  const value = only === undefined ? undefined : reading.values[only]
  return {
    ...rest,
    ...(only === undefined || value === undefined ? {} : { values: { [only]: value } }),
    ...(kind === undefined ? {} : { kind }),
    ...(cell === undefined ? {} : { cell }),
  }
}

function tallyOf(device: DeviceId, points: readonly Point[], slot: number): DeviceTally {
  const readings = points.map(({ reading }) => reading)
  const values = readings.flatMap((reading) =>
    Object.keys(reading.values).map((name) => qualityOf(reading, name as Quantity)),
  )
  return {
    device,
    readings: readings.length,
    late: readings.filter(({ timing }) => timing === 'late' || timing === 'resent').length,
    values: values.length,
    normal: values.filter((quality) => quality === 'N').length,
    slots: new Set(readings.map(({ observedAt }) => slotIndex(observedAt, slot))).size,
    lastAt: instant(Math.max(...readings.map(({ observedAt }) => observedAt))),
  }
}

function bucketOf(quantity: Quantity, at: number, values: readonly number[]): Bucket {
  const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length
  return {
    at: instant(at),
    count: values.length,
    mean: quantityOf(quantity).level
      ? 10 * Math.log10(mean(values.map((value) => 10 ** (value / 10))))
      : mean(values),
    min: Math.min(...values),
    max: Math.max(...values),
  }
}
