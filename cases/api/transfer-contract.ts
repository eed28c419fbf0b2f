/** What a case says of its transfer to an authority outside (移送). */
import { z } from 'zod'

import { transferStates } from '../../core/transfer-terms.ts'

export const transferShape = {
  transfer: z
    .object({
      state: z.enum(transferStates),
      to: z.string().describe('The authority, in words'),
      reason: z.string(),
      number: z.string().optional().describe('Of the letter (文号)'),
      feedback: z.string().optional().describe('What it answered, or what was found on site'),
    })
    .optional()
    .describe('The last transfer to an authority outside of the platform (移送)'),
}
