/**
 * An evaluation that was frozen (冻结): what the city publishes of a period stays as it was published. Each freeze is an edition; a
 * manager signs it (签发), and opens it again only with a reason, for another edition. The first stays.
 */
import { z } from 'zod'

import type { Actor, ActorRole } from '../../core/actor.ts'
import { actorSchema, instantSchema } from '../../core/record-schemas.ts'
import { instant, type Instant } from '../../core/time.ts'
import type { Refusal } from '../life/refusals.ts'

/**
 * Of the formulas: of `duties.ts`, `evaluation-counts.ts` and `indicators.ts`. A change of what a count holds raises it.
 * 1: due in the period (decision 0037). 2: what is suspended falls due when it goes on, each round of a reopened case is closed by
 * itself, and suspensions, supervisions and what was mended on the spot are counted. 3: of a repeat nothing is due (decision 0056).
 * 4: what supporting units do is counted (decision 0061). 5: transfers and the feedback to them are counted, and responsibility grids.
 */
export const formulasVersion = 5

export const freezerRoles = [
  'supervisor',
  'manager',
  'administrator',
] as const satisfies readonly ActorRole[]

const about = { at: instantSchema, by: actorSchema }
const comment = z.string().exactOptional()
const frozenSchema = z.looseObject({
  from: z.string(),
  to: z.string(),
  begin: instantSchema,
  end: instantSchema,
  edition: z.int(),
  /** Under which its pages are kept. */
  freeze: z.string(),
  formulas: z.int(),
  pages: z.int(),
  cases: z.int(),
  /** Hash of the last page, in which those before it are chained. */
  digest: z.string(),
  comment,
})
export const frozenFactSchema = z.discriminatedUnion('event', [
  z.looseObject({ ...about, event: z.literal('frozen'), data: frozenSchema }),
  z.looseObject({ ...about, event: z.literal('signed'), data: z.looseObject({ comment }) }),
  z.looseObject({
    ...about,
    event: z.literal('reopened'),
    data: z.looseObject({ reason: z.string() }),
  }),
])
export type FrozenFact = z.output<typeof frozenFactSchema>
export type Freeze = z.output<typeof frozenSchema>

interface Act {
  readonly at: Instant
  readonly by: Actor
}
export interface Edition extends Freeze {
  readonly frozen: Act
  readonly signed?: Act & { readonly comment?: string }
  readonly reopened?: Act & { readonly reason: string }
}

export interface FrozenEvaluation {
  readonly id: string
  readonly version: number
  readonly stage: 'frozen' | 'signed' | 'reopened'
  /** Oldest first; never empty. */
  readonly editions: readonly Edition[]
}

export const evaluationId = ({ from, to }: { readonly from: string; readonly to: string }) =>
  `${from}_${to}`

export function evolveFrozen(
  id: string,
  before: FrozenEvaluation | undefined,
  { event, at, by, data }: FrozenFact,
): FrozenEvaluation | undefined {
  const version = (before?.version ?? 0) + 1
  const editions = before?.editions ?? []
  if (event === 'frozen') {
    const edition = { ...data, frozen: { at, by } }
    return { id, version, stage: 'frozen', editions: [...editions, edition] }
  }
  const last = editions.at(-1)
  if (last === undefined) return undefined
  const changed: Edition =
    event === 'signed'
      ? { ...last, signed: { ...data, at, by } }
      : { ...last, reopened: { ...data, at, by } }
  return { id, version, stage: event, editions: [...editions.slice(0, -1), changed] }
}

export type FrozenCommand =
  | { readonly command: 'freeze'; readonly comment?: string | undefined }
  | { readonly command: 'sign'; readonly comment?: string | undefined }
  | { readonly command: 'reopen'; readonly reason: string }

/** Why it is not done; undefined when it may be. `end` is that of the period. */
export function refusalOfFrozen(
  state: FrozenEvaluation | undefined,
  { command }: FrozenCommand,
  { actor, now, end }: { readonly actor: Actor; readonly now: Instant; readonly end: Instant },
): Refusal | undefined {
  const allowed: readonly ActorRole[] = command === 'freeze' ? freezerRoles : ['manager']
  if (!allowed.includes(actor.role))
    return { reason: 'not-allowed', text: `${command} is for ${allowed.join(', ')}` }
  if (command === 'freeze') {
    if (now < end) return { reason: 'not-over', text: 'the period is not over' }
    if (state !== undefined && state.stage !== 'reopened')
      return {
        reason: 'frozen-before',
        text: `it is ${state.stage}; reopen it first, with a reason`,
      }
    return undefined
  }
  if (state === undefined || state.stage === 'reopened')
    return { reason: 'not-frozen', text: 'no evaluation of this period is frozen' }
  if (command === 'sign' && state.stage === 'signed')
    return { reason: 'signed-before', text: 'this edition is signed' }
  return undefined
}

/** What happened, as it is kept; a freeze says what was counted. */
export function frozenFact(
  command: Exclude<FrozenCommand, { command: 'freeze' }>,
  at: Instant,
  by: Actor,
): FrozenFact {
  if (command.command === 'reopen')
    return { event: 'reopened', at, by, data: { reason: command.reason } }
  const { comment: said } = command
  return { event: 'signed', at, by, data: { ...(said !== undefined && { comment: said }) } }
}

export const freezeFact = (data: Freeze, at: Instant, by: Actor): FrozenFact => ({
  ...{ event: 'frozen', at: instant(at), by, data },
})
