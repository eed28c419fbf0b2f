/** What the API takes and answers of what holds alarms back. */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { suppressionKinds } from '../../core/case-terms.ts'
import { severities } from '../../core/severity.ts'
import type { newSuppressionSchema } from '../life/suppression-command.ts'
import { flag, instant, next, paging } from './contract.ts'

const texts = z.array(z.string()).readonly().optional()

export const suppressionSchema = z
  .object({
    id: z.string(),
    kind: z.enum(suppressionKinds),
    matcher: z.object({
      rules: texts,
      kinds: texts,
      sites: texts,
      devices: texts,
      gateways: texts,
      owners: texts,
      cells: texts,
      circle: z
        .object({ longitude: z.number(), latitude: z.number(), metres: z.number() })
        .optional(),
    }),
    upTo: z.enum(severities),
    reason: z.string(),
    permit: z.string().optional(),
    from: instant,
    until: instant,
    repeat: z
      .object({
        weekdays: z.array(z.int()).readonly().optional(),
        hours: z
          .object({ from: z.int(), to: z.int() })
          .optional()
          .describe('Minutes since midnight on the clocks of the city'),
      })
      .optional(),
    by: z.string(),
    at: instant,
    ended: z.object({ by: z.string(), at: instant, reason: z.string() }).optional(),
    inForce: z.boolean().describe('Now, at this hour'),
    partial: z
      .literal(true)
      .optional()
      .describe('It covers more, outside of the part of the city that is seen'),
  })
  .describe('What holds alarms back (搁置、检修、作业许可)')

export const previewSchema = z.object({
  devices: z.int().describe('Devices that it covers now'),
  standing: z.int().describe('Standing alarms of them, as grave as it holds back'),
})
export const suppressionPageSchema = z.object({
  items: z.array(suppressionSchema).readonly(),
  next,
})
export const suppressionQuerySchema = z.strictObject({
  running: flag.optional().describe('Only those that are not over'),
  ...paging,
})
export const suppressionParamsSchema = z.object({ id: z.string().min(1).max(64) })

export type SuppressionAsked = Answered<z.input<typeof newSuppressionSchema>>
export type Suppression = Answered<z.output<typeof suppressionSchema>>
