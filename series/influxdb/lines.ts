import { Point as LinePoint } from '@influxdata/influxdb-client'

import type { Instant } from '../../core/time.ts'
import type { DeadPoint, Point, Rollup, Tags } from '../../core/series.ts'
import { quantityNames } from '../../core/quantities.ts'
import type { Placed } from './places.ts'
import {
  isExact,
  lastMillisecond,
  measurementOf,
  qualityField,
  rollupFields,
  sayable,
  timestamp,
} from './schema.ts'

/** A line of line protocol, and which of the things given it stands for. */
export interface Line<T> {
  readonly text: string
  readonly of: T
}

export interface Encoded {
  readonly lines: readonly Line<Point>[]
  readonly dead: readonly DeadPoint[]
}

/** Of repeats in one batch the first stays; what is older than `oldest` would only be sent to be refused. */
export function encodePoints(points: readonly Placed[], oldest: Instant | undefined): Encoded {
  const lines = new Map<string, Line<Point>>()
  const dead: DeadPoint[] = []
  for (const { point, slot } of points) {
    const { id, device, observedAt } = point.reading
    if (oldest !== undefined && observedAt < oldest) {
      dead.push({ point, reason: 'beyond-retention', detail: 'older than what is kept' })
    } else if (!isExact(device) || !(observedAt > 0 && observedAt <= lastMillisecond)) {
      const detail = 'its device or instant cannot be said in line protocol'
      dead.push({ point, reason: 'unwritable', detail })
    } else if (!lines.has(id)) {
      lines.set(id, { text: readingLine(point, slot), of: point })
    }
  }
  return { lines: [...lines.values()], dead }
}

function readingLine({ reading, ...tags }: Point, slot: number): string {
  const { device, observedAt, claimedAt, receivedAt, sequence, content, beside } = reading
  const { values, quality, timing } = reading
  const line = tagged(device, tags)
    .floatField('received', receivedAt)
    .stringField('timing', timing)
    .timestamp(timestamp(observedAt, slot))
  if (sequence !== undefined) line.floatField('seq', sequence)
  if (content !== undefined) line.floatField('content', content)
  if (claimedAt !== undefined) line.floatField('claimed', claimedAt)
  if (beside !== undefined) line.stringField('beside', beside)
  for (const name of quantityNames()) {
    const value = values[name]
    if (value === undefined || !Number.isFinite(value)) continue
    line.floatField(name, value)
    const mark = quality?.[name]
    if (mark !== undefined) line.stringField(qualityField(name), mark)
  }
  return line.toLineProtocol() ?? ''
}

export function rollupLine({ device, tags, at, values }: Rollup): string {
  const line = tagged(device, tags).timestamp(timestamp(at, 0))
  for (const name of quantityNames()) {
    const value = values[name]
    if (value === undefined) continue
    for (const field of rollupFields) line.floatField(`${name}_${field}`, value[field])
  }
  return line.toLineProtocol() ?? ''
}

function tagged(device: string, tags: Tags): LinePoint {
  const line = new LinePoint(measurementOf(tags)).tag('device', device)
  if (tags.cell !== undefined) {
    line
      .tag('cell', tags.cell)
      .tag('street', tags.cell.slice(0, 9))
      .tag('district', tags.cell.slice(0, 6))
  }
  if (tags.zone !== undefined) line.tag('zone', tags.zone)
  if (tags.site !== undefined) line.tag('site', sayable(tags.site))
  return line
}
