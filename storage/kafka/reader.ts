/** Looking without taking: ranges of a partition, and where the groups stand. */
import type { KafkaConsumer, Message } from 'node-rdkafka'

import type { Position } from '../../core/log.ts'

import { answered, clientConfig, unavailable, type Kafka } from './client.ts'
import type { KafkaConfig } from './config.ts'

const timeout = 10_000
const pollTime = 20
const connectTimeout = 30_000
/** Records; enough for what a batch wrote last. */
const firstLook = 64

type Isolation = 'read_committed' | 'read_uncommitted'

export class Reader {
  readonly #kafka: Kafka
  readonly #config: KafkaConfig
  readonly #consumers = new Map<string, Promise<KafkaConsumer>>()
  #reading: Promise<unknown> = Promise.resolve()

  constructor(kafka: Kafka, config: KafkaConfig) {
    this.#kafka = kafka
    this.#config = config
  }

  /** Messages from `from` on, at most `limit`, up to the end as it is now. */
  read(topic: string, partition: number, from: number, limit: number): Promise<readonly Message[]> {
    const reading = this.#reading.then(() => this.#read(topic, partition, from, limit))
    this.#reading = reading.catch(() => {})
    return reading
  }

  async positions(topic: string, group: string, partitions: number): Promise<readonly Position[]> {
    try {
      // A worker that died within a transaction must not keep the others' offsets from being seen until it is undone.
      const asking = await this.#consumer(group, 'read_uncommitted')
      const all = Array.from({ length: partitions }, (_, partition) => ({ topic, partition }))
      const committed = await answered<readonly { partition: number; offset?: number }[]>((done) =>
        asking.committed(all, timeout, done),
      )
      const consumer = await this.#consumer(`${this.#config.prefix}.reader`)
      return await Promise.all(
        all.map(async ({ partition }): Promise<Position> => {
          const { lowOffset: first, highOffset: next } = await answered<{
            lowOffset: number
            highOffset: number
          }>((done) => consumer.queryWatermarkOffsets(topic, partition, timeout, done))
          const at = committed.find((each) => each.partition === partition)?.offset ?? -1
          return { partition, first, next, committed: at < 0 ? first : at }
        }),
      )
    } catch (error) {
      throw unavailable(`Kafka does not say where ${group} stands`, error)
    }
  }

  /** The last value under a key of a compacted topic, looked for from the end on. */
  async latest(topic: string, partition: number, key: string): Promise<Buffer | undefined> {
    const { lowOffset, highOffset } = await this.#ends(topic, partition)
    for (let back = firstLook, end = highOffset; end > lowOffset; back *= 4) {
      const from = Math.max(lowOffset, highOffset - back)
      const messages = await this.read(topic, partition, from, end - from)
      const found = messages.findLast((message) => String(message.key) === key)
      if (found !== undefined) return found.value ?? undefined
      end = from
    }
    return undefined
  }

  async close(): Promise<void> {
    await this.#reading
    for (const opening of this.#consumers.values()) {
      const consumer = await opening.catch(() => undefined)
      if (consumer !== undefined) await answered((done) => consumer.disconnect(done))
    }
    this.#consumers.clear()
  }

  async #ends(topic: string, partition: number) {
    try {
      const consumer = await this.#consumer(`${this.#config.prefix}.reader`)
      return await answered<{ lowOffset: number; highOffset: number }>((done) =>
        consumer.queryWatermarkOffsets(topic, partition, timeout, done),
      )
    } catch (error) {
      throw unavailable(`Kafka does not say where ${topic}/${partition} ends`, error)
    }
  }

  async #read(
    topic: string,
    partition: number,
    from: number,
    limit: number,
  ): Promise<readonly Message[]> {
    const found: Message[] = []
    try {
      const consumer = await this.#consumer(`${this.#config.prefix}.reader`)
      const reading = { ended: false }
      const onEnd = () => {
        reading.ended = true
      }
      consumer.on('partition.eof', onEnd)
      try {
        consumer.assign([{ topic, partition, offset: from }])
        while (!reading.ended && found.length < limit)
          found.push(
            ...(await answered<readonly Message[]>((done) =>
              consumer.consume(limit - found.length, done),
            )),
          )
      } finally {
        consumer.off('partition.eof', onEnd)
        consumer.unassign()
      }
    } catch (error) {
      throw unavailable(`${topic}/${partition} cannot be read`, error)
    }
    // An offset past the end begins again with the oldest record, which nobody asked for.
    return found.filter(({ offset }) => offset >= from)
  }

  #consumer(group: string, isolation: Isolation = 'read_committed'): Promise<KafkaConsumer> {
    let opening = this.#consumers.get(group)
    if (opening === undefined) {
      opening = this.#connect(group, isolation)
      this.#consumers.set(group, opening)
      opening.catch(() => this.#consumers.delete(group))
    }
    return opening
  }

  async #connect(group: string, isolation: Isolation): Promise<KafkaConsumer> {
    const consumer = new this.#kafka.KafkaConsumer(
      {
        ...clientConfig(this.#config),
        'group.id': group,
        'enable.auto.commit': false,
        'enable.partition.eof': true,
        // Reading goes up to the end, and the broker holds back an empty answer for so long.
        'fetch.wait.max.ms': pollTime,
        'isolation.level': isolation,
      },
      { 'auto.offset.reset': 'earliest' },
    )
    await answered((done) => consumer.connect({ timeout: connectTimeout }, done))
    consumer.setDefaultConsumeTimeout(pollTime)
    return consumer
  }
}
