/** What the rules answer over HTTP; routes and console have it from here. */
import { z } from 'zod'

import { severities } from '../../core/severity.ts'
import type { Answered } from '../../core/answered.ts'
import { instantSchema } from '../../core/api-fields.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { certainties } from '../language/certainty.ts'

/** Bytes of a file of rules (rules/in-force/rule-files.ts). */
const longestDocument = 65_536

const bilingual = z.object({ zh: z.string(), en: z.string() })

const certainty = z.enum(certainties)

export const ruleSchema = z.object({
  id: z.string(),
  title: bilingual,
  version: z.string(),
  source: z.string().optional().describe('Standard and clause that the rule follows'),
  certainty: certainty.optional().describe('How sure it is that they say so'),
  unverified: z
    .boolean()
    .describe('Whether the rule, or a limit that it reads, was read in no standard'),
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
  limits: z
    .array(
      z.object({
        path: z.string(),
        title: bilingual,
        unit: z.string(),
        value: z.number().optional().describe('None where only devices have one'),
        source: z.string(),
        certainty,
      }),
    )
    .readonly()
    .describe(
      'Numbers of the tables of limits that the rule may read, the profile of the city in them',
    ),
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
        unverified: z
          .array(z.object({ path: z.string(), certainty }))
          .readonly()
          .describe('Limits of the tables that it reads and nobody has read in their standard'),
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

export const areaRuleSchema = z.object({
  id: z.string(),
  title: bilingual,
  version: z.string(),
  alarms: z.array(z.string()).readonly().describe('Rules whose standing alarms are counted'),
  levels: z.array(
    z.object({
      severity: z.enum(severities),
      when: z.string(),
      filing: z.enum(['automatic', 'confirm', 'none']),
      limit: z.string(),
    }),
  ),
  /** Alarms that stand now. */
  standing: z.number().int(),
  /** The document as written. */
  document: z.string(),
})

export const rulesSchema = z.object({
  rules: z.array(ruleSchema),
  areas: z.array(areaRuleSchema).describe('Rules over areas'),
})
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
/** Of a version of the rules; 0 are the files of the folder. */
const versionNumber = z
  .int()
  .min(0)
  .max(2 ** 31)
const why = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^\P{Cc}*$/u, 'is one line')

export const ruleVersionSchema = z.object({
  version: z.int(),
  at: moment,
  by: z.string(),
  why: z.string(),
  base: z.int().describe('The version it was made from; 0 are the files of the folder'),
  changed: z.array(z.string()).readonly().describe('Documents that differ from those of the base'),
})

const ruleChangeSchema = z.object({
  version: z.int(),
  at: moment,
  by: z.string(),
  why: z.string(),
})

export const ruleVersionsSchema = z.object({
  inForce: z.int().describe('0: the files of the folder'),
  versions: z.array(ruleVersionSchema).readonly().describe('Newest first'),
  changes: z.array(ruleChangeSchema).readonly().describe('What was put in force, newest first'),
})
export const ruleVersionsQuerySchema = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce.number().int().min(1).optional().describe('Only versions before this number'),
})
export const ruleVersionParamsSchema = z.object({
  version: z.coerce.number().pipe(versionNumber),
})

export const writtenVersionSchema = z.object({
  version: z.int(),
  made: ruleVersionSchema.optional().describe('Left out for the files of the folder'),
  documents: z.record(z.string(), z.string()),
  limits: z
    .array(
      z.object({
        path: z.string(),
        value: z.number(),
        title: bilingual,
        unit: z.string(),
        source: z.string(),
        certainty: z.string(),
      }),
    )
    .readonly(),
})

const documentName = z
  .string()
  .max(140)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\.ya?ml$/, 'a document is named such as road-depth.yaml')

export const ruleDraftSchema = z
  .strictObject({
    base: versionNumber.optional().describe('The version in force by default'),
    why,
    documents: z
      .record(documentName, z.string().max(longestDocument).nullable())
      .default({})
      .describe('By name; null takes one away'),
    limits: z
      .record(z.string().max(200), z.number())
      .default({})
      .describe('Numbers of limits.yaml by their path, such as road.file_cm'),
    imports: z
      .boolean()
      .default(false)
      .describe('The files of the folder as they are now, in place of documents and limits'),
  })
  .refine(
    ({ documents, limits, imports }) =>
      Object.keys(documents).length + Object.keys(limits).length > 0 !== imports,
    { error: 'change a document or a limit, or import the folder' },
  )

