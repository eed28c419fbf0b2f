/** What the API answers of administrative acts (管理操作). */
import { z } from 'zod'

import { roles } from '../../core/actor.ts'

export const actsQuerySchema = z.strictObject({
  day: z.iso.date().optional().describe('A day on the clocks of the city; today by default'),
})

const actSchema = z.object({
  number: z.int().describe('Its place in the chain of the day'),
  at: z.number(),
  by: z.object({ name: z.string(), role: z.enum(roles), person: z.string().optional() }),
  what: z.string().describe('Method and route'),
  words: z.object({ zh: z.string(), en: z.string() }).optional(),
  of: z.record(z.string(), z.string()).describe('What the route leaves open'),
  from: z.string().describe('Network address'),
  status: z.int().optional().describe('How it was answered; left out: it was cut off'),
})

export const actsSchema = z.object({
  day: z.iso.date(),
  items: z.array(actSchema).readonly(),
  wrong: z.array(z.int()).readonly().describe('Places of the chain that are not as written'),
})
