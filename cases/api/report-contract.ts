/** What the report of a day (日报) answers. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { severities } from '../../core/severity.ts'
import { bilingual, instant } from './contract.ts'

const row = {
  collected: z.int(),
  closed: z.int(),
  openAtEnd: z.int(),
  overdue: z.int().describe('Deadlines that passed on the day; of a unit only those of handling'),
  recurred: z
    .int()
    .describe('Cases that came and follow one that was closed (复发); of a unit those that it had'),
}
const parted = {
  ...row,
  inTime: z
    .int()
    .describe('Of the closed, those without a passed deadline; of a unit only its handling counts'),
}

export const reportSchema = z
  .object({
    date: z.string(),
    from: instant,
    to: instant.describe('The midnight that ends the day, or the time that was asked for'),
    generatedAt: instant.describe('Before `to`: the day is not over'),
    cases: z.object({
      ...row,
      filed: z.int(),
      dispatched: z.int(),
      reported: z.int(),
      voided: z.int(),
      returned: z.int(),
      reworked: z.int(),
    }),
    onTime: z
      .object({ closed: z.int(), inTime: z.int() })
      .describe('Cases closed on the day, and those of them without a passed deadline (按期结案)'),
    handlingMinutes: z
      .object({ median: z.number(), p90: z.number() })
      .optional()
      .describe(
        'How long units had the cases closed on the day, without the time of the inspector',
      ),
    byCategory: z.array(z.object({ category: z.string(), ...parted })).readonly(),
    byUnit: z
      .array(z.object({ unit: z.string().optional(), ...parted }))
      .readonly()
      .describe('Without `unit`: cases that no unit had'),
    byStreet: z
      .array(z.object({ street: z.string().optional(), ...parted }))
      .readonly()
      .describe('Nine digits of the grid code; without: cases whose cell is not known'),
    bySeverity: z.array(z.object({ severity: z.enum(severities), ...parted })).readonly(),
    alarms: z.object({
      raised: z.int(),
      cleared: z.int(),
      byRule: z.array(z.object({ rule: z.string(), title: bilingual, raised: z.int() })).readonly(),
    }),
    topDevices: z.array(z.object({ device: z.string(), alarms: z.int() })).readonly(),
    byHour: z
      .array(
        z.object({
          ...{ at: instant, collected: z.int(), closed: z.int() },
          raised: z.int().describe('Alarms raised'),
        }),
      )
      .readonly()
      .describe('Each hour of the day; `at`: when it begins'),
  })
  .describe('Report of a day (日报)')

export const reportQuerySchema = z.strictObject({
  date: z.iso.date().optional().describe('A day on the clocks of the city; today by default'),
  time: z
    .string()
    .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'a time is like 14:05')
    .optional()
    .describe(
      'Only until this time of the day, to compare it with one that lasts; all of it by default',
    ),
})

export type DailyReport = Answered<z.output<typeof reportSchema>>
