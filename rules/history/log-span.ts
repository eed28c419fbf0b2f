/** Records of a topic by when they were received, without a group. */
import { consumers } from '../../core/consumers.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import type { DurableLog, LogRecord, Topic } from '../../core/log.ts'
import type { Instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'

type Received = ReadingRecord | Frame | Tick

/** Where a span begins in a partition. */
export interface Place {
  readonly partition: number
  readonly offset: number
  /** Behind the newest record there was. */
  readonly next: number
  /** When the oldest record that is kept was received; never, of a partition without one. */
  readonly begins: number
  /** Nothing before that was there and is gone. */
  readonly whole: boolean
}

/** So many are judged before anybody else has a turn. */
export const batchRecords = 1_024

export const receivedAt = (record: Received): Instant =>
  record.type === 'reading' || record.type === 'frame' ? record.receivedAt : record.at

export async function placesAt<T extends Received>(
  log: Pick<DurableLog, 'read' | 'positions'>,
  topic: Topic<T>,
  at: Instant,
): Promise<readonly Place[]> {
  const { group } = topic.name === 'frames' ? consumers.ingest : consumers.rules
  const positions = await log.positions(topic.name, group)
  return Promise.all(
    positions.map(async ({ partition, first, next }): Promise<Place> => {
      const timeOf = async (offset: number) => {
        const [record] = await log.read(topic, partition, offset, 1)
        return record === undefined ? Number.POSITIVE_INFINITY : receivedAt(record.value)
      }
      const begins = first < next ? await timeOf(first) : Number.POSITIVE_INFINITY
      const offset = begins < at ? await firstAt(first, next, timeOf, at) : first
      return { partition, offset, next, begins, whole: first === 0 }
    }),
  )
}

/** The first offset of those from `low` to before `high` that was received then or later; `high` without one. */
async function firstAt(
  low: number,
  high: number,
  timeOf: (offset: number) => Promise<number>,
  at: Instant,
): Promise<number> {
  if (low >= high) return low
  const middle = Math.floor((low + high) / 2)
  return (await timeOf(middle)) < at
    ? firstAt(middle + 1, high, timeOf, at)
    : firstAt(low, middle, timeOf, at)
}

/** Of one partition, in its order, until one was received at `to` or later. */
export async function* recordsOf<T extends Received>(
  log: Pick<DurableLog, 'read'>,
  topic: Topic<T>,
  { partition, offset, next }: Place,
  to: Instant,
): AsyncIterable<readonly LogRecord<T>[]> {
  for (let from = offset; from < next;) {
    const records = await log.read(topic, partition, from, Math.min(batchRecords, next - from))
    const end = records.findIndex(({ value }) => receivedAt(value) >= to)
    if (end !== 0 && records.length > 0) yield end < 0 ? records : records.slice(0, end)
    if (end >= 0 || records.length === 0) return
    from = (records.at(-1)?.offset ?? next) + 1
  }
}

interface Cursor {
  readonly rest: AsyncIterator<readonly ReadingRecord[]>
  records: readonly ReadingRecord[]
  index: number
  /** Of the record it stands at; never goes back within a partition. */
  at: number
}

/**
 * Partitions as one stream in the order of receipt: what is of one partition keeps its order, and a tick comes behind the
 * readings of its instant.
 */
export async function* merged(
  partitions: readonly AsyncIterable<readonly ReadingRecord[]>[],
): AsyncIterable<readonly ReadingRecord[]> {
  const [only, ...others] = partitions
  if (only === undefined) return
  if (others.length === 0) {
    yield* only
    return
  }
  const cursors = partitions.map((each): Cursor => ({
    rest: each[Symbol.asyncIterator](),
    records: [],
    index: 0,
    at: 0,
  }))
  const open = new Set<Cursor>()
  for (const cursor of cursors) if (await filled(cursor)) open.add(cursor)
  let batch: ReadingRecord[] = []
  while (open.size > 0) {
    const next = [...open].reduce((a, b) => (before(b, a) ? b : a))
    const record = next.records[next.index]
    if (record !== undefined) batch.push(record)
    next.index += 1
    if (!(await filled(next))) open.delete(next)
    if (batch.length < batchRecords) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Whether it stands at a record. */
async function filled(cursor: Cursor): Promise<boolean> {
  while (cursor.index >= cursor.records.length) {
    const { done, value } = await cursor.rest.next()
    if (done === true) return false
    cursor.records = value
    cursor.index = 0
  }
  const record = cursor.records[cursor.index]
  if (record !== undefined) cursor.at = Math.max(cursor.at, receivedAt(record))
  return true
}

const before = (a: Cursor, b: Cursor): boolean =>
  a.at < b.at || (a.at === b.at && !isTick(a) && isTick(b))

const isTick = ({ records, index }: Cursor): boolean => records[index]?.type === 'tick'
