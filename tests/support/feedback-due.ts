/** Until when answers to transfers (移送) were expected, by the states that a record adds up to. */
import type { Case } from '../../cases/life/case.ts'
import { evolve } from '../../cases/life/evolve.ts'
import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseId } from '../../core/identity.ts'

/** What was recalled, or ended otherwise, before its day was never due. */
export function* feedbackDue(
  id: CaseId,
  events: readonly CaseEvent[],
): Generator<{ readonly due: number; readonly inTime: boolean }> {
  let due: number | undefined
  let state: Case | undefined
  for (const event of events) {
    state = evolve(id, state, event)
    if (event.event === 'transferred') due = event.data.deadline?.at
    const is = state?.transfer?.state
    if (due === undefined || is === 'sent') continue
    const inTime = due > event.at
    if (!inTime || is === 'handled' || is === 'declined') yield { due, inTime }
    due = undefined
  }
  if (due !== undefined) yield { due, inTime: false }
}
