/** What the rules answer over HTTP; routes and console have it from here. */
import { z } from 'zod'

import { severities } from '../../core/severity.ts'
import type { Answered } from '../../core/answered.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { areaWords } from '../language/area-document.ts'
import { certainties } from '../language/certainty.ts'
import { levelTimeWords, overrideScopes } from '../language/override.ts'

/** Bytes of a file of rules (rules/in-force/rule-files.ts). */
const longestDocument = 65_536

export const bilingual = z.object({ zh: z.string(), en: z.string() })
export const filing = z.enum(['automatic', 'confirm', 'none'])
export const moment = z.int().describe('Epoch milliseconds, UTC')

const certainty = z.enum(certainties)

export const ruleSchema = z.object({
  id: z.string(),
  title: bilingual,
  version: z.string(),
  source: z.string().optional().describe('Standard and clause that the rule follows'),
  sourceZh: z.string().optional().describe('The same in Chinese, where it differs'),
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
      filing,
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
        unitZh: z.string().optional().describe('The unit in Chinese, where it is words'),
        value: z.number().optional().describe('None where only devices have one'),
        source: z.string(),
        sourceZh: z.string().optional(),
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
  source: z.string().optional().describe('Standard and clause that the rule follows'),
  sourceZh: z.string().optional().describe('The same in Chinese, where it differs'),
  certainty: certainty.optional().describe('How sure it is that they say so'),
  numbers: z
    .array(
      z.object({
        what: z.string().describe('A limit, a time of a level, or a schedule'),
        title: bilingual.optional().describe('Of a limit'),
        value: z.union([z.number(), z.string()]).optional(),
        unit: z.string().optional(),
        unitZh: z.string().optional(),
        from: z
          .string()
          .describe('register, device, owner, street, district, profile, city or rule, and which'),
        source: z.string().optional(),
        sourceZh: z.string().optional(),
        certainty: certainty.optional(),
      }),
    )
    .readonly()
    .describe('What it judges this device by, and where that comes from'),
  neverFires: z
    .array(bilingual)
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
  source: z.string().optional().describe('Standard and clause that the rule follows'),
  sourceZh: z.string().optional().describe('The same in Chinese, where it differs'),
  certainty: certainty.optional().describe('How sure it is that they say so'),
  over: z
    .object({
      kind: z.enum([...areaWords, 'radius', 'around']),
      metres: z.number().optional().describe('Of a radius'),
      points: z.array(z.string()).optional().describe('What the areas lie around'),
    })
    .describe('What an area is'),
  alarms: z.array(z.string()).readonly().describe('Rules whose standing alarms are counted'),
  levels: z.array(
    z.object({
      severity: z.enum(severities),
      when: z.string(),
      holdSeconds: z.number(),
      clearHoldSeconds: z.number(),
      filing,
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
export const deviceRulesSchema = z.object({
  rules: z.array(deviceRuleSchema).readonly(),
  others: z
    .array(z.object({ id: z.string(), title: bilingual, reason: bilingual }))
    .readonly()
    .describe('Rules for its kind that do not watch it, and why'),
})
export const ruleParamsSchema = z.object({ id: z.string().max(64) })
export const ruledDeviceParamsSchema = z.object({ id: deviceIdSchema })

const versionNumber = z
  .int()
  .min(0)
  .max(2 ** 31)
const line = z
  .string()
  .trim()
  .min(1)
  .max(500)
  .regex(/^\P{Cc}*$/u, 'is one line')
const why = line

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
        unitZh: z.string().optional().describe('The unit in Chinese, where it is words'),
        source: z.string(),
        sourceZh: z.string().optional(),
        certainty,
      }),
    )
    .readonly(),
})

const documentName = z
  .string()
  .max(140)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.-]*\.ya?ml$/, 'a document is named such as road-depth.yaml')

const limitPath = z
  .string()
  .max(200)
  .regex(/^\w+(\.\w+)*$/, 'a limit is named such as road.file_cm')

