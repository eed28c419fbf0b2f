/** Appends outside of a transaction: acknowledged one by one, awaited together. */
import type { Producer } from 'node-rdkafka'

import { answered, unavailable, type Kafka, type KafkaAccess } from './client.ts'
import type { KafkaConfig } from './config.ts'
import { connectProducer, enqueue, isFatal, producerConfig, type KafkaRecord } from './records.ts'

const flushTime = 1_000

/** The records one call waits for. */
class Parcel {
  readonly delivered: Promise<void>
  #settle: (error?: Error) => void = () => {}
  #open = 1
  #error: Error | undefined

  constructor() {
    this.delivered = new Promise((resolve, reject) => {
      this.#settle = (error) => {
        if (error === undefined) resolve()
        else reject(unavailable('Kafka did not take every record', error))
      }
    })
  }

  expect(): void {
    this.#open++
  }

  answer(error?: Error | null): void {
    this.#error ??= error ?? undefined
    if (--this.#open === 0) this.#settle(this.#error)
  }
}

type DeliveryConfig = KafkaAccess &
  Pick<KafkaConfig, 'deliveryTimeout'> & {
    /** Milliseconds for a first answer, which closing waits for. */
    readonly connectTimeout?: number
  }

export class Delivery {
  readonly #kafka: Kafka
  readonly #config: DeliveryConfig
  #producer: Promise<Producer> | undefined
  #unanswered = 0
  #flushing = false

  constructor(kafka: Kafka, config: DeliveryConfig) {
    this.#kafka = kafka
    this.#config = config
  }

  /** Connected; made again when the library said that the old one is beyond repair. */
  producer(): Promise<Producer> {
    const opening = (this.#producer ??= this.#open())
    opening.catch(() => {
      if (this.#producer === opening) this.#producer = undefined
    })
    return opening
  }

  /** Resolves when every record is acknowledged; rejects with retry `later` when one is not. */
  async send(records: readonly KafkaRecord[]): Promise<void> {
    const producer = await this.producer()
    const parcel = new Parcel()
    try {
      await enqueue(producer, records, parcel, () => {
        parcel.expect()
        this.#unanswered++
      })
      parcel.answer()
    } catch (error) {
      parcel.answer(error instanceof Error ? error : new TypeError(String(error)))
    }
    void this.#flush(producer)
    await parcel.delivered
  }

  async close(): Promise<void> {
    const producer = await this.#producer?.catch(() => undefined)
    this.#producer = undefined
    if (producer !== undefined) await answered((done) => producer.disconnect(1_000, done))
  }

  /** While something is unanswered the library is asked to send at once and to tell us of every answer. */
  async #flush(producer: Producer): Promise<void> {
    if (this.#flushing) return
    this.#flushing = true
    while (this.#unanswered > 0 && producer.isConnected()) {
      await answered((done) => producer.flush(flushTime, done)).catch(() => {})
      // The answers of a flush are told in the turn after it.
      await new Promise(setImmediate)
    }
    this.#flushing = false
  }

  async #open(): Promise<Producer> {
    const { deliveryTimeout } = this.#config
    const producer = new this.#kafka.Producer(
      { ...producerConfig(this.#config), dr_cb: true },
      // Asked only where a record names no partition.
      { 'message.timeout.ms': deliveryTimeout, partitioner: 'murmur2_random' },
    )
    producer.on('delivery-report', (error: unknown, { opaque }) => {
      this.#unanswered--
      if (opaque instanceof Parcel) opaque.answer(error instanceof Error ? error : undefined)
    })
    producer.on('event.error', (error) => {
      if (isFatal(error)) this.#producer = undefined
    })
    await connectProducer(producer, this.#config.connectTimeout)
    return producer
  }
}
