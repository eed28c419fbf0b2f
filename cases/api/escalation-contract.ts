/** What comes next of the escalation of a case. */
import { z } from 'zod'

import { escalationBases, escalationTargets } from '../../core/escalation-terms.ts'
import { instant } from './contract.ts'

export const escalationSchema = z.object({
  ahead: z
    .array(
      z.object({
        due: instant.describe('When it is told, if the case stays as it is'),
        tell: z.enum(escalationTargets),
        of: z.enum(escalationBases).describe('The deadline it counts from, or the order'),
        base: instant.describe('When that deadline ends, or the order was given'),
        order: z.int().optional().describe('Number of the order of the case that it belongs to'),
        number: z.int().describe('Of a step that is repeated; 0 is the first time'),
      }),
    )
    .readonly(),
})
