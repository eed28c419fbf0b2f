import type { NoiseZone } from '../../core/device.ts'
import { readingId, type CellCode, type DeviceId } from '../../core/identity.ts'
import type { Kind } from '../../core/kinds.ts'
import type { Quality, Quantity } from '../../core/quantities.ts'
import type { Timing } from '../../core/reading.ts'
import { instant } from '../../core/time.ts'
import type { StoredPoint, StoredReading } from '../ports.ts'
import { instantOf, type Row } from './influx-query.ts'
import { qualityField, unregistered } from './influx-schema.ts'

/** Reads a row of a measurement back: what `influx-lines.ts` wrote. */
export function storedReading(
  row: Row,
  measurement: string,
  names: readonly Quantity[],
): StoredReading {
  const observedAt = instantOf(row)
  const { device, cell, seq, timing, received } = row
  const sequence = typeof seq === 'number' ? seq : undefined
  const values: Partial<Record<Quantity, number>> = {}
  const quality: Partial<Record<Quantity, Quality>> = {}
  for (const name of names) {
    const value = row[name]
    if (typeof value !== 'number') continue
    values[name] = value
    const mark = row[qualityField(name)]
    if (typeof mark === 'string') quality[name] = mark as Quality
  }
  return {
    id: readingId({
      device: device as DeviceId,
      observedAt,
      ...(sequence === undefined ? {} : { sequence }),
    }),
    device: device as DeviceId,
    observedAt,
    receivedAt: instant(Number(received)),
    ...(sequence === undefined ? {} : { sequence }),
    ...(measurement === unregistered ? {} : { kind: measurement as Kind }),
    ...(isWord(cell) ? { cell: cell as CellCode } : {}),
    values,
    ...(Object.keys(quality).length === 0 ? {} : { quality }),
    timing: timing as Timing,
  }
}

export function storedPoint(
  row: Row,
  measurement: string,
  names: readonly Quantity[],
): StoredPoint {
  const reading = storedReading(row, measurement, names)
  const { zone, site } = row
  return {
    reading,
    ...(reading.kind === undefined ? {} : { kind: reading.kind }),
    ...(reading.cell === undefined ? {} : { cell: reading.cell }),
    ...(isWord(zone) ? { zone: zone as NoiseZone } : {}),
    ...(isWord(site) ? { site } : {}),
  }
}

/** A tag that a point does not have comes back empty or null. */
const isWord = (value: unknown): value is string => typeof value === 'string' && value !== ''

/** Newest first; of one instant by device, and the highest sequence first. */
export const newestFirst = (a: StoredReading, b: StoredReading): number =>
  b.observedAt - a.observedAt ||
  (a.device < b.device ? -1 : a.device > b.device ? 1 : (b.sequence ?? -1) - (a.sequence ?? -1))
