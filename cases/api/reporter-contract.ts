/** Who reported a problem (报案人), as the desks read it. */
import { z } from 'zod'

import { instant } from './contract.ts'

export const reporterSchema = z.object({
  number: z.string().optional().describe('Of the call (工单号)'),
  name: z.string().optional(),
  phone: z.string().optional(),
  masked: z
    .boolean()
    .optional()
    .describe('Name and telephone are shown in part; absent when it was erased'),
  proven: z
    .boolean()
    .optional()
    .describe('It fits the hash in the record of the case; absent when it was erased'),
  erased: z.object({ at: instant, by: z.string() }).optional(),
})
