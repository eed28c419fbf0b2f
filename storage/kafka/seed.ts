/**
 * Fills the topics of a city that has not begun to run with what another log kept. A page of records and how far the
 * copy has come are one transaction, so a copy that is broken off and resumed has every record once and in order; a
 * second copier under the same prefix throws the first one out.
 */
import type { KafkaConsumer, Producer } from 'node-rdkafka'

import { UrbanBrainError } from '../../core/errors.ts'
import type { StateChange, Topic, TopicName } from '../../core/log.ts'
import { encodeState } from '../state-codec.ts'

import { answered, clientConfig, loadKafka, unavailable, type Kafka } from './client.ts'
import type { KafkaConfig } from './config.ts'
import { kafkaNames, type Names } from './names.ts'
import type { KafkaPartitionState } from './partition-state.ts'
import { connectProducer, enqueue, producerConfig, recordsOf, type KafkaRecord } from './records.ts'
import { restoreState } from './restore.ts'
import { ensureTopics, type KafkaTopic } from './topics.ts'

const transactionTimeout = 60_000
const callTimeout = 30_000

export class KafkaSeed implements AsyncDisposable {
  readonly #kafka: Kafka
  readonly #config: KafkaConfig
  readonly #names: Names
  readonly #producer: Producer
  readonly #ends: KafkaConsumer
  readonly #memory: string
  #remembered: KafkaPartitionState | undefined

  private constructor(kafka: Kafka, config: KafkaConfig) {
    this.#kafka = kafka
    this.#config = config
    this.#names = kafkaNames(config.prefix)
    this.#memory = `${config.prefix}.migration`
    this.#producer = new kafka.Producer({
      ...producerConfig(config),
      'transactional.id': this.#memory,
      'transaction.timeout.ms': transactionTimeout,
    })
    // Where a topic ends must count a commit whose end mark is still on its way, which a reader of committed records does not.
    this.#ends = new kafka.KafkaConsumer(
      {
        ...clientConfig(config),
        'group.id': this.#memory,
        'enable.auto.commit': false,
        'isolation.level': 'read_uncommitted',
      },
      {},
    )
  }

  /** Makes the topics that are missing, ends what a former copier left half done, and finds how far it had come. */
  static async open(
    config: KafkaConfig,
    topics: readonly Pick<Topic<unknown>, 'name' | 'retention'>[],
  ): Promise<KafkaSeed> {
    const kafka = await loadKafka()
    const seed = new KafkaSeed(kafka, config)
    await connectProducer(seed.#producer)
    try {
      await answered((done) => seed.#ends.connect({ timeout: callTimeout }, done))
      await seed.#ensure([
        ...topics.map(({ name, retention }) => ({ name: seed.#names.topic(name), retention })),
        { name: seed.#memory, retention: 'compacted' },
      ])
      await answered((done) => seed.#producer.initTransactions(callTimeout, done))
      const signal = new AbortController().signal
      seed.#remembered = await restoreState(kafka, config, seed.#memory, 0, signal)
      return seed
    } catch (error) {
      await seed[Symbol.asyncDispose]()
      throw error instanceof UrbanBrainError ? error : unavailable('Kafka begins no copy', error)
    }
  }

  get partitions(): number {
    return this.#config.partitions
  }

  /** What `remember` or a page said last under the key, this copier or the one before it. */
  recall(key: string): unknown {
    return this.#remembered?.get(key)
  }

  remember(key: string, value: unknown): Promise<void> {
    return this.#write([], [{ key, value }])
  }

  /** Values go where the log itself would put them; `key` and `value` are remembered with them. */
  append<T>(topic: Topic<T>, values: readonly T[], progress: StateChange): Promise<void> {
    const name = this.#names.topic(topic.name)
    const records = recordsOf(name, topic, values, this.#config.partitions)
    return this.#write(records, [progress])
  }

  /** What a group is to remember of its partitions. */
  async keep(
    topic: TopicName,
    group: string,
    changes: readonly (StateChange & { readonly partition: number })[],
  ): Promise<void> {
    const name = this.#names.state(topic, group)
    await this.#ensure([{ name, retention: 'compacted' }])
    await this.#write(
      changes.map(({ partition, key, value }) => ({
        topic: name,
        partition,
        key,
        value: value === undefined ? null : encodeState(value),
      })),
      [],
    )
  }

  /** The offset that the next record of each partition will get. */
  async ends(topic: TopicName): Promise<readonly number[]> {
    const name = this.#names.topic(topic)
    return Promise.all(
      everyPartition(this.#config.partitions).map(async (partition) => {
        const { highOffset } = await answered<{ highOffset: number }>((done) =>
          this.#ends.queryWatermarkOffsets(name, partition, callTimeout, done),
        )
        return highOffset
      }),
    ).catch((error: unknown) => {
      throw unavailable(`Kafka does not say where ${name} ends`, error)
    })
  }

  /** Puts a group that nobody is in at the offset of each partition. */
  async place(topic: TopicName, group: string, offsets: readonly number[]): Promise<void> {
    const name = this.#names.topic(topic)
    const wanted = offsets.map((offset, partition) => ({ topic: name, partition, offset }))
    const consumer = new this.#kafka.KafkaConsumer(
      {
        ...clientConfig(this.#config),
        'group.id': this.#names.group(topic, group),
        'enable.auto.commit': false,
      },
      {},
    )
    try {
      await answered((done) => consumer.connect({ timeout: callTimeout }, done))
      consumer.commitSync(wanted)
    } catch (error) {
      throw unavailable(`${group} cannot be placed in ${name}`, error)
    } finally {
      if (consumer.isConnected()) await answered((done) => consumer.disconnect(done))
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#ends.isConnected()) await answered((done) => this.#ends.disconnect(done))
    if (this.#producer.isConnected())
      await answered((done) => this.#producer.disconnect(1_000, done))
  }

  async #write(records: readonly KafkaRecord[], remembered: readonly StateChange[]): Promise<void> {
    const producer = this.#producer
    const memory = remembered.map(({ key, value }) => ({
      topic: this.#memory,
      partition: 0,
      key,
      value: encodeState(value),
    }))
    if (records.length + memory.length === 0) return
    try {
      await answered((done) => producer.beginTransaction(done))
      await enqueue(producer, [...records, ...memory])
      await answered((done) => producer.flush(callTimeout, done))
      await answered((done) => producer.commitTransaction(callTimeout, done))
    } catch (error) {
      await answered((done) => producer.abortTransaction(callTimeout, done)).catch(() => {})
      throw unavailable('Kafka did not take a page of the copy', error)
    }
    this.#remembered?.apply(remembered)
  }

  async #ensure(topics: readonly KafkaTopic[]): Promise<void> {
    const admin = this.#kafka.AdminClient.create(clientConfig(this.#config))
    try {
      await ensureTopics(admin, this.#producer, this.#config, topics)
    } finally {
      admin.disconnect()
    }
  }
}

const everyPartition = (partitions: number): readonly number[] =>
  Array.from({ length: partitions }, (_, partition) => partition)
