/** Events in the topic of another system, as its own client reads them. */
import { randomBytes } from 'node:crypto'

import type { KafkaConsumer, Message } from 'node-rdkafka'
import { describe, expect, onTestFinished, test } from 'vitest'

import { readingsTopic } from '../../core/topics.ts'
import { instant } from '../../core/time.ts'
import { outletsConfigSchema } from '../../outlets/config.ts'
import { readingEventSchema } from '../../outlets/decide/event-schema.ts'
import { createKafkaOutlet } from '../../outlets/kafka/receiver.ts'
import { createOutlet } from '../../outlets/outlet.ts'
import { readingsOut } from '../../outlets/records.ts'
import { answered, clientConfig, loadKafka } from '../../storage/kafka/client.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { sharedServer } from '../services/shared.ts'
import { realClock } from '../support/clocks.ts'
import { freshKafka } from '../support/kafka.ts'
import { RecordingObserver } from '../support/recording-observer.ts'
import { began, device, origin, reading } from '../unit/outlets/samples.ts'

const directory = {
  get: (id: string) => (id === device.id ? { device, revision: 1 } : undefined),
  follow: () => Promise.resolve(false),
}

/** A topic of two partitions, and the client of whoever owns it. */
async function theirs(brokers: string) {
  const kafka = await loadKafka()
  const access = clientConfig(freshKafka(brokers))
  const topic = `theirs-${randomBytes(5).toString('hex')}`
  const admin = kafka.AdminClient.create(access)
  await answered((done) =>
    admin.createTopic({ topic, num_partitions: 2, replication_factor: 1 }, done),
  )
  admin.disconnect()
  const consumer = new kafka.KafkaConsumer({ ...access, 'group.id': topic }, {})
  await answered((done) => consumer.connect({ timeout: 10_000 }, done))
  onTestFinished(async () => {
    await answered((done) => consumer.disconnect(done))
  })
  consumer.assign([0, 1].map((partition) => ({ topic, partition, offset: 0 })))
  return { topic, consumer }
}

async function heard(consumer: KafkaConsumer, count: number): Promise<readonly Message[]> {
  const found: Message[] = []
  while (found.length < count)
    found.push(...(await answered<readonly Message[]>((done) => consumer.consume(count, done))))
  return found
}

describe.skipIf(sharedServicesMissing('kafka') !== undefined)('an outlet to Kafka', () => {
  test('brings readings as structured CloudEvents, by device in order', async () => {
    const { bootstrap } = await sharedServer('kafka')
    const { topic, consumer } = await theirs(bootstrap)
    const { city: config } = outletsConfigSchema.parse({
      city: { what: ['readings'], kafka: { brokers: bootstrap, topic } },
    })
    if (config?.kafka === undefined) throw new TypeError('it goes to Kafka')
    const log = new MemoryLog()
    const readings = Array.from({ length: 40 }, (_, n) =>
      reading({ observedAt: instant(began + n), sequence: n }),
    )
    await log.append(readingsTopic, readings)
    const observer = new RecordingObserver()
    const outlet = createOutlet({
      ...{ log, clock: realClock, observer, name: 'city', topic: 'readings', config },
      receiver: await createKafkaOutlet(config.kafka, 'city'),
      events: (records) => readingsOut(records, config, origin, directory),
    })
    await outlet.start()
    onTestFinished(() => outlet.stop())
    const messages = await heard(consumer, readings.length)
    const events = messages.map(({ value }) => readingEventSchema.parse(JSON.parse(String(value))))
    expect(events.map(({ id }) => id)).toEqual(readings.map(({ id }) => id))
    expect(new Set(messages.map(({ key }) => String(key)))).toEqual(new Set([device.id]))
    expect(new Set(messages.map(({ partition }) => partition)).size).toBe(1)
    for (const { headers } of messages)
      expect(headers?.map((header) => String(header['content-type']))).toEqual([
        'application/cloudevents+json; charset=UTF-8',
      ])
    await expect
      .poll(async () => (await log.positions('readings', 'outlet-city'))[0]?.committed)
      .toBe(40)
    expect(observer.count('outlet.unsent')).toBe(0)
  })
})
