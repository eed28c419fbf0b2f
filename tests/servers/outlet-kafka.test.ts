/** Events in the topic of another system, as its own client reads them. */
import { randomBytes } from 'node:crypto'

import type { KafkaConsumer, Message } from 'node-rdkafka'
import { describe, expect, onTestFinished, test } from 'vitest'

import type { DeviceId } from '../../core/identity.ts'
import type { Reading } from '../../core/reading.ts'
import { readingsTopic } from '../../core/topics.ts'
import { instant } from '../../core/time.ts'
import { outletsConfigSchema } from '../../outlets/config.ts'
import { readingEvent } from '../../outlets/decide/event.ts'
import { readingEventSchema } from '../../outlets/decide/event-schema.ts'
import { kafkaOutletSchema } from '../../outlets/kafka/config.ts'
import { createKafkaOutlet } from '../../outlets/kafka/receiver.ts'
import { createOutlet } from '../../outlets/outlet.ts'
import { readingsOut } from '../../outlets/records.ts'
import { answered, clientConfig, loadKafka } from '../../storage/kafka/client.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { sharedServer } from '../services/shared.ts'
import { realClock } from '../support/clocks.ts'
import { freshKafka, openKafka } from '../support/kafka.ts'
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
  test('brings readings of a log on Kafka as structured CloudEvents, by device in order, and goes on after a restart', async () => {
    const { bootstrap } = await sharedServer('kafka')
    const { topic, consumer } = await theirs(bootstrap)
    const { city: config } = outletsConfigSchema.parse({
      city: { what: ['readings'], kafka: { brokers: bootstrap, topic } },
    })
    if (config?.kafka === undefined) throw new TypeError('it goes to Kafka')
    const to = config.kafka
    const observer = new RecordingObserver()
    const log = await openKafka(freshKafka(bootstrap, { partitions: 2 }), observer)
    onTestFinished(() => log[Symbol.asyncDispose]())
    const devices = ['wl-2', 'wl-3', 'wl-4'].map((id) => id as DeviceId)
    const some = (from: number) =>
      Array.from({ length: 20 }, (_, n) =>
        devices.map((id) => reading({ device: id, observedAt: instant(began + from + n) })),
      ).flat()
    const sent: Reading[] = []
    const messages: Message[] = []
    for (const from of [0, 20]) {
      await log.append(readingsTopic, some(from))
      sent.push(...some(from))
      const outlet = createOutlet({
        ...{ log, clock: realClock, observer, name: 'city', topic: 'readings', config },
        receiver: await createKafkaOutlet(to, 'city'),
        events: (records) => readingsOut(records, config, origin, directory),
      })
      await outlet.start()
      messages.push(...(await heard(consumer, some(from).length)))
      const left = async () =>
        (await log.positions('readings', 'outlet-city')).map(
          ({ next, committed }) => next - committed,
        )
      await expect.poll(left, { timeout: 20_000 }).toEqual([0, 0])
      await outlet.stop()
    }
    const events = messages.map(({ value }) => readingEventSchema.parse(JSON.parse(String(value))))
    for (const id of devices)
      expect(events.filter(({ subject }) => subject === id).map((event) => event.id)).toEqual(
        sent.filter((one) => one.device === id).map((one) => one.id),
      )
    expect(messages.map(({ key }) => String(key))).toEqual(events.map(({ subject }) => subject))
    for (const { headers } of messages)
      expect(headers?.map((header) => String(header['content-type']))).toEqual([
        'application/cloudevents+json; charset=UTF-8',
      ])
    expect(observer.count('outlet.unsent')).toBe(0)
    expect(observer.count('outlet.sent')).toBe(sent.length)
  })

  test('to a cluster that is away, or to a topic that is not there, is tried again and refuses nothing', async () => {
    const { bootstrap } = await sharedServer('kafka')
    const event = readingEvent(reading(), device, origin)
    const { signal } = new AbortController()
    for (const brokers of ['127.0.0.1:1', bootstrap]) {
      const config = { brokers, topic: 'not.there', deliveryTimeout: '2s' }
      const receiver = await createKafkaOutlet(kafkaOutletSchema.parse(config), 'city')
      onTestFinished(() => receiver.close())
      const answer = await receiver.send([event], signal)
      expect(answer.outcome).not.toBe('refused')
      // A cluster may make topics that somebody writes to.
      if (brokers !== bootstrap) expect(answer.outcome).toBe('failed')
    }
  })
})
