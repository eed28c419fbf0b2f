/**
 * The durable log without the durability: one partition a topic, everything in memory. It stands in for a real one in
 * tests of the folders and passes the same contract suite. `reopen` gives what a process would find after a restart.
 */
import { UrbanBrainError } from '../../core/errors.ts'
import type {
  Batch,
  ConsumeOptions,
  DurableLog,
  Effects,
  LogRecord,
  PartitionState,
  Position,
  Topic,
  TopicName,
} from '../../core/log.ts'
import { batchOf } from '../batch.ts'
import { decodeRecord } from '../decode-record.ts'

interface Stored {
  readonly records: Uint8Array[]
  readonly groups: Map<string, { next: number; readonly state: Map<string, unknown> }>
}

export class MemoryLog implements DurableLog {
  readonly #topics: Map<TopicName, Stored>
  readonly #waiting = new Set<() => void>()
  #closed = false

  constructor(topics: Map<TopicName, Stored> = new Map()) {
    this.#topics = topics
  }

  /** Another log on what this one kept, as after a crash: batches in hand are forgotten. */
  reopen(): MemoryLog {
    this.#closed = true
    this.#wake()
    return new MemoryLog(this.#topics)
  }

  append<T>(topic: Topic<T>, values: readonly T[]): Promise<void> {
    if (this.#closed) return Promise.reject(closed())
    const { records } = this.#topic(topic.name)
    for (const value of values) records.push(topic.encode(value))
    this.#wake()
    return Promise.resolve()
  }

  async *consume<T>(
    topic: Topic<T>,
    group: string,
    options: ConsumeOptions,
    signal: AbortSignal,
  ): AsyncIterable<Batch<T>> {
    const { records } = this.#topic(topic.name)
    const progress = this.#group(topic.name, group)
    const state = stateView(progress.state)
    const batch = (until: number): Batch<T> => {
      let completed = false
      return {
        partition: 0,
        partitions: 1,
        ownedPartitions: [0],
        records: decode(topic, records, progress.next, until),
        state,
        owns: () => true,
        complete: (effects?: Effects) => {
          if (this.#closed) return Promise.reject(closed())
          if (completed) return Promise.reject(new TypeError('this batch was completed before'))
          if (effects?.append?.some((out) => out.topic.name === 'frames'))
            return Promise.reject(new TypeError('frames are fed by append only'))
          completed = true
          for (const out of effects?.append ?? []) {
            const target = this.#topic(out.topic.name)
            for (const value of out.values) target.records.push(out.topic.encode(value as never))
          }
          for (const { key, value } of effects?.state ?? []) {
            if (value === undefined) progress.state.delete(key)
            else progress.state.set(key, structuredClone(value))
          }
          progress.next = until
          this.#wake()
          return Promise.resolve()
        },
      }
    }
    while (!signal.aborted && !this.#closed) {
      if (progress.next >= records.length) {
        await this.#more(signal)
        continue
      }
      const most = options.maxRecords ?? 2_048
      yield batch(progress.next + batchOf(records, progress.next, most, ({ length }) => length))
    }
    if (options.last === true && !this.#closed) yield batch(progress.next)
  }

  read<T>(
    topic: Topic<T>,
    _partition: number,
    from: number,
    limit: number,
  ): Promise<readonly LogRecord<T>[]> {
    const { records } = this.#topic(topic.name)
    const until = Math.min(records.length, from + limit)
    return Promise.resolve().then(() => decode(topic, records, Math.max(0, from), until))
  }

  positions(topic: TopicName, group: string): Promise<readonly Position[]> {
    const stored = this.#topic(topic)
    const committed = stored.groups.get(group)?.next ?? 0
    return Promise.resolve([{ partition: 0, first: 0, next: stored.records.length, committed }])
  }

  recall(topic: TopicName, group: string, key: string): Promise<readonly unknown[]> {
    const value = this.#topic(topic).groups.get(group)?.state.get(key)
    return Promise.resolve(value === undefined ? [] : [value])
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    this.#wake()
    return Promise.resolve()
  }

  #topic(name: TopicName): Stored {
    let stored = this.#topics.get(name)
    if (stored === undefined) this.#topics.set(name, (stored = { records: [], groups: new Map() }))
    return stored
  }

  #group(name: TopicName, group: string) {
    const { groups } = this.#topic(name)
    let progress = groups.get(group)
    if (progress === undefined) groups.set(group, (progress = { next: 0, state: new Map() }))
    return progress
  }

  #more(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#waiting.delete(done)
        signal.removeEventListener('abort', done)
        resolve()
      }
      this.#waiting.add(done)
      signal.addEventListener('abort', done)
    })
  }

  #wake(): void {
    for (const done of this.#waiting) done()
  }
}

const closed = () => new UrbanBrainError('log-closed', 'the log was closed')

const decode = <T>(topic: Topic<T>, records: readonly Uint8Array[], from: number, until: number) =>
  records.slice(from, until).map((bytes, index): LogRecord<T> => ({
    partition: 0,
    offset: from + index,
    value: decodeRecord(topic, bytes, { partition: 0, offset: from + index }),
  }))

const stateView = (state: ReadonlyMap<string, unknown>): PartitionState => ({
  get: (key) => state.get(key),
  entries: (prefix) => [...state].filter(([key]) => key.startsWith(prefix)).sort(byKey),
})

const byKey = (a: readonly [string, unknown], b: readonly [string, unknown]) =>
  a[0] < b[0] ? -1 : 1
