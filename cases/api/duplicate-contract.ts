/** What a case says of repeats (重复). */
import { z } from 'zod'

import { sources, stages } from '../../core/case-terms.ts'

export const duplicateShape = {
  duplicate: z
    .object({ of: z.string(), stage: z.enum(stages) })
    .optional()
    .describe('It is a repeat of that case (重复), and was in that stage'),
  duplicates: z
    .array(
      z.object({
        case: z.string(),
        source: z.enum(sources),
        collectedAt: z.int().describe('Epoch milliseconds, UTC'),
      }),
    )
    .readonly()
    .optional()
    .describe('Its repeats: who told of it too'),
}
