/** What the rules answer over HTTP; routes and console have it from here. */
import { z } from 'zod'

import { severities } from '../../core/severity.ts'
import type { Answered } from '../../core/answered.ts'
import { deviceIdSchema } from '../../core/identity.ts'

const bilingual = z.object({ zh: z.string(), en: z.string() })

export const ruleSchema = z.object({
  id: z.string(),
  title: bilingual,
  version: z.string(),
  on: z.object({ kind: z.string(), sites: z.array(z.string()), zones: z.array(z.string()) }),
  levels: z.array(
    z.object({
      severity: z.enum(severities),
      when: z.string(),
      clear: z.string(),
      holdSeconds: z.number(),
      clearHoldSeconds: z.number(),
      filing: z.enum(['automatic', 'confirm', 'none']),
      limit: z.string(),
    }),
  ),
  /** Alarms that stand now. */
  standing: z.number().int(),
})

export const ruleDocumentSchema = ruleSchema.extend({
  /** The document as written. */
  document: z.string(),
})

const deviceRuleSchema = z.object({
  id: z.string(),
  title: bilingual,
  levels: z
    .array(
      z.object({
        severity: z.enum(severities),
        when: z.string(),
        limits: z
          .array(
            z.object({
              quantity: z.string(),
              operator: z.enum(['>', '>=', '<', '<=']),
              value: z.number(),
            }),
          )
          .readonly()
          .describe('Numbers that a quantity, or a mean of it, is compared with at this hour'),
      }),
    )
    .readonly(),
  neverFires: z
    .array(z.string())
    .readonly()
    .describe('Why levels of the rule can never be raised by this device; empty when all can'),
  state: z
    .object({ severity: z.enum(severities).optional(), since: z.number().optional() })
    .describe('Of the alarm that stands'),
})

export const rulesSchema = z.object({ rules: z.array(ruleSchema) })
export const deviceRulesSchema = z.object({ rules: z.array(deviceRuleSchema).readonly() })
export const ruleParamsSchema = z.object({ id: z.string().max(64) })
export const ruledDeviceParamsSchema = z.object({ id: deviceIdSchema })

export type Rule = Answered<z.output<typeof ruleSchema>>
export type WrittenRule = Answered<z.output<typeof ruleDocumentSchema>>
export type DeviceRule = Answered<z.output<typeof deviceRuleSchema>>
