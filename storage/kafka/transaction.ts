/**
 * Outputs, state and offset of a batch as one Kafka transaction. The offsets carry the membership of the consumer, so the
 * transaction of a worker that lost its partition meanwhile is refused by the cluster and its writes are never seen.
 */
import { randomUUID } from 'node:crypto'

import type { KafkaConsumer, Producer } from 'node-rdkafka'

import { answered, isKafkaError, type Kafka } from './client.ts'
import type { KafkaConfig } from './config.ts'
import { connectProducer, enqueue, isFatal, producerConfig, type KafkaRecord } from './records.ts'

interface Offset {
  readonly topic: string
  readonly partition: number
  readonly offset: number
}

/** A worker that died within one blocks the readers of what it wrote for so long, and for as long as its session. */
const transactionTimeout = 10_000
const callTimeout = 10_000
const commitAttempts = 3

/** What became of a transaction: nothing of it is seen when `undone`; `broken` needs a new producer and consumer. */
export type Outcome =
  | { readonly kind: 'committed' }
  | { readonly kind: 'undone'; readonly cause: unknown }
  | { readonly kind: 'broken'; readonly cause: unknown }

export class Transactions {
  readonly #producer: Producer

  private constructor(producer: Producer) {
    this.#producer = producer
  }

  static async open(kafka: Kafka, config: KafkaConfig, group: string): Promise<Transactions> {
    const producer = new kafka.Producer({
      ...producerConfig(config),
      'transactional.id': `${group}.${randomUUID()}`,
      'transaction.timeout.ms': transactionTimeout,
    })
    await connectProducer(producer)
    try {
      await answered((done) => producer.initTransactions(callTimeout, done))
    } catch (error) {
      await answered((done) => producer.disconnect(1_000, done))
      throw error
    }
    return new Transactions(producer)
  }

  /** `owner` is asked at the last moment whether the offset is still ours to move. */
  async commit(
    records: readonly KafkaRecord[],
    offset: Offset,
    consumer: KafkaConsumer,
    owner: () => boolean,
  ): Promise<Outcome> {
    const producer = this.#producer
    try {
      await answered((done) => producer.beginTransaction(done))
      await enqueue(producer, records)
      // All must be in place before the offset is: whoever reads the state then finds every record or waits for it.
      await answered((done) => producer.flush(callTimeout, done))
      if (!owner()) throw new Error('the partition went to another worker')
      await answered((done) =>
        producer.sendOffsetsToTransaction([offset], consumer, callTimeout, done),
      )
      await this.#finish()
      return { kind: 'committed' }
    } catch (cause) {
      return this.#undo(cause)
    }
  }

  async close(): Promise<void> {
    await answered((done) => this.#producer.disconnect(1_000, done))
  }

  async #finish(): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      try {
        await answered((done) => this.#producer.commitTransaction(callTimeout, done))
        return
      } catch (error) {
        if (!isKafkaError(error) || !error.isRetriable || attempt === commitAttempts) throw error
      }
    }
  }

  async #undo(cause: unknown): Promise<Outcome> {
    if (isKafkaError(cause) && isFatal(cause)) return { kind: 'broken', cause }
    try {
      await answered((done) => this.#producer.abortTransaction(callTimeout, done))
      return { kind: 'undone', cause }
    } catch {
      return { kind: 'broken', cause }
    }
  }
}
