/** What the server itself answers: who is signed in, and the city; routes and console have it from here. */
import { z } from 'zod'

import { roles } from '../../core/actor.ts'
import type { Answered } from '../../core/answered.ts'

export const signInSchema = z.strictObject({ token: z.string().min(1).max(200) })

export const personSchema = z.object({
  name: z.string(),
  role: z.enum(roles),
  unit: z.string().optional(),
})

const bilingual = { zh: z.string(), en: z.string() }
export const citySchema = z.object({
  name: z.object(bilingual),
  zone: z.string(),
  night: z.object({ from: z.string(), to: z.string() }),
  map: z.object({ tiles: z.string().optional(), attribution: z.string().optional() }),
  grafana: z.string().optional(),
  kinds: z.record(
    z.string(),
    z.object({
      ...bilingual,
      period: z.number(),
      sites: z.array(z.string()).readonly(),
      quantities: z.array(z.string()).readonly(),
    }),
  ),
  quantities: z.record(z.string(), z.object({ ...bilingual, unit: z.string() })),
  /** Words by id, and of category codes. */
  sites: z.record(z.string(), z.object(bilingual)),
  categories: z.record(z.string(), z.object(bilingual)),
})

export type Person = Answered<z.output<typeof personSchema>>
export type City = Answered<z.output<typeof citySchema>>
