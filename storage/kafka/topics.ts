import type { IAdminClient, Metadata, Producer } from 'node-rdkafka'

import { UrbanBrainError } from '../../core/errors.ts'

import { answered, isKafkaError, unavailable } from './client.ts'
import type { KafkaConfig } from './config.ts'

export interface KafkaTopic {
  readonly name: string
  /** How long a record is kept, in milliseconds; `compacted` keeps the last one of each key for ever. */
  readonly retention: number | 'compacted'
}

/** A cluster that is busy makes topics slowly, and a start or a move that gives up has to be begun again. */
const timeout = 30_000
/** Ours are at most the payload limit of the broker; Kafka's default of one MiB is too near to it. */
export const largestMessage = 8 * 1_048_576

const alreadyThere = 36
const notThere = new Set([3, -190, -188])

/**
 * Makes the topics that are not there and checks those that are: another number of partitions would send devices away
 * from their state. Several processes may do it at the same time.
 */
export async function ensureTopics(
  admin: IAdminClient,
  client: Producer,
  config: KafkaConfig,
  topics: readonly KafkaTopic[],
): Promise<void> {
  for (const topic of topics) {
    if ((await partitionsOf(client, topic.name)) === undefined) await make(admin, config, topic)
  }
  for (const { name } of topics) {
    const found = await settled(client, name)
    if (found !== config.partitions)
      throw new UrbanBrainError(
        'engine-mismatch',
        `the Kafka topic ${name} has ${found} partitions and the configuration says ${config.partitions}; set kafka.partitions to ${found}, or take another kafka.prefix`,
      )
  }
}

async function make(admin: IAdminClient, config: KafkaConfig, topic: KafkaTopic): Promise<void> {
  const { partitions, replication, minInsync } = config
  const compacted = topic.retention === 'compacted'
  const retention =
    topic.retention === 'compacted' || !Number.isFinite(topic.retention) ? -1 : topic.retention
  try {
    await answered((done) =>
      admin.createTopic(
        {
          topic: topic.name,
          num_partitions: partitions,
          replication_factor: replication,
          config: {
            'min.insync.replicas': String(Math.min(minInsync, replication)),
            'max.message.bytes': String(largestMessage),
            ...(compacted
              ? { 'cleanup.policy': 'compact', 'segment.bytes': String(64 * 1_048_576) }
              : { 'cleanup.policy': 'delete', 'retention.ms': String(retention) }),
          },
        },
        timeout,
        done,
      ),
    )
  } catch (error) {
    if (isKafkaError(error) && error.code === alreadyThere) return
    if (isKafkaError(error) && error.code === 38)
      throw new UrbanBrainError(
        'engine-mismatch',
        `the Kafka topic ${topic.name} cannot have ${replication} copies: ${error.message}; set kafka.replication to what the cluster has`,
        { cause: error },
      )
    throw unavailable(`the Kafka topic ${topic.name} cannot be made`, error)
  }
}

/** A topic just made is not known to every broker at once. */
async function settled(client: Producer, name: string): Promise<number> {
  const deadline = performance.now() + timeout
  for (;;) {
    const found = await partitionsOf(client, name)
    if (found !== undefined) return found
    if (performance.now() > deadline)
      throw unavailable(`the Kafka topic ${name} does not appear`, 'no broker knows it')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** undefined when there is no such topic. */
export async function partitionsOf(client: Producer, name: string): Promise<number | undefined> {
  let metadata: Metadata
  try {
    metadata = await answered<Metadata>((done) =>
      client.getMetadata({ topic: name, timeout }, done),
    )
  } catch (error) {
    if (isKafkaError(error) && notThere.has(error.code)) return undefined
    throw unavailable('Kafka does not say which topics it has', error)
  }
  const count = metadata.topics.find((topic) => topic.name === name)?.partitions.length ?? 0
  return count === 0 ? undefined : count
}
