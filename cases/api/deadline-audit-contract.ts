/** What the API answers of the audit of deadlines (时限核对). */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { deadlineKinds } from '../../core/case-terms.ts'
import { instant } from './contract.ts'

export const deadlineAuditSchema = z.object({
  last: z
    .object({
      startedAt: instant,
      endedAt: instant,
      cases: z.int().describe('Whose whole record was looked at'),
      missed: z
        .array(
          z.object({
            case: z.string(),
            kind: z.enum([...deadlineKinds, 'resume', 'escalation']),
            due: instant,
          }),
        )
        .readonly()
        .describe('What was owed and nobody wrote: the first thousand'),
      message: z.string().optional().describe('Why the audit could not be ended'),
    })
    .optional(),
})
export type DeadlineAuditAnswer = Answered<z.output<typeof deadlineAuditSchema>>
