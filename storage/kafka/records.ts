import type { LibrdKafkaError, MessageHeader, Producer } from 'node-rdkafka'

import type { Topic } from '../../core/log.ts'

import { answered, clientConfig, isKafkaError, unavailable, type KafkaAccess } from './client.ts'
import { partitionOf } from './partitioner.ts'
import { largestMessage } from './topics.ts'

export interface KafkaRecord {
  readonly topic: string
  /** null: the one that Java's clients would take for the key. */
  readonly partition: number | null
  readonly key: string
  /** null deletes the key from a compacted topic. */
  readonly value: Buffer | null
  readonly headers?: MessageHeader[]
}

/** Where each value goes; one with the key '' goes to every partition. `name` is the topic's in the cluster. */
export const recordsOf = <T>(
  name: string,
  topic: Topic<T>,
  values: readonly T[],
  partitions: number,
): readonly KafkaRecord[] =>
  values.flatMap((each): KafkaRecord | readonly KafkaRecord[] => {
    const key = topic.key(each)
    const bytes = topic.encode(each)
    const value = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes)
    return key === ''
      ? Array.from({ length: partitions }, (_, partition) => ({
          topic: name,
          partition,
          key,
          value,
        }))
      : { topic: name, partition: partitionOf(key, partitions), key, value }
  })

const queueFull = -184
const fullPause = 5
const connectTimeout = 30_000

/** Acknowledged by all replicas in step; numbered, so that what is sent again is written once and in order. */
export const producerConfig = (config: KafkaAccess) => ({
  ...clientConfig(config),
  acks: -1,
  'enable.idempotence': true,
  'compression.codec': 'lz4' as const,
  'message.max.bytes': largestMessage,
  'queue.buffering.max.messages': 200_000,
  'queue.buffering.max.kbytes': 262_144,
  'linger.ms': 2,
  'batch.num.messages': 5_000,
})

export async function connectProducer(producer: Producer, timeout = connectTimeout): Promise<void> {
  try {
    await answered((done) => producer.connect({ timeout }, done))
  } catch (error) {
    // What did not connect the library has closed itself, and throws at whoever does it again.
    if (producer.isConnected()) producer.disconnect()
    throw unavailable('Kafka cannot be reached', error)
  }
}

/** Hands records to the library in order, and waits while its bounded buffer is full. `taken` is told of each one. */
export async function enqueue(
  producer: Producer,
  records: readonly KafkaRecord[],
  opaque?: unknown,
  taken?: () => void,
): Promise<void> {
  for (const record of records) {
    while (!produce(producer, record, opaque)) {
      producer.poll()
      await new Promise((resolve) => setTimeout(resolve, fullPause))
    }
    taken?.()
  }
}

function produce(
  producer: Producer,
  { topic, partition, key, value, headers }: KafkaRecord,
  opaque: unknown,
): boolean {
  try {
    producer.produce(topic, partition, value, key, undefined, opaque, headers)
    return true
  } catch (error) {
    if (isKafkaError(error) && error.code === queueFull) return false
    throw error
  }
}

export const isFatal = (error: LibrdKafkaError): boolean => error.isFatal || error.code === -150
