/** What the API takes and answers of the audit of what was not filed (应立未立). */
import { z } from 'zod'

import type { Answered } from '../../core/answered.ts'
import { words } from '../life/commands.ts'
import { unfiledReasons, verdicts } from '../report/filing-audit.ts'
import { instant } from './contract.ts'
import { language } from './evaluation-contract.ts'

export const auditCommandSchema = z.discriminatedUnion('command', [
  z.strictObject({
    command: z.literal('draw'),
    size: z.int().min(1).max(1_000).default(50).describe('How many are drawn, at most'),
  }),
  z.strictObject({
    command: z.literal('mark'),
    subject: z.string().min(1).max(400),
    verdict: z.enum(verdicts).describe('`should`: it should have been filed'),
    reason: words(500),
  }),
])

const counts = {
  candidates: z.int().describe('Not filed in the period'),
  sampled: z.int(),
  audited: z.int(),
  should: z.int().describe('Should have been filed (应立未立数)'),
  rightly: z.int(),
  missedRate: z.number().exactOptional().describe('漏立率: should / audited'),
  filed: z.int().describe('Cases filed in the period (立案数)'),
  filedRightly: z.int(),
  accurateRate: z.number().exactOptional().describe('准确立案率: filedRightly / filed'),
}
const act = { at: instant, by: z.string() }
const head = {
  id: z.string(),
  from: z.string(),
  to: z.string(),
  version: z.int(),
  drawn: z.object(act),
}

export const auditListSchema = z.object({
  items: z.array(z.object({ ...head, ...counts })).readonly(),
})
export const auditSchema = z
  .object({
    ...head,
    ...counts,
    sample: z
      .array(
        z.object({
          subject: z.string().describe('`alarm:` or `case:` and the identifier'),
          at: instant,
          why: z.enum(unfiledReasons),
          title: z.object({ zh: z.string(), en: z.string() }).exactOptional(),
          category: z.string().exactOptional(),
          rule: z.string().exactOptional(),
          cell: z.string().exactOptional(),
          mark: z.object({ ...act, verdict: z.enum(verdicts), reason: z.string() }).exactOptional(),
        }),
      )
      .readonly(),
  })
  .describe('Audit of what was not filed in a period (应立未立)')

export const auditFileQuerySchema = z.strictObject({ language })

export type AuditList = Answered<z.output<typeof auditListSchema>>
export type Audit = Answered<z.output<typeof auditSchema>>
export type AuditAsked = Answered<z.input<typeof auditCommandSchema>>
