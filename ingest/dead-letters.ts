import {
  longestBound,
  mayBePublished,
  publishedFor,
  type Bindings,
} from '../core/bindings/bindings.ts'
import { consumers } from '../core/consumers.ts'
import type { DeadLetter, DeadLetterReason } from '../core/dead-letter.ts'
import { UrbanBrainError } from '../core/errors.ts'
import type { Frame } from '../core/frame.ts'
import type { DurableLog, LogRecord } from '../core/log.ts'
import type { Instant } from '../core/time.ts'
import { deadLettersTopic, framesTopic } from '../core/topics.ts'

export interface DeadLetterFilter {
  readonly reason?: DeadLetterReason
  /** Source or device meant. */
  readonly device?: string
}

export interface DeadLetterPage<Kept> {
  /** Newest first. */
  readonly letters: readonly Kept[]
  /** Where to go on; undefined when nothing older is kept. */
  readonly before?: number
}

/** Of up to 64 KiB each: so many are in memory at the same time. */
const step = 100
/** Records looked at for one page, so that a filter that fits nothing still answers soon. */
const longestLook = 20_000

/** How many came since an instant; `more`: at least so many, and nobody looked further. */
export async function countDeadLetters(
  log: Pick<DurableLog, 'positions' | 'read'>,
  since: Instant,
  most: number,
): Promise<{ readonly count: number; readonly more: boolean }> {
  let count = 0
  for (const { partition, first, next } of await log.positions(
    deadLettersTopic.name,
    consumers.adoption.group,
  )) {
    let [end, older] = [next, false]
    while (end > first && !older) {
      const start = Math.max(first, end - step)
      const records = await log.read(deadLettersTopic, partition, start, end - start)
      const fresh = records.filter(
        ({ offset, value }) => offset < end && value.receivedAt >= since,
      ).length
      older = fresh < end - start
      count += fresh
      if (count >= most) return { count, more: true }
      end = start
    }
  }
  return { count, more: false }
}

/**
 * Dead letters older than the offset `before`, from the newest one on when it is left out. Of each only what `keep` makes of it
 * stays in memory.
 */
export async function listDeadLetters<Kept>(
  log: DurableLog,
  { reason, device }: DeadLetterFilter,
  { before, limit, partition }: { before?: number; limit: number; partition: number },
  keep: (letter: LogRecord<DeadLetter>) => Kept,
): Promise<DeadLetterPage<Kept>> {
  const positions = await log.positions(deadLettersTopic.name, consumers.adoption.group)
  const position = positions.find((one) => one.partition === partition)
  if (position === undefined) return { letters: [] }
  const letters: Kept[] = []
  let end = Math.min(before ?? position.next, position.next)
  const stop = Math.max(position.first, end - longestLook)
  while (end > stop) {
    const start = Math.max(stop, end - step)
    const records = await log.read(deadLettersTopic, partition, start, end - start)
    for (const record of records.toReversed()) {
      if (record.offset >= end) continue
      if (reason !== undefined && record.value.reason !== reason) continue
      if (device !== undefined && !concerns(record.value, device)) continue
      letters.push(keep(record))
      if (letters.length === limit) {
        return record.offset > position.first ? { letters, before: record.offset } : { letters }
      }
    }
    end = start
  }
  return end > position.first ? { letters, before: end } : { letters }
}

const concerns = (letter: DeadLetter, device: string): boolean =>
  letter.source === device || letter.device === device

export async function findDeadLetter(
  log: DurableLog,
  partition: number,
  offset: number,
): Promise<LogRecord<DeadLetter>> {
  const [record] = await log.read(deadLettersTopic, partition, offset, 1)
  if (record?.offset === offset) return record
  throw new UrbanBrainError('not-found', `no dead letter is kept at ${partition}:${offset}`)
}

/** Bytes of these are cut, or their source may not speak so or is not known: putting them back would mend nothing. */
const final: ReadonlySet<DeadLetterReason> = new Set([
  'payload-too-large',
  'topic-not-allowed',
  'topic-invalid',
  'unknown-station',
  'wrong-password',
  'wrong-checksum',
  'unreadable-frame',
])

export interface Redriven {
  readonly redriven: number
  /** Offsets of those that are of a kind never put back. */
  readonly skipped: readonly number[]
}

/**
 * Puts dead letters back among the frames, oldest first, with the instant they were received at. What becomes a reading
 * now is late; what already was one is a duplicate; what still cannot be used is a new dead letter.
 */
export async function redrive(
  log: DurableLog,
  records: readonly LogRecord<DeadLetter>[],
  bindings: Bindings,
): Promise<Redriven> {
  const ordered = records.toSorted((a, b) => a.offset - b.offset)
  const usable = ordered.filter(
    ({ value }) => !final.has(value.reason) || isBoundNow(value, bindings),
  )
  const frames = usable.map((record) => frameOf(record, isBoundNow(record.value, bindings)))
  if (usable.length > 0) await log.append(framesTopic, frames)
  return {
    redriven: usable.length,
    skipped: ordered.filter((record) => !usable.includes(record)).map(({ offset }) => offset),
  }
}

/** A message on a topic that had no binding when it came; of one that fills its letter nobody knows whether it is whole. */
const isBoundNow = ({ reason, topic, source, body }: DeadLetter, bindings: Bindings): boolean =>
  reason === 'topic-not-allowed' &&
  Buffer.byteLength(body, 'base64') < longestBound &&
  publishedFor(bindings, topic).some((bound) => mayBePublished(bound, source))

const frameOf = ({ offset, value }: LogRecord<DeadLetter>, isBound: boolean): Frame => ({
  type: 'frame',
  source: value.source,
  channel: isBound ? 'telemetry' : value.channel,
  topic: value.topic,
  ...(value.protocol !== undefined && { protocol: value.protocol }),
  ...(isBound && { protocol: 'binding' }),
  body: Buffer.from(value.body, 'base64'),
  receivedAt: value.receivedAt,
  retained: false,
  redriveOf: offset,
})
