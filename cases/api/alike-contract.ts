/** Cases that may tell of one thing (疑似重复). */
import { z } from 'zod'

import { caseSchema } from './contract.ts'

export const alikeSchema = z.object({
  items: z
    .array(
      z.object({
        case: caseSchema,
        metres: z
          .int()
          .optional()
          .describe('Between them; absent where a position is missing and they lie in one cell'),
      }),
    )
    .readonly(),
})

/** The answer to a report: the case, and what may have told of it before. */
export const reportedSchema = caseSchema.extend({
  alike: z
    .array(z.string())
    .readonly()
    .optional()
    .describe('Open cases that may tell of the same thing (疑似重复)'),
})
