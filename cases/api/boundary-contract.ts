/** What the API takes and answers of boundaries between units (职责界线). */
import { z } from 'zod'

import { boundaryScopes } from '../../core/dispute-terms.ts'
import { words } from '../life/commands.ts'
import { instant } from './contract.ts'

export const boundarySchema = z
  .object({
    case: z.string().describe('The case that it was drawn for, which names it'),
    category: z.string(),
    scope: z.enum(boundaryScopes),
    place: z.string().describe('Component, device or area of the thing, or the cell'),
    unit: z.string(),
    since: instant,
    by: z.string(),
    reason: z.string(),
    revoked: z.object({ at: instant, by: z.string(), reason: z.string() }).optional(),
  })
  .describe('A boundary that a designation drew (职责界线)')

export const boundariesSchema = z.array(boundarySchema)
export const revokeSchema = z.strictObject({ reason: words(500) })
