/** What a case says of its supervision (督办). */
import { z } from 'zod'

import {
  supervisionKinds,
  supervisionLevels,
  supervisionStates,
} from '../../core/supervision-terms.ts'

export const supervisionShape = {
  supervision: z
    .object({
      kind: z.enum(supervisionKinds),
      level: z.enum(supervisionLevels),
      state: z.enum(supervisionStates),
      demand: z.string(),
      answer: z.string().optional(),
    })
    .optional()
    .describe('The last supervision (督办)'),
  supervisions: z.int().optional().describe('How many there were'),
}
