/** What the API takes and answers of the platform that the city has already. */
import { z } from 'zod'

import { stages } from '../../core/case-terms.ts'
import { words } from '../life/commands.ts'
import { instant } from './contract.ts'

export const platformSchema = z.object({
  waiting: z.int().describe('Cases of which the platform lacks events, refused ones among them'),
  refused: z.int(),
  cases: z
    .array(
      z.object({
        case: z.string(),
        version: z.int().describe('Of the event that it refused'),
        behind: z.int().describe('Events that wait, that one among them'),
        at: instant,
        reason: z.string(),
      }),
    )
    .readonly()
    .describe('The first hundred that are refused, longest first'),
})

export const retrySchema = z.strictObject({
  case: z.string().min(1).max(64).optional().describe('Left out: all that are refused'),
})
export const retriedSchema = z.object({ retried: z.int() })

export const statusSchema = z.strictObject({
  id: words(100).describe('Of their event; the same for each try of it'),
  case: z.string().min(1).max(64),
  status: words(100).describe('Their word; `statuses` of platform.yaml says what it asks'),
  text: words(500).optional().describe('What was found or done, or why'),
  despite: words(500).optional().describe('Why it ends although an alarm of it stands'),
})
export const statusAnswerSchema = z.object({
  outcome: z.enum(['done', 'known', 'noted']).describe('known: the same event came before'),
  case: z.string(),
  version: z.int(),
  stage: z.enum(stages),
})
