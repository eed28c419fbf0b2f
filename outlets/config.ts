import { z } from 'zod'

import { outletTopics } from '../core/consumers.ts'
import { duration } from '../core/duration.ts'
import { areaSchema } from '../core/scope.ts'
import { severities } from '../core/severity.ts'
import { minutes, seconds } from '../core/time.ts'
import { kafkaOutletSchema } from './kafka/config.ts'

const webhookOutletSchema = z.strictObject({
  url: z
    .url({ protocol: /^https?$/ })
    .regex(/^[^@]*$/, 'an address holds no name and password: calls are signed'),
  /** Key of the signature of the calls. */
  secret: z.string().min(16),
  timeout: duration(seconds(10)),
})

export type WebhookOutlet = z.output<typeof webhookOutletSchema>

const outletSchema = z
  .strictObject({
    what: z
      .array(z.enum(outletTopics))
      .min(1)
      .refine((what) => new Set(what).size === what.length, 'each of them once')
      .default([...outletTopics]),
    /** Of devices. Left out: all of them. */
    kinds: z.array(z.string().min(1)).min(1).optional(),
    /** Heads of grid codes, as the scope of a token. Left out: the whole city. */
    areas: z.array(areaSchema).min(1).optional(),
    /** Of alarms. Left out: all of them. */
    severities: z.array(z.enum(severities)).min(1).optional(),
    /** Events in one call at most. */
    batch: z.int().min(1).max(5_000).default(500),
    /** Before the second try; it doubles each time. */
    pause: duration(seconds(1)),
    longestPause: duration(minutes(1)),
    /** A receiver that took nothing for so long is an alarm. */
    late: duration(minutes(15)),
    webhook: webhookOutletSchema.optional(),
    kafka: kafkaOutletSchema.optional(),
  })
  .superRefine(({ what, severities: only, webhook, kafka }, context) => {
    const mistake = (message: string) => context.addIssue({ code: 'custom', message })
    if ((webhook === undefined) === (kafka === undefined))
      mistake('an outlet goes to a webhook or to kafka, one of them')
    if (only !== undefined && !what.includes('alarms'))
      mistake('severities are of alarms, which this outlet does not send')
  })

export type OutletConfig = z.output<typeof outletSchema>

/** By name, which is part of the name of the group that reads for it. */
export const outletsConfigSchema = z.record(
  z
    .string()
    .regex(/^[a-z][A-Za-z0-9-]{0,31}$/, 'the name of an outlet is 1-32 letters, digits or -'),
  outletSchema,
)