const timePath = z
  .string()
  .max(200)
  .regex(
    new RegExp(`^.+\\.(${severities.join('|')})\\.(${levelTimeWords.join('|')})$`),
    'a time is named such as water-road-depth.yellow.hold',
  )

const overrideEditSchema = z
  .strictObject({
    scope: z.enum(overrideScopes),
    code: line.max(64).describe('The device, the owner, the first 9 or 6 digits of the cell'),
    limits: z
      .record(limitPath, z.number().nullable())
      .default({})
      .describe('By their path; null takes the override of one away'),
    times: z
      .record(timePath, line.max(64).nullable())
      .default({})
      .describe('Times of levels by rule, severity and word: 3m, 2 periods'),
    schedules: z
      .record(limitPath, line.max(500).nullable())
      .default({})
      .describe('Hours by the name of a schedule: Mo-Fr 10:00-14:00'),
    source: line.optional().describe('Where the numbers come from; why, if a new one says none'),
    certainty: certainty.optional().describe('proposed, if a new one says none'),
  })
  .refine(
    ({ limits, times, schedules }) => Object.keys({ ...limits, ...times, ...schedules }).length > 0,
    { error: 'changes nothing: give limits, times or schedules' },
  )

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
    overrides: z
      .array(overrideEditSchema)
      .max(1_000)
      .default([])
      .describe('What differs for devices, owners, streets and districts'),
    imports: z
      .boolean()
      .default(false)
      .describe('The files of the folder as they are now, in place of edits'),
  })
  .refine(
    ({ documents, limits, overrides, imports }) =>
      Object.keys({ ...documents, ...limits }).length + overrides.length > 0 !== imports,
    { error: 'change a document, a limit or an override, or import the folder' },
  )

const mistakes = z
  .array(
    z.object({
      file: z.string(),
      line: z.int(),
      message: z.string().describe('In English'),
      zh: z.string().describe('The same in Chinese'),
    }),
  )
  .readonly()

export const ruleCheckSchema = z.object({
  ok: z.boolean().describe('It may be put in force'),
  rules: z.int(),
  mistakes,
  warnings: mistakes,
  passed: z.int(),
  failures: mistakes.describe('Tests that failed: the name, and below it what differs'),
  byNumbers: mistakes.describe('Tests that differ by changed limits alone; they do not stop it'),
})

export const rulePutSchema = z.strictObject({ why })
export const ruleBackSchema = z.strictObject({
  why,
  to: versionNumber.optional().describe('The one that was in force before by default'),
})

export const ruleShadowSchema = z.object({
  shadow: ruleChangeSchema
    .extend({
      rules: z
        .record(z.string(), z.object({ inForce: z.int(), shadow: z.int() }))
        .describe('Of each rule that differs how many alarms were raised, and would have been'),
      alarms: z
        .array(
          z.object({
            alarm: z.string(),
            rule: z.string(),
            device: z.string(),
            at: moment,
            inForce: z.enum(severities).optional(),
            shadow: z.enum(severities).optional(),
          }),
        )
        .readonly()
        .describe('The newest of them; a side that did not raise it has no severity'),
      failure: z.string().optional().describe('Why it runs no more'),
    })
    .optional()
    .describe('Left out when none runs'),
})

export type Rule = Answered<z.output<typeof ruleSchema>>
export type AreaRule = Answered<z.output<typeof areaRuleSchema>>
export type WrittenRule = Answered<z.output<typeof ruleDocumentSchema>>
export type DeviceRule = Answered<z.output<typeof deviceRuleSchema>>
export type RuleVersion = Answered<z.output<typeof ruleVersionSchema>>
export type WrittenVersion = Answered<z.output<typeof writtenVersionSchema>>
export type RuleDraft = Answered<z.input<typeof ruleDraftSchema>>
export type RuleCheck = Answered<z.output<typeof ruleCheckSchema>>
