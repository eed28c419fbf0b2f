import { z } from 'zod'

import { kafkaConfigSchema } from '../../storage/kafka/config.ts'

/** A topic of a cluster that is not the one of our log, or is. */
export const kafkaOutletSchema = kafkaConfigSchema
  .pick({ brokers: true, tls: true, sasl: true, deliveryTimeout: true })
  .extend({ topic: z.string().regex(/^[\w.-]{1,249}$/, 'a topic is letters, digits and . _ -') })

export type KafkaOutlet = z.output<typeof kafkaOutletSchema>
