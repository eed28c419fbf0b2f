import type { Message } from 'node-rdkafka'

import { decodeState } from '../state-codec.ts'

import { answered, clientConfig, unavailable, type Kafka } from './client.ts'
import type { KafkaConfig } from './config.ts'
import { KafkaPartitionState } from './partition-state.ts'

const chunk = 10_000
const pollTime = 20
const timeout = 20_000

/**
 * The state of a partition from its compacted topic, as the last committed transaction left it. The end is asked for
 * without regard to open transactions, and the reading goes on until it is reached with regard to them: so a former
 * owner's last transaction is either in the state or was undone, and its offset with it. `topic` is undefined while nobody
 * has kept anything.
 */
export async function restoreState(
  kafka: Kafka,
  config: KafkaConfig,
  topic: string | undefined,
  partition: number,
  signal: AbortSignal,
): Promise<KafkaPartitionState> {
  const state = new KafkaPartitionState()
  if (topic === undefined) return state
  const consumer = new kafka.KafkaConsumer(
    {
      ...clientConfig(config),
      'group.id': `${topic}.restore`,
      'enable.auto.commit': false,
      'enable.partition.eof': true,
      // It is the end that is waited for, and the broker holds back an empty answer for so long.
      'fetch.wait.max.ms': pollTime,
      'isolation.level': 'read_committed',
    },
    { 'auto.offset.reset': 'earliest' },
  )
  // The library asks for the end as the client reads, so it takes another client to hear of open transactions.
  const ends = new kafka.KafkaConsumer(
    {
      ...clientConfig(config),
      'group.id': `${topic}.ends`,
      'enable.auto.commit': false,
      'isolation.level': 'read_uncommitted',
    },
    {},
  )
  const end = { reached: 0 }
  consumer.on('partition.eof', ({ offset }) => {
    end.reached = offset
  })
  try {
    await answered((done) => consumer.connect({ topic, timeout }, done))
    await answered((done) => ends.connect({ topic, timeout }, done))
    const { lowOffset, highOffset } = await answered<{ lowOffset: number; highOffset: number }>(
      (done) => ends.queryWatermarkOffsets(topic, partition, timeout, done),
    )
    if (highOffset <= lowOffset) return state
    consumer.setDefaultConsumeTimeout(pollTime)
    consumer.assign([{ topic, partition, offset: lowOffset }])
    while (end.reached < highOffset) {
      signal.throwIfAborted()
      const messages = await answered<readonly Message[]>((done) => consumer.consume(chunk, done))
      state.apply(
        messages.map(({ key, value }) => ({
          key: String(key),
          value: value === null ? undefined : decodeState(value),
        })),
      )
    }
    return state
  } catch (error) {
    throw unavailable(`the state ${topic}/${partition} cannot be read`, error)
  } finally {
    for (const client of [consumer, ends])
      if (client.isConnected()) await answered((done) => client.disconnect(done))
  }
}
