/**
 * The durable log on LMDB: one machine, one partition a topic, every commit on disk before it is answered. Several
 * threads of one process may open the same folder; a commit in one wakes the consumers of all by a broadcast.
 */
import { join } from 'node:path'

import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type {
  Batch,
  ConsumeOptions,
  DurableLog,
  LogRecord,
  Position,
  Topic,
  TopicName,
} from '../../core/log.ts'
import type { Clock } from '../../core/time.ts'
import { eitherOf } from '../../runtime/either.ts'

import { Appender } from './appender.ts'
import { consumeTopic, readRecords } from './consumer.ts'
import { Growth } from './growth.ts'
import { RecentBlocks } from './recent-blocks.ts'
import { retire, usedBytes } from './retention.ts'
import { decodeCell } from './state-cell.ts'
import {
  committedOffset,
  firstOffset,
  nextOffset,
  openVolume,
  stateKey,
  type Disk,
  type WritableVolume,
} from './volume.ts'

export interface LmdbLogOptions {
  readonly folder: string
  readonly clock: Clock
  readonly observer: Observer
  /** Above it append rejects with `log-full`, after what was read by every group has been retired early. */
  readonly maxBytes: number
  readonly disk: Disk
}

/** A lost broadcast costs this much latency and nothing else. */
const lookAgain = 5_000
const sizeIsFresh = 1_000
export class LmdbLog implements DurableLog {
  readonly #options: LmdbLogOptions
  readonly #intake: WritableVolume
  readonly #work: WritableVolume
  readonly #appenders = new Map<TopicName, Appender>()
  readonly #waiting = new Map<TopicName, Set<() => void>>()
  readonly #growth: Growth
  readonly #closing = new AbortController()
  readonly #recent = new RecentBlocks()
  #looking: NodeJS.Timeout | undefined
  #size = { bytes: 0, at: Number.NEGATIVE_INFINITY }

  constructor(options: LmdbLogOptions) {
    this.#options = options
    this.#intake = openVolume(join(options.folder, 'intake'), options.disk)
    this.#work = openVolume(join(options.folder, 'work'), options.disk)
    this.#growth = new Growth(options.folder, (topic) => this.#wake(topic))
  }

