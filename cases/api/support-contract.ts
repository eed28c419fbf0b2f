/** What a case says of its supporting units (配合单位). */
import { z } from 'zod'

import { supportStates } from '../../core/support-terms.ts'

const instant = z.int().describe('Epoch milliseconds, UTC')

export const supportShape = {
  supports: z
    .array(
      z.object({
        unit: z.string(),
        state: z.enum(supportStates),
        task: z.string(),
        deadline: z.object({ at: instant, certain: z.boolean() }).optional(),
        overdue: z.literal(true).optional(),
        reason: z.string().optional().describe('Why it was declined or withdrawn'),
        text: z.string().optional().describe('What was done'),
      }),
    )
    .readonly()
    .optional()
    .describe('Units that do a part of the work beside the one that has it (配合单位)'),
}
