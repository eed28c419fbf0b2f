import type { Message } from 'node-rdkafka'

import { decodeState } from '../state-codec.ts'

import { answered, clientConfig, unavailable, type Kafka } from './client.ts'
import type { KafkaConfig } from './config.ts'
import { KafkaPartitionState } from './partition-state.ts'

const chunk = 10_000
const pollTime = 20
const timeout = 20_000

/** That of one partition. */
export async function restoreState(
  kafka: Kafka,
  config: KafkaConfig,
  topic: string | undefined,
  partition: number,
  signal: AbortSignal,
): Promise<KafkaPartitionState> {
  const states = await restoreStates(kafka, config, topic, [partition], signal)
  return states.get(partition) ?? new KafkaPartitionState()
}

/**
 * The state of partitions from their compacted topic, as the last committed transaction left it, with one pair of clients for all
 * of them. The end is asked for without regard to open transactions, and the reading goes on until it is reached with regard to
 * them: so a former owner's last transaction is either in the state or was undone, and its offset with it. `topic` is undefined
 * while nobody has kept anything.
 */
export async function restoreStates(
  kafka: Kafka,
  config: KafkaConfig,
  topic: string | undefined,
  partitions: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, KafkaPartitionState>> {
  const states = new Map(partitions.map((partition) => [partition, new KafkaPartitionState()]))
  if (topic === undefined) return states
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
  /** By partition, where its reading has to come to. */
  const unread = new Map<number, number>()
  consumer.on('partition.eof', ({ partition, offset }) => {
    if (offset >= (unread.get(partition) ?? 0)) unread.delete(partition)
  })
  try {
    await answered((done) => consumer.connect({ topic, timeout }, done))
    await answered((done) => ends.connect({ topic, timeout }, done))
    const assigned = await Promise.all(
      partitions.map(async (partition) => {
        const { lowOffset, highOffset } = await answered<{ lowOffset: number; highOffset: number }>(
          (done) => ends.queryWatermarkOffsets(topic, partition, timeout, done),
        )
        if (highOffset > lowOffset) unread.set(partition, highOffset)
        return { topic, partition, offset: lowOffset }
      }),
    )
    consumer.setDefaultConsumeTimeout(pollTime)
    consumer.assign(assigned.filter(({ partition }) => unread.has(partition)))
    while (unread.size > 0) {
      signal.throwIfAborted()
      const messages = await answered<readonly Message[]>((done) => consumer.consume(chunk, done))
      for (const { partition, key, value } of messages)
        states.get(partition)?.apply([
          {
            key: String(key),
            value: value === null ? undefined : decodeState(value),
          },
        ])
    }
    return states
  } catch (error) {
    throw unavailable(`the state ${topic}/${partitions.join(', ')} cannot be read`, error)
  } finally {
    for (const client of [consumer, ends])
      if (client.isConnected()) await answered((done) => client.disconnect(done))
  }
}
