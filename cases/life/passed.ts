import type { Actor } from '../../core/actor.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import { reinforcements } from './emergency.ts'
import { evolve } from './evolve.ts'
import type { CaseEvent } from './facts.ts'

/** As whom the system acts. */
export const urbanBrain: Actor = { name: 'urban-brain', role: 'service' }

/**
 * The marks that the deadlines of a case still want at `now`, and the case with them. They come before whatever else is
 * written then, so that a deadline that passed is overdue whether the sweep looked first or somebody acted first.
 */
export function withMarks(
  state: Case | undefined,
  now: Instant,
): { readonly marks: readonly CaseEvent[]; readonly marked: Case | undefined } {
  const marks: CaseEvent[] = []
  let marked = state
  for (const { kind, at, overdue } of state?.deadlines ?? []) {
    if (state === undefined || overdue || at > now) continue
    const data = { deadline: kind, due: at }
    const mark = { event: 'overdue', at: now, by: urbanBrain, data } as const
    const more = kind === 'handling' ? reinforcements(state, at) : []
    for (const event of [mark, ...more.map((fact) => ({ ...fact, at: now, by: urbanBrain }))]) {
      marks.push(event)
      marked = evolve(state.id, marked, event)
    }
  }
  return { marks, marked }
}
