/** What the API takes and answers of evaluation (考评). */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { sources, stages } from '../../core/case-terms.ts'
import { dimensions } from '../../core/evaluation-dimensions.ts'
import { languages } from '../report/sheet.ts'
import { figureNames } from '../report/indicators.ts'
import { instant, next, paging } from './contract.ts'
import { gridCode } from './grid-contract.ts'

/** Of files for a spreadsheet. */
export const language = z.enum(languages).default('zh').describe('Of headings and names')

export const evaluationQuerySchema = z.strictObject({
  from: z.iso.date().optional().describe('First day; with `to` alone the 30 days up to it'),
  to: z.iso.date().optional().describe('Last day, on the clocks of the city; yesterday by default'),
  by: z.enum(dimensions).default('unit'),
  grid: gridCode
    .optional()
    .describe('In this responsibility grid (责任网格) of the last day; not of an edition'),
  edition: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('As it was frozen; `from` and `to` say which period'),
})
export const evaluationFileQuerySchema = z.strictObject({
  ...evaluationQuerySchema.shape,
  language,
})

/** A count that an indicator is made of. */
const figure = z.enum(figureNames)
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
  duplicates: z.int().describe('Cases marked as repeats in the period (重复数)'),
  suspended: z.int().describe('Suspensions granted in the period (挂账数)'),
  selfHandled: z.int().describe('Mended on the spot in the period (自行处置数)'),
  supervised: z.int().describe('Supervisions begun in the period (督办数)'),
  supervisionDone: z
    .int()
    .describe('Supervisions that were lifted or whose case was closed in the period (督办完成数)'),
  transferred: z.int().describe('Transfers to authorities outside in the period (移送数)'),
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
          figures: z
            .object({ numerator: figure, denominator: figure })
            .describe('Names that `/v1/evaluations/cases` takes'),
          unit: z.enum(['share', 'duration']),
          better: z.enum(['high', 'low']),
          weight: z.number().exactOptional(),
        }),
      )
      .readonly(),
    weightsFrom: z.string().exactOptional().describe('Whence the weights are'),
    total: z.object(row),
    rows: z
      .array(
        z.object({
          key: z.string().exactOptional().describe('Absent: what no unit, place or person has'),
          rank: z.int().exactOptional(),
          previousRank: z.int().exactOptional().describe('In the period before'),
          interview: z
            .boolean()
            .exactOptional()
            .describe('Last in two quarters running: a reason for an interview (约谈)'),
          ...row,
        }),
      )
      .readonly()
      .describe('The best score first'),
  })
  .describe('Evaluation (考评) of a period')

export const figureQuerySchema = z.strictObject({
  ...evaluationQuerySchema.shape,
  figure,
  key: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Of this row; `-` is the row of what belongs to none; of all cases by default'),
  ...paging,
})
export const figureFileQuerySchema = figureQuerySchema
  .omit({ limit: true, cursor: true })
  .extend({ language })

export const figureCasesSchema = z.object({
  items: z
    .array(
      z.object({
        id: z.string(),
        amount: z.number().describe('How much it adds to the figure'),
        category: z.string(),
        source: z.enum(sources),
        cell: z.string().exactOptional(),
        title: bilingual.exactOptional().describe('As the case is now'),
        stage: z.enum(stages).exactOptional(),
        unit: z.string().exactOptional(),
      }),
    )
    .readonly(),
  next,
})

export type FigureCases = Answered<z.output<typeof figureCasesSchema>>
export type Evaluation = Answered<z.output<typeof evaluationSchema>>
