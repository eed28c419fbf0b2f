/** A topic with one partition, as a test of the server itself needs it: used straight through the library. */
import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'

import type { LibrdKafkaError, Message } from 'node-rdkafka'

export interface KafkaTopic {
  producer(timeout?: number): Promise<KafkaProducer>
  /** Everything in it, oldest first. */
  read(): Promise<readonly string[]>
}

interface KafkaProducer extends AsyncDisposable {
  /** Resolves when all brokers that must have it do; rejects when they have not after `timeout` ms. */
  append(value: string): Promise<void>
}

export async function kafkaTopic(bootstrap: string, replication: 1 | 3): Promise<KafkaTopic> {
  // Loaded late, so that without the built client the tests are skipped and not broken.
  const { AdminClient, KafkaConsumer, Producer } = (await import('node-rdkafka')).default
  const name = `test-${randomUUID()}`
  const common = { 'bootstrap.servers': bootstrap, 'reconnect.backoff.max.ms': 200 } as const
  const admin = AdminClient.create(common)
  try {
    await answer<void>((done) => {
      const topic = { topic: name, num_partitions: 1, replication_factor: replication }
      admin.createTopic(topic, 10_000, (error) => done(error, undefined))
    })
  } finally {
    admin.disconnect()
  }
  return {
    producer: async (timeout = 20_000) => {
      const settings = { acks: -1, 'message.timeout.ms': timeout } as const
      const producer = new Producer({ ...common, dr_cb: true }, settings)
      await connect(producer)
      producer.setPollInterval(20)
      return {
        append: async (value) => {
          await answer<unknown>((done) => {
            producer.once('delivery-report', done)
            producer.produce(name, 0, Buffer.from(value))
          })
        },
        [Symbol.asyncDispose]: () => disconnect(producer),
      }
    },
    read: async () => {
      const consumer = new KafkaConsumer({ ...common, 'group.id': name }, {})
      await connect(consumer)
      consumer.setDefaultConsumeTimeout(100)
      try {
        const { highOffset } = await onceLed(() =>
          answer<{ readonly highOffset: number }>((done) => {
            consumer.queryWatermarkOffsets(name, 0, 10_000, done)
          }),
        )
        consumer.assign([{ topic: name, partition: 0, offset: 0 }])
        const found: Message[] = []
        while ((found.at(-1)?.offset ?? -1) < highOffset - 1) {
          found.push(...(await answer<readonly Message[]>((done) => consumer.consume(100, done))))
        }
        return found.map(({ value }) => value?.toString() ?? '')
      } finally {
        await disconnect(consumer)
      }
    },
  }
}

/** A broker that has just come back answers for a while that it leads nothing. */
async function onceLed<T>(ask: () => Promise<T>): Promise<T> {
  const end = Date.now() + 20_000
  for (;;) {
    try {
      return await ask()
    } catch (error) {
      const isOther = (error as Partial<LibrdKafkaError>).code !== notLeader
      if (isOther || Date.now() > end) throw error
      await delay(200)
    }
  }
}
const notLeader = 6

interface Connection {
  on(event: 'event.error', listener: () => void): unknown
  connect(options: { readonly timeout: number }, done: Done): unknown
  disconnect(done: Done): unknown
}

type Done = (error: LibrdKafkaError, value: unknown) => void

async function connect(client: Connection): Promise<void> {
  client.on('event.error', () => {})
  await answer<unknown>((done) => client.connect({ timeout: 10_000 }, done))
}

async function disconnect(client: Connection): Promise<void> {
  await answer<unknown>((done) => client.disconnect(done))
}

const answer = <T>(
  ask: (done: (error: LibrdKafkaError | null | undefined, value: T) => void) => void,
): Promise<T> =>
  new Promise<T>((resolve, reject) => {
    ask((error, value) => {
      if (error === null || error === undefined) resolve(value)
      else reject(error)
    })
  })
