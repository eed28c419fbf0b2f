/**
 * The durable log on Apache Kafka, for a city of many processes. Topics have the same number of partitions; a record goes
 * where the hash of its key says. What a group remembers about a partition moves with it to the worker that gets it.
 */
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { eitherOf } from '../../runtime/either.ts'
import type {
  Batch,
  ConsumeOptions,
  DurableLog,
  LogRecord,
  Position,
  Topic,
  TopicName,
} from '../../core/log.ts'

import { decodeRecord } from '../decode-record.ts'
import { decodeState } from '../state-codec.ts'

import { clientConfig, loadKafka, type Kafka } from './client.ts'
import type { KafkaConfig } from './config.ts'
import { consumeKafka, type Leaving } from './consume.ts'
import { Delivery } from './delivery.ts'
import { kafkaNames, type Names } from './names.ts'
import { Reader } from './reader.ts'
import { recordsOf, type KafkaRecord } from './records.ts'
import { restoreStates } from './restore.ts'
import { ensureTopics, partitionsOf, type KafkaTopic } from './topics.ts'

export interface KafkaLogOptions {
  readonly config: KafkaConfig
  readonly observer: Observer
  /** Those that are made and checked at the start. */
  readonly topics: readonly Pick<Topic<unknown>, 'name' | 'retention'>[]
}

export class KafkaLog implements DurableLog {
  readonly #kafka: Kafka
  readonly #config: KafkaConfig
  readonly #observer: Observer
  readonly #names: Names
  readonly #delivery: Delivery
  readonly #reader: Reader
  readonly #closing = new AbortController()
  readonly #workers = new Set<Leaving>()

  private constructor(kafka: Kafka, { config, observer }: KafkaLogOptions) {
    this.#kafka = kafka
    this.#config = config
    this.#observer = observer
    this.#names = kafkaNames(config.prefix)
    this.#delivery = new Delivery(kafka, config)
    this.#reader = new Reader(kafka, config)
  }

  /** Rejects with `engine-missing`, `engine-mismatch`, or `log-unavailable` when no broker answers. */
  static async open(options: KafkaLogOptions): Promise<KafkaLog> {
    const log = new KafkaLog(await loadKafka(), options)
    try {
      await log.#ensure(
        options.topics.map(({ name, retention }) => ({ name: log.#names.topic(name), retention })),
      )
      return log
    } catch (error) {
      await log[Symbol.asyncDispose]()
      throw error
    }
  }

  async append<T>(topic: Topic<T>, values: readonly T[]): Promise<void> {
    this.#refuseWhenClosed()
    if (values.length > 0) await this.#delivery.send(this.#records(topic, values))
  }

  async *consume<T>(
    topic: Topic<T>,
    group: string,
    options: ConsumeOptions,
    signal: AbortSignal,
  ): AsyncIterable<Batch<T>> {
    this.#refuseWhenClosed()
    const state = this.#names.state(topic.name, group)
    let exists = false
    const context = {
      kafka: this.#kafka,
      config: this.#config,
      observer: this.#observer,
      topic: this.#names.topic(topic.name),
      group: this.#names.group(topic.name, group),
      source: topic,
      options,
      workers: this.#workers,
      records: (target: Topic<unknown>, values: readonly unknown[]) =>
        this.#records(target, values),
      stateTopic: async () => {
        if (!exists) await this.#ensure([{ name: state, retention: 'compacted' }])
        exists = true
        return state
      },
      restore: async (partitions: readonly number[], until: AbortSignal) => {
        exists ||= (await partitionsOf(await this.#delivery.producer(), state)) !== undefined
        const kept = exists ? state : undefined
        return restoreStates(this.#kafka, this.#config, kept, partitions, until)
      },
    }
    using either = eitherOf(signal, this.#closing.signal)
    yield* consumeKafka(context, either.signal)
  }

  async read<T>(
    topic: Topic<T>,
    partition: number,
    from: number,
    limit: number,
  ): Promise<readonly LogRecord<T>[]> {
    this.#refuseWhenClosed()
    if (limit <= 0 || partition < 0 || partition >= this.#config.partitions) return []
    const name = this.#names.topic(topic.name)
    const messages = await this.#reader.read(name, partition, Math.max(0, from), limit)
    return messages.flatMap(({ offset, value }) =>
      value === null
        ? []
        : [{ partition, offset, value: decodeRecord(topic, value, { partition, offset }) }],
    )
  }

  positions(topic: TopicName, group: string): Promise<readonly Position[]> {
    this.#refuseWhenClosed()
    const { partitions } = this.#config
    return this.#reader.positions(
      this.#names.topic(topic),
      this.#names.group(topic, group),
      partitions,
    )
  }

  async recall(topic: TopicName, group: string, key: string): Promise<readonly unknown[]> {
    this.#refuseWhenClosed()
    const state = this.#names.state(topic, group)
    const partitions = await partitionsOf(await this.#delivery.producer(), state)
    const values: unknown[] = []
    for (let partition = 0; partition < (partitions ?? 0); partition++) {
      const bytes = await this.#reader.latest(state, partition, key)
      if (bytes !== undefined) values.push(decodeState(bytes))
    }
    return values
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort(new UrbanBrainError('log-closed', 'the log was closed'))
    await Promise.all([...this.#workers].map((worker) => worker.leave()))
    await this.#reader.close()
    await this.#delivery.close()
  }

  #records<T>(topic: Topic<T>, values: readonly T[]): readonly KafkaRecord[] {
    return recordsOf(this.#names.topic(topic.name), topic, values, this.#config.partitions)
  }

  async #ensure(topics: readonly KafkaTopic[]): Promise<void> {
    const producer = await this.#delivery.producer()
    const admin = this.#kafka.AdminClient.create(clientConfig(this.#config))
    try {
      await ensureTopics(admin, producer, this.#config, topics)
    } finally {
      admin.disconnect()
    }
  }

  #refuseWhenClosed(): void {
    if (this.#closing.signal.aborted) throw new UrbanBrainError('log-closed', 'the log was closed')
  }
}
