/** What the API takes and answers of evaluation (考评). */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { dimensions } from '../report/evaluation.ts'
import { instant } from './contract.ts'

export const evaluationQuerySchema = z.strictObject({
  from: z.iso.date().optional().describe('First day; with `to` alone the 30 days up to it'),
  to: z.iso.date().optional().describe('Last day, on the clocks of the city; yesterday by default'),
  by: z.enum(dimensions).default('unit'),
})

const dates = z.object({ from: z.string(), to: z.string() })
const bilingual = z.object({ zh: z.string(), en: z.string() })
const value = z.number().exactOptional()

const row = {
  score: z.number().exactOptional().describe('0 to 100, by the weights of the indicators'),
  values: z
    .array(
      z.object({
        indicator: z.string(),
        numerator: z.int(),
        denominator: z.int(),
        value: value.describe('A share, or milliseconds; absent when the denominator is 0'),
        previous: value.describe('Of as many days before (环比)'),
        yearAgo: value.describe('Of the same dates a year ago (同比)'),
      }),
    )
    .readonly(),
  returned: z.int().describe('Orders that the unit gave back in the period (退回数)'),
  voided: z.int().describe('Cases made void in the period (作废数)'),
}

export const evaluationSchema = z
  .object({
    ...dates.shape,
    by: z.enum(dimensions),
    generatedAt: instant,
    running: z.boolean().describe('The period is not over: it was counted until `generatedAt`'),
    previous: dates,
    yearAgo: dates,
    indicators: z
      .array(
        z.object({
          id: z.string(),
          name: bilingual,
          numerator: bilingual,
          denominator: bilingual,
          unit: z.enum(['share', 'duration']),
          better: z.enum(['high', 'low']),
          weight: z.number().exactOptional(),
        }),
      )
      .readonly(),
    total: z.object(row),
    rows: z
      .array(
        z.object({
          key: z.string().exactOptional().describe('Absent: what no unit, place or person has'),
          rank: z.int().exactOptional(),
          ...row,
        }),
      )
      .readonly()
      .describe('The best score first'),
  })
  .describe('Evaluation (考评) of a period')

export type Evaluation = Answered<z.output<typeof evaluationSchema>>