const mistakes = z
  .array(z.object({ file: z.string(), line: z.int(), message: z.string() }))
  .readonly()

export const ruleCheckSchema = z.object({
  ok: z.boolean().describe('It may be put in force'),
  rules: z.int(),
  mistakes,
  warnings: mistakes,
  passed: z.int(),
  failures: z.array(z.string()).readonly().describe('Tests that failed, with what differs'),
})

export const rulePutSchema = z.strictObject({ why })
export const ruleBackSchema = z.strictObject({
  why,
  to: versionNumber.optional().describe('The one that was in force before by default'),
})

export const whyQuerySchema = z.strictObject({
  device: deviceIdSchema.optional(),
  at: instantSchema.optional().describe('Of a device; now when left out'),
  reading: z.string().max(256).optional(),
  alarm: z.string().max(256).optional(),
  case: z.string().max(64).optional(),
})

const named = z
  .array(z.object({ name: z.string(), value: value.describe('null: unknown') }))
  .readonly()

const ruleExplainedSchema = z.object({
  rule: z.string(),
  title: bilingual,
  version: z.string(),
  applies: z.boolean(),
  judged: moment.optional().describe('The instant of the device that was judged last'),
  entries: named.describe('Of `let`'),
  levels: z
    .array(
      z.object({
        severity: z.enum(severities),
        when: z.string(),
        holds: z.boolean().nullable().describe('null: unknown'),
        clear: z.string().optional(),
        clears: z.boolean().nullable().optional(),
        values: named.describe('What both read'),
        holdSeconds: z.number(),
        since: moment.optional().describe('Since when it holds, by the clock of the device'),
        clearSince: moment.optional(),
        clearHoldSeconds: z.number(),
        stands: z.boolean(),
      }),
    )
    .readonly(),
  restsUntil: moment.optional(),
  verdict: z.string(),
})

const recordedAlarmSchema = z.object({
  alarm: z.string(),
  rule: z.string(),
  device: z.string(),
  raisedAt: moment,
  clearedAt: moment.optional(),
  severity: z.enum(severities).optional(),
  outcome: z.string().describe('What the cases did with it'),
  case: z.string().optional(),
  suppression: z.string().optional(),
})

export const whySchema = z.object({
  answers: z
    .array(
      z.object({
        device: z.string(),
        at: moment.describe('Of the last record that was judged'),
        alarm: recordedAlarmSchema.optional().describe('The alarm that was asked about'),
        reading: z
          .object({
            id: z.string(),
            observedAt: moment,
            receivedAt: moment,
            timing: z.string(),
            values: z.partialRecord(z.string(), z.number()),
            quality: z.partialRecord(z.string(), z.string()).optional(),
          })
          .optional()
          .describe('The newest that had arrived'),
        rules: z.array(ruleExplainedSchema).readonly(),
        transitions: z
          .array(
            z.object({
              alarm: z.string(),
              rule: z.string(),
              at: moment,
              kind: z.enum(['raised', 'escalated', 'eased', 'reminded', 'amended', 'cleared']),
              severity: z.enum(severities).optional(),
              condition: z.string().optional(),
              values: z.record(z.string(), value).optional(),
              since: moment.optional().describe('When the condition first held'),
              muted: z.string().optional().describe('The suppression that covers it'),
            }),
          )
          .readonly()
          .describe('When it is judged again, newest last'),
        recorded: z
          .array(recordedAlarmSchema)
          .readonly()
          .describe('Alarms of the device that stood then, by the register'),
        notes: z.array(z.string()).readonly(),
      }),
    )
    .readonly()
    .describe('One for each alarm of a case, otherwise one'),
})

export type Rule = Answered<z.output<typeof ruleSchema>>
export type WrittenRule = Answered<z.output<typeof ruleDocumentSchema>>
export type DeviceRule = Answered<z.output<typeof deviceRuleSchema>>
export type RuleVersion = Answered<z.output<typeof ruleVersionSchema>>
export type WrittenVersion = Answered<z.output<typeof writtenVersionSchema>>
export type RuleDraft = Answered<z.input<typeof ruleDraftSchema>>
export type RuleCheck = Answered<z.output<typeof ruleCheckSchema>>
