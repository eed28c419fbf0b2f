import { z } from 'zod'

/** How sure a number is: read in the standard, seen at second hand, remembered, or our own proposal. */
export const certainties = ['verified', 'second-hand', 'recalled', 'proposed'] as const
export type Certainty = (typeof certainties)[number]

/** Where a number or a rule comes from, and how sure that is. */
export const origin = {
  source: z.string().min(1).max(500),
  certainty: z.enum(certainties),
}
