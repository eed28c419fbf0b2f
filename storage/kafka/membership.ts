/**
 * One member of a consumer group: joins, polls, and owns partitions between the assignment and its end. A partition is
 * owned once its state is restored; it is given up only after the transaction in hand has ended. What is polled belongs to
 * an owned partition or is dropped. Any trouble that the library cannot mend ends the membership: `failure` says why, and
 * the caller joins again.
 */
import type {
  Assignment,
  KafkaConsumer,
  LibrdKafkaError,
  Message,
  TopicPartition,
} from 'node-rdkafka'

import type { Observer } from '../../core/observer.ts'
import { messageOf } from '../../core/errors.ts'

import { answered, clientConfig, isKafkaError, type Kafka } from './client.ts'
import type { KafkaConfig } from './config.ts'
import type { KafkaPartitionState } from './partition-state.ts'
import { placesMustFit } from './places.ts'
import { isFatal } from './records.ts'

export interface OwnedPartition {
  readonly partition: number
  readonly state: KafkaPartitionState
  /** Polled and not handed out. */
  readonly queue: Message[]
  /** False for ever once the partition went to another worker. */
  owned: boolean
  /** Where the group goes on; undefined when we do not know, as after a commit that was refused. */
  committed: number | undefined
  /** Commits that the cluster has not answered. */
  committing: number
  /** End of the partition when it was last reached; more than the last record where transactions end. */
  end: number | undefined
}

export interface MembershipOptions {
  readonly kafka: Kafka
  readonly config: KafkaConfig
  readonly observer: Observer
  readonly topic: string
  readonly group: string
  readonly restore: (
    partitions: readonly number[],
    signal: AbortSignal,
  ) => Promise<ReadonlyMap<number, KafkaPartitionState>>
}

const assignPartitions = -175
const revokePartitions = -174
const connectTimeout = 30_000
const closeTimeout = 10_000
const pollInterval = 300_000
const settlePause = 2

export class Membership {
  readonly consumer: KafkaConsumer
  readonly #options: MembershipOptions
  readonly #owned = new Map<number, OwnedPartition>()
  readonly #leaving = new AbortController()
  #rebalancing: Promise<void> = Promise.resolve()
  #polling: Promise<void> | undefined
  #busy: Promise<unknown> | undefined
  #failure: unknown

  private constructor(options: MembershipOptions) {
    this.#options = options
    const { kafka, config, group } = options
    this.consumer = new kafka.KafkaConsumer(
      {
        ...clientConfig(config),
        'group.id': group,
        'enable.auto.commit': false,
        'enable.auto.offset.store': false,
        'enable.partition.eof': true,
        'isolation.level': 'read_committed',
        'partition.assignment.strategy': 'cooperative-sticky',
        'session.timeout.ms': config.sessionTimeout,
        'heartbeat.interval.ms': Math.ceil(config.sessionTimeout / 4),
        'max.poll.interval.ms': Math.max(pollInterval, config.sessionTimeout),
        'queued.max.messages.kbytes': 65_536,
        rebalance_cb: (change: LibrdKafkaError, assignment: Assignment[]) => {
          this.#rebalance(change, assignment)
        },
        offset_commit_cb: (error: LibrdKafkaError | undefined, offsets: TopicPartition[]) => {
          this.#answerCommit(error, offsets)
        },
      },
      { 'auto.offset.reset': 'earliest' },
    )
    this.consumer.on('partition.eof', ({ partition, offset }) => {
      const owned = this.#owned.get(partition)
      if (owned !== undefined) owned.end = offset
    })
    this.consumer.on('event.error', (error) => {
      if (isFatal(error)) this.fail(error)
    })
  }

  static async join(options: MembershipOptions): Promise<Membership> {
    const membership = new Membership(options)
    const { consumer } = membership
    try {
      await answered((done) =>
        consumer.connect({ topic: options.topic, timeout: connectTimeout }, done),
      )
    } catch (error) {
      consumer.disconnect()
      throw error
    }
    consumer.setDefaultConsumeTimeout(0)
    consumer.subscribe([options.topic])
    return membership
  }

  /** Why it cannot go on; undefined while it can. */
  get failure(): unknown {
    return this.#failure
  }

  get owned(): Iterable<OwnedPartition> {
    return this.#owned.values()
  }