  async append<T>(topic: Topic<T>, values: readonly T[]): Promise<void> {
    if (values.length === 0) return
    this.#refuseWhenClosed()
    if (this.#bytes() > this.#options.maxBytes)
      throw new UrbanBrainError(
        'log-full',
        `the durable log holds ${this.#size.bytes} bytes, its limit`,
      )
    await this.#appender(topic.name).append(values.map((value) => topic.encode(value)))
    this.#announce(topic.name)
  }

  consume<T>(
    topic: Topic<T>,
    group: string,
    options: ConsumeOptions,
    signal: AbortSignal,
  ): AsyncIterable<Batch<T>> {
    // Before the first look: what is appended behind it is heard of.
    this.#growth.listen(topic.name)
    return consumeTopic(
      {
        source: this.#volume(topic.name),
        sink: this.#work,
        recent: this.#recent,
        topic,
        group,
        options,
        now: () => this.#options.clock.now(),
        more: (until) => this.#more(topic.name, until),
        pause: async (milliseconds, until) => {
          using either = eitherOf(until, this.#closing.signal)
          await this.#options.clock.sleep(milliseconds, either.signal).catch(() => {})
        },
        closed: () => this.#closing.signal.aborted,
        appended: (effects) => {
          for (const out of effects.append ?? [])
            if (out.values.length > 0) this.#announce(out.topic.name)
        },
        expired: (records) =>
          this.#options.observer.emit(
            'log.expired',
            { group, topic: topic.name, partition: 0 },
            records,
          ),
      },
      signal,
    )
  }

  async read<T>(
    topic: Topic<T>,
    partition: number,
    from: number,
    limit: number,
  ): Promise<readonly LogRecord<T>[]> {
    this.#refuseWhenClosed()
    if (partition !== 0 || limit <= 0) return []
    return readRecords(this.#volume(topic.name), topic, Math.max(0, from), limit, { cut: true })
  }

  async positions(topic: TopicName, group: string): Promise<readonly Position[]> {
    this.#refuseWhenClosed()
    const volume = this.#volume(topic)
    volume.root.resetReadTxn()
    this.#work.root.resetReadTxn()
    const next = nextOffset(volume, topic)
    const first = firstOffset(volume, topic) ?? next
    return [
      { partition: 0, first, next, committed: committedOffset(this.#work, topic, group) ?? first },
    ]
  }

  async recall(topic: TopicName, group: string, key: string): Promise<readonly unknown[]> {
    this.#refuseWhenClosed()
    this.#work.root.resetReadTxn()
    const bytes = this.#work.data.get(stateKey(topic, group, key))
    return bytes === undefined ? [] : [decodeCell(key, bytes)]
  }

  /** Bytes on disk, as it was at most a second ago. */
  bytes(): number {
    return this.#bytes()
  }

  /** Retires what is older than its retention, and under pressure what every group has read. One thread calls it. */
  async retain(topics: readonly Pick<Topic<unknown>, 'name' | 'retention'>[]): Promise<number> {
    const now = this.#options.clock.now()
    let records = 0
    for (const { name, retention } of topics)
      if (Number.isFinite(retention))
        records += await retire(this.#volume(name), [this.#work], name, now - retention)
    this.#size = { bytes: 0, at: Number.NEGATIVE_INFINITY }
    let excess = this.#bytes() - this.#options.maxBytes * 0.9
    for (const { name, retention } of topics) {
      if (excess <= 0) break
      if (!Number.isFinite(retention)) continue
      const before = this.#bytes()
      const volume = this.#volume(name)
      records += await retire(volume, [this.#work], name, Number.POSITIVE_INFINITY, excess)
      this.#size = { bytes: 0, at: Number.NEGATIVE_INFINITY }
      excess -= before - this.#bytes()
    }
    if (records > 0) this.#options.observer.emit('log.retired', { records }, records)
    return records
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing.signal.aborted) return
    this.#closing.abort()
    clearInterval(this.#looking)
    this.#wakeAll()
    for (const appender of this.#appenders.values()) await appender.idle()
    this.#growth[Symbol.dispose]()
    await this.#intake[Symbol.asyncDispose]()
    await this.#work[Symbol.asyncDispose]()
  }

  #volume(topic: TopicName): WritableVolume {
    return topic === 'frames' ? this.#intake : this.#work
  }

  #appender(topic: TopicName): Appender {
    let appender = this.#appenders.get(topic)
    if (appender === undefined) {
      const { clock, observer } = this.#options
      appender = new Appender(
        this.#volume(topic),
        topic,
        () => clock.now(),
        (_records, seconds) => observer.measure('log.append.seconds', seconds, topic),
      )
      this.#appenders.set(topic, appender)
    }
    return appender
  }

  #bytes(): number {
    const now = performance.now()
    if (now - this.#size.at > sizeIsFresh)
      this.#size = { bytes: usedBytes(this.#intake) + usedBytes(this.#work), at: now }
    return this.#size.bytes
  }

  #refuseWhenClosed(): void {
    if (this.#closing.signal.aborted) throw new UrbanBrainError('log-closed', 'the log was closed')
  }

  #announce(topic: TopicName): void {
    this.#wake(topic)
    this.#growth.tell(topic)
  }

  #wake(topic: TopicName): void {
    for (const done of this.#waiting.get(topic) ?? []) done()
  }

  #wakeAll(): void {
    for (const topic of this.#waiting.keys()) this.#wake(topic)
  }

  #more(topic: TopicName, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      let waiting = this.#waiting.get(topic)
      if (waiting === undefined) this.#waiting.set(topic, (waiting = new Set()))
      const done = () => {
        waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#looking ??= setInterval(() => this.#wakeAll(), lookAgain)
      waiting.add(done)
      signal.addEventListener('abort', done)
    })
  }
}
