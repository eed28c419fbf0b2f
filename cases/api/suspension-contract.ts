/** What a case says of its suspensions (挂账). */
import { z } from 'zod'

import { deadlineKinds } from '../../core/case-terms.ts'
import {
  suspensionLevels,
  suspensionReasons,
  suspensionStates,
} from '../../core/suspension-terms.ts'

const instant = z.int().describe('Epoch milliseconds, UTC')

const stopped = z.object({
  kind: z.enum(deadlineKinds),
  left: z.number().describe('Milliseconds of the clock that `limit` runs by'),
  limit: z.string(),
})

export const suspensionShape = {
  suspension: z
    .object({
      state: z.enum(suspensionStates),
      reason: z.enum(suspensionReasons),
      until: instant,
      level: z.enum(suspensionLevels).describe('Who has to answer, or had to'),
      since: instant.optional().describe('When it was granted'),
      stopped: z
        .array(stopped)
        .readonly()
        .optional()
        .describe('Deadlines that stand still while it lasts'),
    })
    .optional()
    .describe('That the order cannot be gone on with (挂账): the last one that was asked for'),
  suspensions: z.int().optional().describe('How many were granted'),
  suspendedFor: z.number().optional().describe('Milliseconds of those that are over'),
}
