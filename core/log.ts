/**
 * The durable log between the folders. Every arrow of the architecture is a topic of it.
 */

export interface Topic<T> {
  readonly name: TopicName
  /** Records with the same key keep their order. A record with the key '' concerns everybody and goes to every partition. */
  key(value: T): string
  encode(value: T): Uint8Array
  /** Throws on bytes that `encode` did not write. */
  decode(bytes: Uint8Array): T
  /**
   * How long a record is kept, in milliseconds; `Infinity` for ever. A log at its size limit may retire sooner what every
   * group has read.
   */
  readonly retention: number
}

export type TopicName =
  | 'frames'
  | 'readings'
  | 'alarms'
  | 'area-members'
  | 'replies'
  | 'case-events'
  | 'case-seals'
  | 'dead-letters'

export interface LogRecord<T> {
  readonly partition: number
  /** Grows by one within a partition. */
  readonly offset: number
  readonly value: T
}

/** Values for a topic, written together with the offset that caused them. */
export interface Outgoing {
  readonly topic: Topic<never>
  readonly values: readonly unknown[]
}

export const outgoing = <T>(topic: Topic<T>, values: readonly T[]): Outgoing => ({
  topic: topic as unknown as Topic<never>,
  values,
})

/**
 * What a consumer group remembers about one partition: plain data (what structured clone takes, without Map and Set) by
 * key. Values handed out are shared and must not be changed.
 */
export interface PartitionState {
  get(key: string): unknown
  /** In the order of the keys. */
  entries(prefix: string): Iterable<readonly [key: string, value: unknown]>
}

/** `value: undefined` forgets the key. */
export interface StateChange {
  readonly key: string
  readonly value: unknown
}

export interface Effects {
  /** Any topic but `frames`, which only `append` feeds. */
  readonly append?: readonly Outgoing[]
  readonly state?: readonly StateChange[]
  /**
   * From this offset on the group reads the partition again by `read` when another worker goes on, or this one after a
   * restart: retention spares these records like those it has not read yet. It stays until another is said; `Infinity`: none.
   * A log that retires by age alone (Kafka) keeps what is younger than that anyway, and does not ask.
   */
  readonly from?: number
}

export interface Batch<T> {
  readonly partition: number
  /** How many the topic has. */
  readonly partitions: number
  /** Those that this worker has now, this one among them. */
  readonly ownedPartitions: readonly number[]
  /** In order; empty in the last batch of all alone. */
  readonly records: readonly LogRecord<T>[]
  /** The same object for as long as the partition stays with this worker; another one when it comes back. */
  readonly state: PartitionState
  /** Whether records of the key come to this partition. */
  owns(key: string): boolean
  /**
   * Outputs, state changes and the new offset together: all survive or none does. Rejects with retry `later` when the
   * log cannot take them now; the batch may then be completed again. Rejects with `batch-revoked` when the partition
   * went to another worker: nothing was written, and the batch is to be dropped.
   */
  complete(effects?: Effects): Promise<void>
}

export interface ConsumeOptions {
  /**
   * Upper bound of a batch; the last block is never cut, so it may be a little more. Default 2048. Large records end a batch
   * earlier.
   */
  readonly maxRecords?: number
  /** Waits up to this many milliseconds for more records after the first one. Default 0. */
  readonly linger?: number
  /**
   * When the signal aborts there is one more batch for each partition, without records: to write what is known and was not
   * written yet. Default false.
   */
  readonly last?: boolean
}

/** `first` is the oldest record kept, `next` the offset the next record will get, `committed` where the group goes on. */
export interface Position {
  readonly partition: number
  readonly first: number
  readonly next: number
  readonly committed: number
}

export interface DurableLog extends AsyncDisposable {
  /**
   * Resolves once every value would survive losing this process and its power. Order is kept per key, for one caller
   * and for calls that do not overlap. Rejects with retry `later` when full or unreachable; then none, some or all
   * values may have been kept.
   */
  append<T>(topic: Topic<T>, values: readonly T[]): Promise<void>
  /**
   * One batch at a time per partition, the next one after `complete`; a batch that was not completed comes again after
   * a restart. Starts with the oldest record kept for a group never seen before. Ends when the signal aborts. Records
   * that some group still has to read are never retired, but for those of outlets (`holdsTheLog`).
   */
  consume<T>(
    topic: Topic<T>,
    group: string,
    options: ConsumeOptions,
    signal: AbortSignal,
  ): AsyncIterable<Batch<T>>
  /** Records from `from` on, at most `limit`, without a group; what retention removed is skipped. */
  read<T>(
    topic: Topic<T>,
    partition: number,
    from: number,
    limit: number,
  ): Promise<readonly LogRecord<T>[]>
  positions(topic: TopicName, group: string): Promise<readonly Position[]>
  /**
   * What the group last remembered under the key, one value for each partition that has it; for people to look at, while
   * others go on. The key that a batch changes last is found quickest.
   */
  recall(topic: TopicName, group: string, key: string): Promise<readonly unknown[]>
}
