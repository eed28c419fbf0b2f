import { topics } from '../../core/topics.ts'
import type { KafkaConfig } from '../../storage/kafka/config.ts'

import type { EngineParts, Ports } from './ports.ts'

/** The durable log, and the state of the stages, on Apache Kafka. */
export const kafka = (
  config: KafkaConfig,
  { observer, there }: EngineParts,
): Pick<Ports, 'log'> => ({
  log: () =>
    there(async () => {
      const { KafkaLog } = await import('../../storage/kafka/kafka-log.ts')
      const log = await KafkaLog.open({ config, observer, topics: Object.values(topics) })
      return {
        log,
        // The brokers retire what is old.
        retain: () => Promise.resolve(),
        bytes: () => 0,
        [Symbol.asyncDispose]: () => log[Symbol.asyncDispose](),
      }
    }),
})
