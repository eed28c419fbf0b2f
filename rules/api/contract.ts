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

const moment = z.int().describe('Epoch milliseconds, UTC')
const value = z.union([z.number(), z.string(), z.boolean(), z.null()])
const filing = z.enum(['automatic', 'confirm', 'none'])

export const backtestBodySchema = z.strictObject({
  from: moment,
  to: moment.optional().describe('Exclusive; now when left out'),
  device: deviceIdSchema.optional().describe('Only this one'),
  against: z
    .record(z.string().max(128), z.string().max(65_536))
    .optional()
    .describe('Other rules: the files of their folder by name, with limits.yaml'),
})

const wouldBeSchema = z
  .object({
    alarm: z.string(),
    rule: z.string(),
    device: z.string(),
    raisedAt: moment,
    clearedAt: moment.optional(),
    severity: z.enum(severities).describe('The gravest it got'),
    filing: filing.describe('The most it asked the cases for'),
    muted: z.string().optional().describe('The suppression that held all of it back'),
    flapping: z.boolean(),
    condition: z.string(),
    values: z.record(z.string(), value).describe('What the condition read when it was raised'),
  })
  .describe('An alarm that the rules would have raised')

const tallyFields = {
  raised: z.int(),
  automatic: z.int(),
  confirm: z.int(),
  none: z.int(),
  muted: z.int(),
  day: z.int(),
  night: z.int(),
  flapping: z.int(),
  standing: z.int().describe('Not cleared at the end of the span'),
  longest: z.number().describe('Milliseconds'),
}

const backtestReportSchema = z.object({
  version: z.string(),
  total: z.object(tallyFields),
  byRule: z.array(z.object({ rule: z.string(), title: bilingual, ...tallyFields })).readonly(),
  bySeverity: z.array(z.object({ severity: z.enum(severities), ...tallyFields })).readonly(),
  byDay: z.array(z.object({ date: z.string(), ...tallyFields })).readonly(),
  longest: z.array(wouldBeSchema).readonly(),
})

const differing = z.array(wouldBeSchema).readonly()

const differenceSchema = z.object({
  onlyBefore: differing.describe('Alarms that the other rules do not raise, the first thousand'),
  onlyAfter: differing.describe('Alarms that only the other rules raise, the first thousand'),
  changed: z
    .array(z.object({ before: differing, after: differing }))
    .readonly()
    .describe('What both raise at the same time, otherwise; the first thousand'),
  same: z.int(),
  byRule: z
    .array(
      z.object({
        rule: z.string(),
        onlyBefore: z.int(),
        onlyAfter: z.int(),
        changed: z.int(),
      }),
    )
    .readonly()
    .describe('All of them, counted'),
})

export const backtestSchema = z
  .object({
    id: z.string(),
    state: z.enum(['running', 'done', 'failed', 'stopped']),
    from: moment,
    to: moment,
    startedAt: moment,
    progress: z.object({
      at: moment,
      share: z.number().describe('0 to 1'),
      readings: z.int(),
    }),
    parts: z
      .array(
        z.object({ source: z.enum(['series', 'frames', 'readings']), from: moment, to: moment }),
      )
      .readonly()
      .describe('What was read; it begins as long before the span as the rules reach back'),
    notes: z.array(z.string()).readonly().describe('What is not as the engine had it'),
    message: z.string().optional().describe('Why it failed'),
    result: z
      .object({
        report: backtestReportSchema,
        against: z
          .object({ report: backtestReportSchema, difference: differenceSchema })
          .optional(),
        readings: z.int(),
        failures: z.array(z.string()).readonly(),
      })
      .optional(),
  })
  .describe('Recorded readings judged again')

export const backtestsSchema = z.object({
  backtests: z.array(backtestSchema.omit({ result: true })).readonly(),
})
export const backtestParamsSchema = z.object({ id: z.string().max(64) })

export type Rule = Answered<z.output<typeof ruleSchema>>
export type WrittenRule = Answered<z.output<typeof ruleDocumentSchema>>
export type DeviceRule = Answered<z.output<typeof deviceRuleSchema>>
