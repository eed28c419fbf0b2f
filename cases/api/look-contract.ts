/** Who looked at personal data (个人信息查看记录), and how long it is kept. */
import { z } from 'zod'

import { roles } from '../../core/actor.ts'
import { lookedAt, purposeSchema } from '../life/look.ts'
import { instant } from './contract.ts'

export const revealSchema = z.strictObject({
  purpose: purposeSchema.optional().describe('What for (查看事由)'),
})

const filter = z.strictObject({
  case: z.string().max(64).optional(),
  by: z.string().max(64).optional().describe('Name of whoever looked'),
})
export const looksQuerySchema = filter.extend({
  before: z.coerce.number().int().min(1).optional().describe('Go on behind this number'),
  limit: z.coerce.number().int().min(1).max(500).default(100),
})
export const looksCsvQuerySchema = filter

const lookSchema = z.object({
  number: z.int(),
  at: instant,
  by: z.object({ name: z.string(), role: z.enum(roles), person: z.string().optional() }),
  case: z.string().optional(),
  what: z.enum(lookedAt),
  fields: z.array(z.string()).readonly(),
  purpose: z.string().optional(),
})
export const looksPageSchema = z.object({
  items: z.array(lookSchema),
  next: z.int().optional(),
})

export const looksProofSchema = z.object({
  intact: z.boolean(),
  wrong: z.array(z.int()).readonly().describe('Numbers that are not as written'),
})

export const retentionSchema = z.object({
  reporters: z
    .object({
      before: instant.describe('Of cases that ended before'),
      due: z.array(z.string()).readonly().describe('Cases whose reporter the next sweep erases'),
      more: z.boolean(),
    })
    .optional()
    .describe('Left out: reporters are kept until somebody erases them'),
  photos: z
    .object({
      before: instant.describe('Of cases that ended before'),
      due: z
        .array(z.object({ case: z.string(), photos: z.int() }))
        .readonly()
        .describe('Cases of which the next sweep deletes so many photos'),
      more: z.boolean(),
    })
    .optional()
    .describe('Left out: photos are kept for ever'),
  tracks: z
    .object({ before: instant.describe('Positions of patrols that are older') })
    .describe('What the next sweep deletes of tracks (轨迹)'),
})
