/** Tells the steps of escalation that are due, and plans those of open cases anew when the file of the city may have changed. */
import { openStages } from '../../core/case-terms.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Clock } from '../../core/time.ts'
import { stepsAhead, stepsDue, type EscalationRow } from '../life/escalation.ts'
import { urbanBrain } from '../life/passed.ts'
import type { CaseStore } from '../ports.ts'
import type { CaseDesk } from './desk.ts'

export interface EscalationDeps {
  readonly store: Pick<CaseStore, 'get' | 'list' | 'planEscalation'>
  readonly desk: CaseDesk
  readonly clock: Pick<Clock, 'now'>
  readonly escalation: readonly EscalationRow[]
}

/** Settles the row of one case: whether its steps were told, or there was nothing to tell any more and it waits for the next. */
export async function escalate(deps: EscalationDeps, id: CaseId): Promise<boolean> {
  const { store, desk, clock, escalation } = deps
  const state = await store.get(id)
  if (state === undefined) return false
  const now = clock.now()
  if (stepsDue(escalation, state, now).length > 0) {
    const answer = await desk.execute(id, { command: 'escalate' }, urbanBrain)
    return answer.refusal === undefined
  }
  await store.planEscalation(id, state.version, stepsAhead(escalation, state, now)[0]?.due)
  return true
}

const page = 200

/** Whatever the chains say now, of every open case. */
export async function planEscalations(deps: EscalationDeps, signal: AbortSignal): Promise<void> {
  const { store, clock, escalation } = deps
  let cursor: string | undefined
  do {
    const { items, next } = await store.list({ stages: openStages }, page, cursor)
    for (const state of items) {
      if (signal.aborted) return
      const at = stepsAhead(escalation, state, clock.now())[0]?.due
      await store.planEscalation(state.id, state.version, at)
    }
    cursor = next
  } while (cursor !== undefined)
}
