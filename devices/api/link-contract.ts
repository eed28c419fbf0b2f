/** Who holds links (联动) over HTTP; routes, console and command line have it from here. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { writtenSchema } from '../../core/api-fields.ts'

export const holdLinksSchema = z.strictObject({
  device: z.string().min(1).max(64).optional().describe('Left out: all devices of the city'),
  held: z.boolean().describe('false: links go on'),
  reason: writtenSchema(300),
})

const holdSchema = z.object({
  device: z.string().optional().describe('Left out: all devices of the city'),
  held: z.boolean(),
  by: z.string(),
  at: z.number(),
  reason: z.string(),
})

export const linkHoldsSchema = z.object({
  held: z.array(holdSchema).describe('What is held now, the city first'),
  edits: z.array(holdSchema).describe('Who held and let go, newest first'),
})

export type LinkHoldView = Answered<z.output<typeof holdSchema>>
