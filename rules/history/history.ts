/**
 * What the rules have read, to be judged again: the readings of the log as they stand there; where these have gone, the
 * frames through ingest; where these have gone too, the time series. Parts meet by the instant of receipt.
 */
import type { Frame, Tick } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { DurableLog, LogRecord } from '../../core/log.ts'
import type { SeriesStore } from '../../core/series.ts'
import { instant, minutes, plus, type Instant } from '../../core/time.ts'
import { framesTopic, readingsTopic, type ReadingRecord } from '../../core/topics.ts'
import type { Span } from '../backtest/report.ts'
import { merged, placesAt, receivedAt, recordsOf, type Place } from './log-span.ts'
import { fromSeries, type SeriesLimits } from './series-span.ts'

/** Ingest on one partition of frames, beginning with an empty memory. */
type Reingest = (
  partitions: number,
) => (records: readonly LogRecord<Frame | Tick>[]) => readonly ReadingRecord[]

export interface HistoryDependencies {
  readonly log: Pick<DurableLog, 'read' | 'positions'>
  readonly series: Pick<SeriesStore, 'readings'>
  readonly reingest: Reingest
  readonly limits: SeriesLimits
}

export interface HistoryPart extends Span {
  readonly source: 'series' | 'frames' | 'readings'
  readonly records: AsyncIterable<readonly ReadingRecord[]>
}

/** Frames of so long before a part fill the memory of ingest for repeats. */
const ingestWarms = minutes(30)

interface Asked extends Span {
  /** Only of this one. */
  readonly device?: DeviceId
  /** What was received before this is taken from the time series, which finds one device at once. */
  readonly logFrom?: Instant
}

/** By what was received in the span, oldest first; a part is read when its records are. */
export async function history(
  { log, series, reingest, limits }: HistoryDependencies,
  { from, to, device, logFrom = from }: Asked,
): Promise<readonly HistoryPart[]> {
  const warmed = plus(logFrom, -ingestWarms)
  const readings = await placesAt(log, readingsTopic, logFrom)
  const frames = await placesAt(log, framesTopic, warmed)
  const readingsFrom = within(beginning(readings, logFrom), from, to)
  const cold = frames.every(({ whole }) => whole) ? 0 : ingestWarms
  const framesFrom = within(Math.max(logFrom, beginning(frames, warmed) + cold), from, readingsFrom)
  const parts: readonly HistoryPart[] = [
    {
      source: 'series',
      from,
      to: framesFrom,
      records: fromSeries(series, { from, to: framesFrom }, device, limits),
    },
    {
      source: 'frames',
      from: framesFrom,
      to: readingsFrom,
      records: only(
        merged(frames.map((place) => readAgain(log, place, readingsFrom, reingest(frames.length)))),
        framesFrom,
        device,
      ),
    },
    {
      source: 'readings',
      from: readingsFrom,
      to,
      records: only(merged(readings.map((place) => read(log, place, to))), readingsFrom, device),
    },
  ]
  return parts.filter((part) => part.to > part.from)
}

/** When what the log holds begins: the partition that begins last counts. */
const beginning = (places: readonly Place[], asked: Instant): number =>
  Math.max(asked, ...places.map(({ begins }) => begins))

const within = (at: number, low: Instant, high: Instant): Instant =>
  instant(Math.min(Math.max(at, low), high))

async function* read(log: HistoryDependencies['log'], place: Place, to: Instant) {
  for await (const records of recordsOf(log, readingsTopic, place, to))
    yield records.map(({ value }) => value)
}

async function* readAgain(
  log: HistoryDependencies['log'],
  place: Place,
  to: Instant,
  work: ReturnType<Reingest>,
) {
  for await (const records of recordsOf(log, framesTopic, place, to)) yield work(records)
}

async function* only(
  batches: AsyncIterable<readonly ReadingRecord[]>,
  from: Instant,
  device: DeviceId | undefined,
): AsyncIterable<readonly ReadingRecord[]> {
  for await (const batch of batches) {
    const wanted = batch.filter(
      (one) =>
        receivedAt(one) >= from &&
        (device === undefined || one.type === 'tick' || one.device === device),
    )
    if (wanted.length > 0) yield wanted
  }
}
