/** A topic through one group: batches from the partitions this worker owns, and their effects in one transaction. */
import type { Message } from 'node-rdkafka'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { Batch, ConsumeOptions, Effects, LogRecord, Topic } from '../../core/log.ts'
import { batchOf } from '../batch.ts'
import { decodeRecord } from '../decode-record.ts'
import { encodeState } from '../state-codec.ts'

import type { Kafka } from './client.ts'
import type { KafkaConfig } from './config.ts'
import { Membership, type MembershipOptions, type OwnedPartition } from './membership.ts'
import { partitionOf } from './partitioner.ts'
import type { KafkaRecord } from './records.ts'
import { Transactions } from './transaction.ts'

export interface Leaving {
  /** Ends the membership once; the batch in hand can no longer be completed. */
  leave(): Promise<void>
}

export interface ConsumeContext<T> extends MembershipOptions {
  readonly kafka: Kafka
  readonly config: KafkaConfig
  readonly observer: Observer
  readonly source: Topic<T>
  readonly options: ConsumeOptions
  /** The records of values for a topic of the log. */
  readonly records: (topic: Topic<unknown>, values: readonly unknown[]) => readonly KafkaRecord[]
  /** Those at work, for whoever closes the log while a batch is out. */
  readonly workers: Set<Leaving>
  /** Name of the compacted topic; makes it when it is not there. */
  readonly stateTopic: () => Promise<string>
}

/** Pause between two polls when nothing is there; it grows from the one to the other. */
const shortestIdle = 2
const longestIdle = 25
const keepAliveEvery = 1_000
/** Records in hand at most, all partitions together. */
const mostTaken = 32_768
const firstPause = 200
const longestPause = 5_000

/** Joins the group and stays in it until the signal aborts; a membership that fails is replaced by another one. */
export async function* consumeKafka<T>(
  context: ConsumeContext<T>,
  signal: AbortSignal,
): AsyncGenerator<Batch<T>> {
  let pause = firstPause
  while (!signal.aborted) {
    let worker: Worker<T> | undefined
    try {
      worker = new Worker(context, await Membership.join(context))
      context.workers.add(worker)
      for await (const batch of worker.batches(signal)) {
        pause = firstPause
        yield batch
      }
    } catch (error) {
      if (error instanceof UrbanBrainError && error.retry === 'never') throw error
      const { group } = context
      context.observer.emit('log.membership-lost', { group, message: messageOf(error) })
      await new Promise((resolve) => setTimeout(resolve, pause))
      pause = Math.min(pause * 2, longestPause)
    } finally {
      await worker?.leave()
      if (worker !== undefined) context.workers.delete(worker)
    }
  }
}

class Worker<T> implements Leaving {
  readonly #context: ConsumeContext<T>
  readonly #membership: Membership
  #transactions: Promise<Transactions> | undefined
  #left: Promise<void> | undefined

  constructor(context: ConsumeContext<T>, membership: Membership) {
    this.#context = context
    this.#membership = membership
  }