  /** How many are owned now. */
  get partitions(): number {
    return this.#owned.size
  }

  fail(error: unknown): void {
    this.#failure ??= error
  }

  /** Gives up no partition before `work` has ended. */
  async holding<T>(work: Promise<T>): Promise<T> {
    this.#busy = work
    try {
      return await work
    } finally {
      this.#busy = undefined
    }
  }

  /**
   * Takes what has come, at most `most` records, and serves rebalances. It never waits for records: the library would wait
   * in a thread of the pool that everybody shares, and there are more groups than threads.
   */
  poll(most: number): Promise<void> {
    this.#polling ??= this.#poll(most).finally(() => {
      this.#polling = undefined
    })
    return this.#polling
  }

  /**
   * Sends the offset and does not wait. A commit in the middle of a rebalance is refused; whoever has nothing more to
   * commit must then say the same once more.
   */
  commit(owned: OwnedPartition, offset: number): void {
    const { partition } = owned
    this.consumer.commit({ topic: this.#options.topic, partition, offset })
    owned.committing++
    owned.committed = offset
  }

  /** Until the cluster has answered all commits of the partition, so that none of them comes after what follows. */
  async settle(owned: OwnedPartition): Promise<void> {
    while (owned.committing > 0 && owned.owned && this.#failure === undefined) {
      await this.poll(1)
      await new Promise((resolve) => setTimeout(resolve, settlePause))
    }
  }

  async leave(): Promise<void> {
    this.#leaving.abort(new Error('the worker leaves the group'))
    await this.#polling
    await this.#rebalancing
    await this.#busy?.catch(() => {})
    for (const owned of this.#owned.values()) owned.owned = false
    // The library waits for the end of the assignment, which `#rebalance` gives it.
    await Promise.race([
      answered((done) => this.consumer.disconnect(done)),
      new Promise((resolve) => setTimeout(resolve, closeTimeout).unref()),
    ])
    this.#owned.clear()
  }

  async #poll(most: number): Promise<void> {
    let messages: readonly Message[]
    try {
      messages = await answered<readonly Message[]>((done) => this.consumer.consume(most, done))
    } catch (error) {
      if (isKafkaError(error) && (isFatal(error) || error.code === -147)) this.fail(error)
      this.#options.observer.emit('log.kafka-trouble', { message: messageOf(error) })
      return
    }
    for (const message of messages) this.#owned.get(message.partition)?.queue.push(message)
  }

  #answerCommit(error: LibrdKafkaError | undefined, offsets: readonly TopicPartition[]): void {
    for (const { partition } of offsets) {
      const owned = this.#owned.get(partition)
      if (owned === undefined) continue
      owned.committing = Math.max(0, owned.committing - 1)
      if (error !== undefined) owned.committed = undefined
    }
  }

  #rebalance(change: LibrdKafkaError, assignment: readonly Assignment[]): void {
    this.#rebalancing = this.#rebalancing
      .then(() =>
        change.code === assignPartitions ? this.#assign(assignment) : this.#revoke(assignment),
      )
      .catch((cause: unknown) => this.fail(cause))
    if (change.code !== assignPartitions && change.code !== revokePartitions) this.fail(change)
  }

  async #assign(assignment: readonly Assignment[]): Promise<void> {
    const { restore, observer, group } = this.#options
    await placesMustFit({ consumer: this.consumer, group, observer }, assignment)
    const partitions = assignment.map(({ partition }) => partition)
    for (const [partition, state] of await restore(partitions, this.#leaving.signal))
      this.#owned.set(partition, {
        partition,
        state,
        queue: [],
        owned: true,
        committed: undefined,
        committing: 0,
        end: undefined,
      })
    this.consumer.incrementalAssign([...assignment])
    observer.emit('log.partitions-taken', { group, partitions: assignment.length })
  }

  async #revoke(assignment: readonly Assignment[]): Promise<void> {
    const { observer, group } = this.#options
    await this.#busy?.catch(() => {})
    for (const { partition } of assignment) {
      const owned = this.#owned.get(partition)
      if (owned !== undefined) owned.owned = false
      this.#owned.delete(partition)
    }
    if (this.consumer.isConnected()) this.consumer.incrementalUnassign([...assignment])
    observer.emit('log.partitions-given-up', { group, partitions: assignment.length })
  }
}
