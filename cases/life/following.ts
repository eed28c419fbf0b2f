/** What whoever reported a problem sees of its case (进度查询): how far it is and what they were answered; nobody's name, and no words of the record. */
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { Stage } from '../../core/case-terms.ts'
import type { FollowedStage, FollowedStep } from '../../core/follow-terms.ts'
import type { Satisfaction } from '../../core/satisfaction-terms.ts'
import type { Bilingual } from '../../core/bilingual.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import { ratedUntil } from './satisfaction.ts'

/** A repeat (重复) is as far as the case that is kept in its place. */
const stageOf: Readonly<Record<Exclude<Stage, 'duplicate'>, FollowedStage>> = {
  collected: 'received',
  filed: 'arranging',
  accepted: 'arranging',
  returned: 'arranging',
  dispatched: 'handling',
  handling: 'handling',
  rework: 'handling',
  verifying: 'verifying',
  closed: 'closed',
  void: 'void',
}

/** A repeat alone, whose kept case nobody asks for, is as far as it was told. */
export const followedStageOf = (stage: Stage): FollowedStage =>
  stage === 'duplicate' ? 'received' : stageOf[stage]

/** In the order of the record; a fact that is not among them is none of theirs. */
const stepOf: Readonly<Partial<Record<string, FollowedStep>>> = {
  collected: 'received',
  filed: 'filed',
  dispatched: 'arranged',
  reported: 'handled',
  rework: 'rework',
  suspended: 'paused',
  resumed: 'resumed',
  closed: 'closed',
  voided: 'void',
  reopened: 'reopened',
}

export interface Followed {
  readonly case: CaseId
  readonly title: Bilingual
  readonly category: string
  readonly stage: FollowedStage
  readonly steps: readonly { readonly step: FollowedStep; readonly at: Instant }[]
  readonly replies: readonly { readonly text: string; readonly at: Instant }[]
  readonly rating?: { readonly rating: Satisfaction; readonly at: Instant }
  /** It can be rated until then. */
  readonly rateUntil?: Instant
}

/** A case and its record. */
export interface Told {
  readonly state: Case
  readonly record: readonly CaseEventRecord[]
}

/** `kept`: of a repeat, the case that is kept in its place. */
export function followed(
  { state, record }: Told,
  now: Instant,
  window: number,
  kept?: Told,
): Followed {
  const { id, title, category, rating } = state
  const { stage } = kept?.state ?? state
  const marked = record.findLast(({ event }) => event === 'duplicateMarked')?.at ?? now
  const goesOn = kept?.record.slice(1).filter(({ at }) => at >= marked) ?? []
  const until = ratedUntil(state, window)
  const replies = record.flatMap(({ event, data, at }) => {
    const { text } = data
    return event === 'replied' && typeof text === 'string' ? [{ text, at }] : []
  })
  return {
    ...{ case: id, title, category, stage: followedStageOf(stage) },
    steps: [...record, ...goesOn].flatMap(({ event, at }) => {
      const step = stepOf[event]
      return step === undefined ? [] : [{ step, at }]
    }),
    replies,
    ...(rating !== undefined && { rating: { rating: rating.rating, at: rating.at } }),
    ...(until !== undefined && until >= now && { rateUntil: until }),
  }
}
