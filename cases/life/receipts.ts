/** Who was told of an order in person, and what came of it, as the record of the case says. Pure. */
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { EscalationBasis } from '../../core/escalation-terms.ts'
import type { PersonalChannel } from '../../core/personal-terms.ts'
import type { Instant } from '../../core/time.ts'
import { readFact } from './read-fact.ts'

/** One way by which one person was told. */
interface PersonalReceipt {
  readonly unit: string
  readonly person: string
  readonly channel: PersonalChannel
  /** What it is about: the order, or a deadline by whose escalation it came. */
  readonly of: EscalationBasis
  readonly base: Instant
  /** Number of the order that it belongs to; older records do not say. */
  readonly order?: number
  readonly told: Instant
  /** It is there: on the console at once, elsewhere when the address or the robot has taken it. */
  readonly delivered?: Instant
  readonly failed?: Instant
  readonly reason?: string
  readonly read?: Instant
  /** By this person. */
  readonly accepted?: Instant
}

interface PersonalReceipts {
  readonly receipts: readonly PersonalReceipt[]
  /** When it was said that nobody on duty had accepted, the last time. */
  readonly nobody?: Instant
}

type Draft = { -readonly [Key in keyof PersonalReceipt]: PersonalReceipt[Key] }

export function personalReceipts(history: readonly CaseEventRecord[]): PersonalReceipts {
  const drafts: { readonly notice: string; readonly draft: Draft }[] = []
  let nobody: Instant | undefined
  /** Of the order that waits. */
  let waiting: Draft[] = []
  for (const record of history) {
    const { event, data, at, by } = readFact(record)
    if (event === 'dispatched' || event === 'rework' || event === 'reopened') waiting = []
    if (event === 'nobodyAnswered') nobody = at
    if (event === 'personTold') {
      const { unit, person, channel, of, base, order } = data
      const notice = `${record.case}/${record.version}~${person}`
      const named = { of, base, ...(order !== undefined && { order }) }
      const draft: Draft = { unit, person, channel, ...named, told: at }
      if (channel === 'console') draft.delivered = at
      drafts.push({ notice, draft })
      waiting.push(draft)
    }
    if (event === 'notified' || event === 'noticeFailed')
      for (const { draft } of drafts.filter(({ notice }) => notice === data.notice))
        if (event === 'notified') draft.delivered ??= at
        else {
          draft.failed ??= at
          draft.reason ??= data.reason
        }
    if (event === 'orderRead' || event === 'orderAccepted') {
      const what = event === 'orderRead' ? 'read' : 'accepted'
      for (const draft of waiting.filter(({ person }) => person === by.name)) draft[what] ??= at
    }
  }
  return {
    receipts: drafts.map(({ draft }) => draft),
    ...(nobody !== undefined && { nobody }),
  }
}
