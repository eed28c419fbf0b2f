/**
 * Readings of the time series in the order in which they were received, with a tick every few seconds among them, which
 * the series does not keep: it does not know of our own outages, nor of a clock of the host that was set.
 */
import type { DeviceId } from '../../core/identity.ts'
import type { Reading } from '../../core/reading.ts'
import type { SeriesStore, StoredReading } from '../../core/series.ts'
import { hours, instant, minutes, plus, seconds, type Instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import type { Span } from '../backtest/report.ts'
import { batchRecords } from './log-span.ts'

/** What ingest lets through as live, in milliseconds. */
export interface SeriesLimits {
  readonly futureSkew: number
  readonly lateAfter: number
}

/** Any rate below half a minute says the same. */
const tickEvery = seconds(5)
const mostRows = 20_000
const longestLook = hours(24)

export async function* fromSeries(
  series: Pick<SeriesStore, 'readings'>,
  { from, to }: Span,
  device: DeviceId | undefined,
  { futureSkew, lateAfter }: SeriesLimits,
): AsyncIterable<readonly ReadingRecord[]> {
  let waiting: readonly StoredReading[] = []
  let begun = false
  let ticked = nextTick(from)
  let length = minutes(10)
  const end = plus(to, futureSkew)
  for (let at = plus(from, -lateAfter); at < end;) {
    const until = instant(Math.min(at + length, end))
    const limit = length > seconds(1) ? mostRows : Number.MAX_SAFE_INTEGER
    const found = await series.readings({ ...(device && { device }), from: at, to: until, limit })
    if (found.length >= limit) {
      length = Math.max(seconds(1), Math.floor(length / 2))
      continue
    }
    if (found.length < mostRows / 4) length = Math.min(longestLook, length * 2)
    at = until
    // What is observed later was received later than this.
    const known = at >= end ? to : instant(Math.min(to, until - futureSkew))
    const all = [...waiting, ...found].filter(
      ({ receivedAt }) => receivedAt >= from && receivedAt < to,
    )
    waiting = all.filter(({ receivedAt }) => receivedAt >= known)
    const ready = all.filter(({ receivedAt }) => receivedAt < known).sort(byReceipt)
    // Before the first reading nobody was there to be called silent.
    if (ready.length === 0 && !begun) continue
    ticked = instant(Math.max(ticked, begun ? 0 : nextTick(ready[0]?.receivedAt ?? known)))
    begun = true
    yield* inBatches(ready, ticked, known)
    while (ticked < known) ticked = plus(ticked, tickEvery)
  }
}

const nextTick = (at: Instant): Instant => instant(Math.ceil(at / tickEvery) * tickEvery)

const byReceipt = (a: StoredReading, b: StoredReading): number =>
  a.receivedAt - b.receivedAt || a.observedAt - b.observedAt || (a.id < b.id ? -1 : 1)

function* inBatches(
  readings: readonly StoredReading[],
  firstTick: Instant,
  to: Instant,
): Iterable<readonly ReadingRecord[]> {
  let batch: ReadingRecord[] = []
  let tick = firstTick
  for (let next = 0; next < readings.length || tick < to;) {
    const reading = readings[next]
    if (reading !== undefined && (reading.receivedAt <= tick || tick >= to)) {
      batch.push(asRead(reading))
      next += 1
    } else {
      batch.push({ type: 'tick', at: tick })
      tick = plus(tick, tickEvery)
    }
    if (batch.length < batchRecords) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Its frame is gone. */
const asRead = ({ kind: _kind, cell: _cell, ...reading }: StoredReading): Reading => ({
  type: 'reading',
  ...reading,
  frame: '',
})
