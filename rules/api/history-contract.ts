/** What the API answers of records that are judged again: backtests, and why. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { instantSchema } from '../../core/api-fields.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { severities } from '../../core/severity.ts'
import { bilingual, filing, moment } from './contract.ts'

const value = z.union([z.number(), z.string(), z.boolean(), z.null()])

export const backtestBodySchema = z.strictObject({
  from: moment,
  to: moment.optional().describe('Exclusive; now when left out'),
  device: deviceIdSchema.optional().describe('Only this one'),
  against: z
    .record(z.string().max(128), z.string().max(65_536))
    .optional()
    .describe('Other rules: the files of their folder by name, with limits.yaml'),
  againstVersion: z
    .int()
    .min(0)
    .optional()
    .describe('In place of `against`: this version of the rules; 0 are the files of the folder'),
  rest: z
    .boolean()
    .optional()
    .describe('Rests as long as it judges, also where the system beside it keeps up'),
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
    by: z.string().describe('Who began it'),
    device: z.string().optional().describe('Only this one'),
    againstVersion: z.int().optional().describe('Version that is judged beside those in force'),
    state: z.enum(['running', 'done', 'failed', 'stopped']),
    from: moment,
    to: moment,
    startedAt: moment,
    progress: z.object({
      at: moment,
      share: z.number().describe('0 to 1, from the first reading there is to the end'),
      readings: z.int(),
    }),
    parts: z
      .array(
        z.object({ source: z.enum(['series', 'frames', 'readings']), from: moment, to: moment }),
      )
      .readonly()
      .describe('What was read; it begins as long before the span as the rules reach back'),
    since: moment.optional().describe('From when on the rules want readings for the span'),
    firstReading: moment
      .optional()
      .describe('When the first of them was received; none when there was no reading'),
    notes: z.array(bilingual).readonly().describe('What is not as the engine had it'),
    message: bilingual.optional().describe('Why it failed'),
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
  verdict: bilingual.describe('A sentence that sums it up'),
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
        notes: z.array(bilingual).readonly(),
      }),
    )
    .readonly()
    .describe('One for each alarm of a case, otherwise one'),
})

export type Backtesting = Answered<z.output<typeof backtestSchema>>
export type BacktestReport = Answered<z.output<typeof backtestReportSchema>>
export type WouldBe = Answered<z.output<typeof wouldBeSchema>>
export type WhyAnswer = Answered<z.output<typeof whySchema>>['answers'][number]
