/** How whoever reported a problem follows its case (进度查询), and what they said of it (满意度). */
import { z } from 'zod'

import { followedStages, followedSteps } from '../../core/follow-terms.ts'
import { satisfactions } from '../../core/satisfaction-terms.ts'
import { words } from '../life/commands.ts'

const instant = z.int().describe('Epoch milliseconds, UTC')
const rating = z.enum(satisfactions)

/** Of a case. */
export const ratingShape = {
  rating: z
    .object({
      rating,
      at: instant,
      settled: z.literal(true).optional().describe('A supervisor answered it'),
    })
    .optional()
    .describe('Of whoever reported it, since it was closed (满意度)'),
}

const code = z
  .string()
  .max(40)
  .describe('As it was told; capitals, blanks and hyphens make no difference')

export const followSchema = z.strictObject({ code })
export const rateSchema = z.strictObject({ code, rating, text: words(500).optional() })

export const followCodeSchema = z.object({
  code: z.string().describe('Kept nowhere: a lost one is replaced by another'),
  path: z.string().describe('Of the page; what stands behind # reaches no server'),
})

export const followedSchema = z.object({
  case: z.string(),
  title: z.object({ zh: z.string(), en: z.string() }),
  category: z.string(),
  stage: z.enum(followedStages),
  steps: z.array(z.object({ step: z.enum(followedSteps), at: instant })).readonly(),
  replies: z.array(z.object({ text: z.string(), at: instant })).readonly(),
  rating: z.object({ rating, at: instant }).optional(),
  rateUntil: instant.optional().describe('It can be rated until then'),
})

export const saidSchema = z.object({
  rating: rating.optional(),
  at: instant.optional(),
  text: z.string().optional().describe('What was said with the last rating'),
})
