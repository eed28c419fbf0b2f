import type { Actor } from '../../core/actor.ts'
import type { Instant } from '../../core/time.ts'
import type { Case } from './case.ts'
import { reinforcements } from './emergency.ts'
import { evolve } from './evolve.ts'
import type { Context } from './decision-context.ts'
import type { CaseEvent } from './facts.ts'
import { isSuspended, resumed } from './suspension.ts'

/** As whom the system acts. */
export const urbanBrain: Actor = { name: 'urban-brain', role: 'service' }

/**
 * What the clock still wants written at `now`, and the case with it: that the time of a suspension is over, and the marks of
 * deadlines. It comes before whatever else is written then, so that a deadline that passed is overdue whether the sweep looked
 * first or somebody acted first.
 */
export function withMarks(
  state: Case | undefined,
  now: Instant,
  context: Context,
): { readonly marks: readonly CaseEvent[]; readonly marked: Case | undefined } {
  const marks: CaseEvent[] = []
  if (state === undefined) return { marks, marked: state }
  let marked: Case | undefined = state
  const { suspension } = state
  if (suspension !== undefined && isSuspended(state) && suspension.until <= now) {
    const fact = resumed(state, suspension.until, {}, context)
    const event = { ...fact, at: now, by: urbanBrain }
    marks.push(event)
    marked = evolve(state.id, state, event)
  }
  for (;;) {
    const passed = marked?.deadlines.find(({ at, overdue }) => !overdue && at <= now)
    if (passed === undefined) break
    const { kind, at } = passed
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
