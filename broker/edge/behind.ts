/** How far judging is behind what was received. */
import { consumers } from '../../core/consumers.ts'
import type { Frame } from '../../core/frame.ts'
import type { DurableLog, Topic } from '../../core/log.ts'
import type { Instant } from '../../core/time.ts'
import { topics, type ReadingRecord } from '../../core/topics.ts'

type Log = Pick<DurableLog, 'positions' | 'read'>

/** So few records wait where nothing is behind: a stage takes more at once. */
const few = 1_024

const receiptOf = (value: Frame | ReadingRecord): Instant =>
  'receivedAt' in value ? value.receivedAt : value.at

/** Milliseconds since the receipt of the oldest record that a stage has still to read before something is judged. */
export async function behind(log: Log, now: Instant): Promise<number> {
  const ages = await Promise.all([
    age(log, topics.frames, consumers.ingest.group, now),
    age(log, topics.readings, consumers.rules.group, now),
  ])
  return Math.max(...ages)
}

/** Of the partition in which most wait: the others are asked for nothing. */
async function age(
  log: Log,
  topic: Topic<Frame | ReadingRecord>,
  group: string,
  now: Instant,
): Promise<number> {
  const places = await log.positions(topic.name, group)
  const waiting = places.map(({ partition, first, next, committed }) => {
    const from = Math.max(first, committed)
    return { partition, from, count: next - from }
  })
  const longest = waiting.reduce((most, one) => (one.count > most.count ? one : most), {
    ...{ partition: 0, from: 0, count: 0 },
  })
  if (longest.count <= few) return 0
  const [record] = await log.read(topic, longest.partition, longest.from, 1)
  return record === undefined ? 0 : Math.max(0, now - receiptOf(record.value))
}