  async *batches(signal: AbortSignal): AsyncGenerator<Batch<T>> {
    const { maxRecords = 2_048, linger = 0 } = this.#context.options
    let idle = shortestIdle
    while (!signal.aborted && this.#left === undefined) {
      await this.#membership.poll(this.#most(maxRecords))
      if (this.#waiting() > 0) {
        idle = shortestIdle
      } else {
        await new Promise((resolve) => setTimeout(resolve, idle))
        idle = Math.min(idle * 2, longestIdle)
      }
      if (linger > 0 && this.#waiting() > 0 && this.#waiting() < maxRecords) {
        await new Promise((resolve) => setTimeout(resolve, linger))
        await this.#membership.poll(this.#most(maxRecords))
      }
      for (const owned of [...this.#membership.owned]) {
        while (owned.owned && owned.queue.length > 0 && !signal.aborted) {
          this.#mustGoOn()
          yield* this.#hand(owned, maxRecords)
        }
        this.#reachEnd(owned)
      }
      this.#mustGoOn()
    }
    if (this.#context.options.last !== true) return
    for (const owned of [...this.#membership.owned]) yield* this.#handLast(owned)
  }

  leave(): Promise<void> {
    this.#left ??= this.#leave()
    return this.#left
  }

  async #leave(): Promise<void> {
    await this.#membership.leave()
    const transactions = await this.#transactions?.catch(() => undefined)
    await transactions?.close()
  }

  #mustGoOn(): void {
    const { failure } = this.#membership
    if (failure !== undefined) throw failure
  }

  /** What waits is handed out partition by partition: enough is taken that each can have a batch of its own. */
  #most(maxRecords: number): number {
    return Math.min(Math.max(maxRecords, this.#membership.partitions * maxRecords), mostTaken)
  }

  #waiting(): number {
    let records = 0
    for (const { queue } of this.#membership.owned) records += queue.length
    return records
  }

  /** While the batch is out the membership is kept alive: an hour of a store that is away must not cost the partition. */
  async *#hand(owned: OwnedPartition, most: number): AsyncGenerator<Batch<T>> {
    const count = batchOf(owned.queue, 0, most, ({ value }) => value?.length ?? 0)
    const messages = owned.queue.splice(0, count)
    const last = messages.at(-1)
    if (last === undefined) return
    if (!(yield* this.#out(owned, this.#decode(messages), last.offset + 1)) && owned.owned)
      owned.queue.unshift(...messages)
  }

  /** Where nobody knows up to where the group has read, the next owner reads again what is not written. */
  async *#handLast(owned: OwnedPartition): AsyncGenerator<Batch<T>> {
    const { committed } = owned
    if (owned.owned && committed !== undefined) yield* this.#out(owned, [], committed)
  }

  /** Whether it was completed. */
  async *#out(
    owned: OwnedPartition,
    records: readonly LogRecord<T>[],
    next: number,
  ): AsyncGenerator<Batch<T>, boolean> {
    let completed = false
    const alive = setInterval(() => void this.#membership.poll(1), keepAliveEvery)
    try {
      yield {
        partition: owned.partition,
        partitions: this.#context.config.partitions,
        ownedPartitions: [...this.#membership.owned].map(({ partition }) => partition),
        records,
        state: owned.state,
        owns: (key) => partitionOf(key, this.#context.config.partitions) === owned.partition,
        complete: async (effects: Effects = {}) => {
          if (completed) throw new TypeError('this batch was completed before')
          if (effects.append?.some((out) => out.topic.name === 'frames'))
            throw new TypeError('frames are fed by append only')
          await this.#membership.holding(this.#complete(owned, next, effects))
          completed = true
        },
      }
    } finally {
      clearInterval(alive)
    }
    return completed
  }

  #decode(messages: readonly Message[]): readonly LogRecord<T>[] {
    const { source } = this.#context
    return messages.map(({ partition, offset, value }) => {
      if (value === null) throw corrupt(source.name, partition, offset)
      return { partition, offset, value: decodeRecord(source, value, { partition, offset }) }
    })
  }

  async #complete(owned: OwnedPartition, next: number, effects: Effects): Promise<void> {
    const { append = [], state = [] } = effects
    if (this.#left !== undefined) throw new UrbanBrainError('log-closed', 'the log was closed')
    if (!owned.owned || this.#membership.failure !== undefined) throw revoked(owned.partition)
    if (append.length === 0 && state.length === 0) {
      try {
        // A commit that is lost only repeats the batch.
        this.#membership.commit(owned, next)
      } catch (error) {
        // The library refuses at once only when the membership is over; the batch comes again with the next one.
        this.#membership.fail(error)
        throw revoked(owned.partition)
      }
      return
    }
    const { records, kafka, config, group, topic, observer } = this.#context
    const stateTopic = state.length === 0 ? '' : await this.#context.stateTopic()
    const { partition } = owned
    const outgoing: readonly KafkaRecord[] = [
      ...append.flatMap((out) => records(out.topic as Topic<unknown>, out.values)),
      ...state.map(({ key, value }) => ({
        topic: stateTopic,
        partition,
        key,
        value: value === undefined ? null : encodeState(value),
      })),
    ]
    this.#transactions ??= Transactions.open(kafka, config, group)
    let transactions: Transactions
    try {
      transactions = await this.#transactions
    } catch (error) {
      this.#transactions = undefined
      throw new UrbanBrainError(
        'log-unavailable',
        `Kafka begins no transaction: ${messageOf(error)}`,
        { cause: error },
      )
    }
    await this.#membership.settle(owned)
    const outcome = await transactions.commit(
      outgoing,
      { topic, partition, offset: next },
      this.#membership.consumer,
      () => owned.owned,
    )
    if (outcome.kind === 'committed') {
      owned.state.apply(state)
      owned.committed = next
      return
    }
    observer.emit('log.transaction-undone', { group, message: messageOf(outcome.cause) })
    if (outcome.kind === 'broken') {
      this.#membership.fail(outcome.cause)
      throw revoked(partition)
    }
    throw new UrbanBrainError(
      'log-unavailable',
      `Kafka did not take the batch: ${messageOf(outcome.cause)}`,
      { cause: outcome.cause },
    )
  }

  /**
   * Says that nothing is left, where only the ends of transactions stand between the last record and the end; also for a
   * worker that got the partition after its last record and has nothing to commit by itself.
   */
  #reachEnd(owned: OwnedPartition): void {
    const { end, committed = -1 } = owned
    if (!owned.owned || owned.queue.length > 0 || end === undefined) return
    if (committed < end && owned.committing === 0) this.#membership.commit(owned, end)
  }
}

const revoked = (partition: number) =>
  new UrbanBrainError('batch-revoked', `partition ${partition} went to another worker`)

const corrupt = (topic: string, partition: number, offset: number) =>
  new UrbanBrainError('log-corrupt', `${topic}/${partition} holds no value at offset ${offset}`)
