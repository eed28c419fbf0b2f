/** What stood in the last minutes, to be replayed on a map. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { severities } from '../../core/severity.ts'
import { instant } from './contract.ts'

export const replayQuerySchema = z.strictObject({
  minutes: z.coerce.number().int().min(5).max(180).default(60).describe('Back from now'),
})

export const replaySchema = z.object({
  from: instant,
  to: instant,
  alarms: z
    .array(
      z.object({
        alarm: z.string(),
        device: z.string(),
        longitude: z.number().optional(),
        latitude: z.number().optional(),
        severity: z.enum(severities).optional().describe('The last that it had'),
        raisedAt: instant,
        clearedAt: instant.optional().describe('Absent while it stands'),
      }),
    )
    .readonly()
    .describe('Newest first'),
  cut: z.boolean().describe('There were more; the newest are here'),
})

export type Replay = Answered<z.output<typeof replaySchema>>
