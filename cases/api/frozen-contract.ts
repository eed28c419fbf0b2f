/** What the API takes and answers of frozen evaluations (考评冻结、签发). */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { words } from '../life/commands.ts'
import { dimensions } from '../../core/evaluation-dimensions.ts'
import { instant } from './contract.ts'
import { evaluationSchema } from './evaluation-contract.ts'

const id = z
  .string()
  .regex(
    /^\d{4}-\d\d-\d\d_\d{4}-\d\d-\d\d$/,
    'is first and last day, such as 2026-03-01_2026-03-31',
  )
export const frozenParamsSchema = z.object({ id })

const comment = words(500).optional()
export const frozenCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({ command: z.literal('freeze'), comment }),
  z.strictObject({ command: z.literal('sign'), comment }),
  z.strictObject({ command: z.literal('reopen'), reason: words(500) }),
])

const act = { at: instant, by: z.string() }
const editionSchema = z.object({
  edition: z.int(),
  cases: z.int().describe('How many cases it counts'),
  formulas: z.int().describe('Version of the formulas'),
  digest: z.string().describe('SHA-256 over all that was frozen'),
  frozen: z.object({ ...act, comment: z.string().optional() }),
  signed: z.object({ ...act, comment: z.string().optional() }).optional(),
  reopened: z.object({ ...act, reason: z.string() }).optional(),
})

export const frozenSchema = z
  .object({
    id: z.string(),
    from: z.string(),
    to: z.string(),
    version: z.int(),
    stage: z.enum(['frozen', 'signed', 'reopened']),
    editions: z.array(editionSchema).readonly().describe('Oldest first'),
  })
  .describe('A period whose evaluation was frozen')

export const frozenListSchema = z.object({ items: z.array(frozenSchema).readonly() })

export const frozenQuerySchema = z.strictObject({
  by: z.enum(dimensions).default('unit'),
  edition: z.coerce.number().int().min(1).optional().describe('The newest by default'),
})

export const frozenEvaluationSchema = z.object({
  state: frozenSchema,
  edition: z.int(),
  evaluation: evaluationSchema.describe('As it was frozen'),
  now: evaluationSchema.describe('The same period as it is counted now'),
  differences: z
    .array(
      z.object({
        key: z.string().optional().describe('`*`: of all cases; absent: of what has none'),
        figure: z.string(),
        name: z.object({ zh: z.string(), en: z.string() }),
        frozen: z.number(),
        now: z.number(),
      }),
    )
    .readonly()
    .describe('Counts that are other ones now'),
})

export const frozenProofSchema = z.object({
  intact: z.boolean(),
  faults: z
    .array(
      z.object({
        version: z.int(),
        page: z.int().optional(),
        fault: z.enum(['changed', 'missing']),
      }),
    )
    .readonly(),
})

export type Frozen = Answered<z.output<typeof frozenSchema>>
export type FrozenView = Answered<z.output<typeof frozenEvaluationSchema>>
export type FrozenAsked = Answered<z.input<typeof frozenCommandSchema>>
