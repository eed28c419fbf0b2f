/**
 * What the clock owed a case and nobody wrote (漏扫), found from its whole record: no row of the register that the sweep goes by is
 * asked. Naive on purpose. Pure.
 */
import type { CaseEventRecord } from '../../core/case-event.ts'
import { isFinal, type DeadlineKind } from '../../core/case-terms.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import { stepsAhead, type EscalationRow } from './escalation.ts'
import { evolve } from './evolve.ts'
import type { CaseEvent } from './facts.ts'
import { readFact } from './read-fact.ts'

export interface Missed {
  readonly case: CaseId
  /** resume: the end of a suspension. escalation: a step that was not told. */
  readonly kind: DeadlineKind | 'resume' | 'escalation'
  readonly due: Instant
}

export interface Owing {
  readonly now: Instant
  /** Milliseconds that the sweep may take. */
  readonly grace: number
  readonly escalation: readonly EscalationRow[]
}

const isMark = (event: CaseEvent, kind: DeadlineKind, due: Instant): boolean =>
  event.event === 'overdue' && event.data.deadline === kind && event.data.due === due

export function missedIn(
  id: CaseId,
  records: readonly CaseEventRecord[],
  owing: Owing,
): readonly Missed[] {
  const { now, grace } = owing
  const events = records.map((record) => readFact(record))
  const missed: Missed[] = []
  let state: Case | undefined
  for (const [place, event] of events.entries()) {
    state = evolve(id, state, event)
    const until = events[place + 1]?.at ?? now
    for (const { kind, at, overdue } of state?.deadlines ?? []) {
      const known = missed.some((one) => one.kind === kind && one.due === at)
      if (overdue || known || at + grace > until) continue
      if (!events.slice(place + 1).some((later) => isMark(later, kind, at)))
        missed.push({ case: id, kind, due: at })
    }
  }
  return state === undefined || isFinal(state.stage)
    ? missed
    : [...missed, ...owedNow(state, owing)]
}

/** What is owed of the case as it is, beside its deadlines. */
function owedNow(state: Case, { now, grace, escalation }: Owing): readonly Missed[] {
  const { id, suspension } = state
  if (suspension?.state === 'suspended')
    return suspension.until + grace <= now
      ? [{ case: id, kind: 'resume', due: suspension.until }]
      : []
  return stepsAhead(escalation, state, now)
    .filter(({ due }) => due + grace <= now)
    .map(({ due }) => ({ case: id, kind: 'escalation', due }))
}
