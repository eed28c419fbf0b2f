/** How much it has rained, by gauge. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'

export const rainSchema = z.object({
  from: z.number().describe('The hour begins'),
  to: z.number().describe('The hour and the day are told until here'),
  midnight: z.number().describe('The day begins, on the clocks of the city'),
  gauges: z
    .array(
      z.object({
        device: z.string(),
        name: z.string().optional(),
        longitude: z.number(),
        latitude: z.number(),
        cell: z.string().optional(),
        at: z.number().describe('When the newest value was observed'),
        hour: z.number().describe('Millimetres in the hour'),
        today: z.number().describe('Millimetres since midnight'),
      }),
    )
    .readonly()
    .describe('Those that were heard in the last two hours, the most rain first'),
})

export type Rain = Answered<z.output<typeof rainSchema>>
