/**
 * The audit of what was not filed (应立未立): alarms and reports of a period that met the filing standard and have no case, or one
 * that was made void, of which a sample is drawn that nobody chose. An auditor says of each whether it was rightly not filed.
 */
import { z } from 'zod'

import type { Actor, ActorRole } from '../../core/actor.ts'
import { actorSchema, bilingualSchema, instantSchema } from '../../core/record-schemas.ts'
import type { Instant } from '../../core/time.ts'
import type { Refusal } from '../life/refusals.ts'

export const auditorRoles = ['supervisor', 'manager'] as const satisfies readonly ActorRole[]

/**
 * Why there is no case. suppressed, device-inactive, past: what became of the alarm (`cases/life/listing.ts`). denied: an inspector found
 * no problem. void: it was made void (作废).
 */
export const unfiledReasons = ['suppressed', 'device-inactive', 'past', 'denied', 'void'] as const
export type UnfiledReason = (typeof unfiledReasons)[number]

export const verdicts = ['rightly', 'should'] as const
type Verdict = (typeof verdicts)[number]

const subjectSchema = z.looseObject({
  /** `alarm:` or `case:` and the identifier. */
  subject: z.string(),
  at: instantSchema,
  why: z.enum(unfiledReasons),
  title: bilingualSchema.exactOptional(),
  category: z.string().exactOptional(),
  rule: z.string().exactOptional(),
  cell: z.string().exactOptional(),
})
export type Unfiled = z.output<typeof subjectSchema>

const drawnSchema = z.looseObject({
  from: z.string(),
  to: z.string(),
  /** How many there were to draw from. */
  candidates: z.int(),
  /** Cases filed in the period, and those of them that were not made void by its end. */
  filed: z.int(),
  filedRightly: z.int(),
  sample: z.array(subjectSchema),
})
export type Draw = z.output<typeof drawnSchema>

const about = { at: instantSchema, by: actorSchema }
export const auditFactSchema = z.discriminatedUnion('event', [
  z.looseObject({ ...about, event: z.literal('drawn'), data: drawnSchema }),
  z.looseObject({
    ...about,
    event: z.literal('marked'),
    data: z.looseObject({ subject: z.string(), verdict: z.enum(verdicts), reason: z.string() }),
  }),
])
export type AuditFact = z.output<typeof auditFactSchema>

interface Mark {
  readonly verdict: Verdict
  readonly reason: string
  readonly at: Instant
  readonly by: Actor
}

export interface FilingAudit {
  readonly id: string
  readonly version: number
  readonly drawn: Draw & { readonly at: Instant; readonly by: Actor }
  /** The last word on each; those before it stay in the record. */
  readonly marks: ReadonlyMap<string, Mark>
}

export function evolveAudit(
  id: string,
  before: FilingAudit | undefined,
  { event, at, by, data }: AuditFact,
): FilingAudit | undefined {
  if (event === 'drawn') return { id, version: 1, drawn: { ...data, at, by }, marks: new Map() }
  if (before === undefined) return undefined
  const { subject, verdict, reason } = data
  const marks = new Map([...before.marks, [subject, { verdict, reason, at, by }] as const])
  return { ...before, version: before.version + 1, marks }
}

export type AuditCommand =
  | { readonly command: 'draw'; readonly size: number }
  | {
      readonly command: 'mark'
      readonly subject: string
      readonly verdict: Verdict
      readonly reason: string
    }

/** Why it is not done; undefined when it may be. `end` is that of the period. */
export function refusalOfAudit(
  state: FilingAudit | undefined,
  asked: AuditCommand,
  { actor, now, end }: { readonly actor: Actor; readonly now: Instant; readonly end: Instant },
): Refusal | undefined {
  const allowed: readonly ActorRole[] = auditorRoles
  if (!allowed.includes(actor.role))
    return { reason: 'not-allowed', text: `${asked.command} is for ${allowed.join(', ')}` }
  if (asked.command === 'draw') {
    if (now < end) return { reason: 'not-over', text: 'the period is not over' }
    if (state !== undefined)
      return { reason: 'drawn-before', text: 'the sample of this period is drawn' }
    return undefined
  }
  if (state === undefined) return { reason: 'not-drawn', text: 'no sample of this period is drawn' }
  if (!state.drawn.sample.some(({ subject }) => subject === asked.subject))
    return { reason: 'not-sampled', text: `${asked.subject} is not in the sample` }
  const last = state.marks.get(asked.subject)
  if (last !== undefined && last.verdict === asked.verdict && last.reason === asked.reason)
    return { reason: 'nothing-new', text: 'the record says so already' }
  return undefined
}

export interface AuditCounts {
  readonly sampled: number
  readonly audited: number
  /** 应立未立数. */
  readonly should: number
  readonly rightly: number
  /** 漏立率: 应立未立数 / 已审核数; absent before the first is audited. */
  readonly missedRate?: number
  /** 准确立案率: 准确立案数 / 立案数. */
  readonly accurateRate?: number
}

export function auditCounts({ drawn, marks }: FilingAudit): AuditCounts {
  const said = [...marks.values()]
  const should = said.filter(({ verdict }) => verdict === 'should').length
  const { filed, filedRightly, sample } = drawn
  return {
    ...{ sampled: sample.length, audited: said.length, should, rightly: said.length - should },
    ...(said.length > 0 && { missedRate: should / said.length }),
    ...(filed > 0 && { accurateRate: filedRightly / filed }),
  }
}
