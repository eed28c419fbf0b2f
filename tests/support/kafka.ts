import { randomBytes } from 'node:crypto'

import type { Observer } from '../../core/observer.ts'
import { silentObserver } from '../../core/observer.ts'
import { topics } from '../../core/topics.ts'
import { kafkaConfigSchema, type KafkaConfig } from '../../storage/kafka/config.ts'
import { KafkaLog } from '../../storage/kafka/kafka-log.ts'

/** Settings for topics of their own on a cluster that others use as well. */
export const freshKafka = (brokers: string, over: Partial<KafkaConfig> = {}): KafkaConfig => ({
  ...kafkaConfigSchema.parse({
    brokers,
    prefix: `test-${randomBytes(5).toString('hex')}`,
    partitions: 1,
    replication: 1,
    minInsync: 1,
    sessionTimeout: '6s',
  }),
  ...over,
})

export const openKafka = (config: KafkaConfig, observer: Observer = silentObserver) =>
  KafkaLog.open({ config, observer, topics: Object.values(topics) })
