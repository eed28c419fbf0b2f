import type { NoiseZone } from '../../core/device.ts'
import { readingId, type CellCode, type DeviceId } from '../../core/identity.ts'
import type { Kind } from '../../core/kinds.ts'
import type { Quality, Quantity } from '../../core/quantities.ts'
import type { Reading, Timing } from '../../core/reading.ts'
import { instant } from '../../core/time.ts'
import type { StoredPoint, StoredReading } from '../../core/series.ts'
import { instantOf, type Row } from './query.ts'
import { qualityField, unregistered } from './schema.ts'

/** Reads a row of a measurement back: what `lines.ts` wrote. */
export function storedReading(
  row: Row,
  measurement: string,
  names: readonly Quantity[],
): StoredReading {
  const { device, cell, seq, content, claimed, beside, timing, received } = row
  const identity = {
    device: device as DeviceId,
    observedAt: instantOf(row),
    ...(typeof claimed === 'number' ? { claimedAt: instant(claimed) } : {}),
    ...(typeof seq === 'number' ? { sequence: seq } : {}),
    ...(typeof content === 'number' ? { content } : {}),
  }
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
    id: readingId(identity),
    ...identity,
    receivedAt: instant(Number(received)),
    ...(isWord(beside) ? { beside: beside as Beside } : {}),
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

type Beside = NonNullable<Reading['beside']>

/** A tag or text that a point does not have comes back empty or null. */
const isWord = (value: unknown): value is string => typeof value === 'string' && value !== ''
