/** What readings and finished windows are to the entries of a rule: samples, in the order the entries are written. */
import type { Scope } from '../language/condition.ts'
import type { Bound } from '../language/rule.ts'
import { nothing, type EntryState, type Operator } from './entry.ts'
import type { RuleState } from './state.ts'

/** A scope whose slots are filled. */
export type Open = Scope & { readonly slots: (number | undefined)[] }
type States = RuleState['windows']

/** Another reading of the same instant: the slots that it fills itself, and the entries that took a sample before, as bits. */
export interface Again {
  readonly own: ReadonlySet<number>
  readonly taken: number
}

const put = (
  states: States,
  next: EntryState[] | undefined,
  operators: readonly Operator[],
  index: number,
  state: EntryState,
): EntryState[] => {
  const all = next ?? operators.map((_, place) => states[place] ?? nothing)
  all[index] = state
  return all
}

/** The states with a reading, and its slots with the values of the entries. What ended by `closed` stays as it is. */
export function sampled(
  { operators }: Bound,
  states: States,
  scope: Open,
  closed: number,
  again: Again | undefined,
): States {
  let next: EntryState[] | undefined
  for (let index = 0; index < operators.length; index += 1) {
    const operator = operators[index]
    if (operator === undefined) continue
    const before = states[index] ?? nothing
    let after = before
    if (operator.takes === undefined && !wasTaken(operator, index, again)) {
      after =
        scope.at < closed && operator.late !== undefined
          ? operator.late(before, scope, closed)
          : operator.add(before, scope)
      if (after !== before) next = put(states, next, operators, index, after)
    }
    scope.slots[operator.to] = operator.value(after, scope)
  }
  return next ?? states
}

/** Whether the sample of this instant was taken already, from another reading of it. */
const wasTaken = ({ from }: Operator, index: number, again: Again | undefined): boolean =>
  again !== undefined &&
  from !== undefined &&
  !again.own.has(from) &&
  (again.taken & (1 << index)) !== 0

/** The entries that took a sample of a quantity or an entry, as bits. */
export function takenBy({ operators }: Bound, before: States, after: States): number {
  if (before === after) return 0
  return operators.reduce((bits, { from }, index) => {
    const took = from !== undefined && (before[index] ?? nothing) !== (after[index] ?? nothing)
    return took ? bits | (1 << index) : bits
  }, 0)
}

/** The states with a reading older than the newest: its own values, and nothing that follows from others. What ended by `now` on
 * the device's clock. */
export function lateSamples(
  { operators }: Bound,
  state: RuleState,
  scope: Open,
  now: number,
): States {
  let next: EntryState[] | undefined
  const since = Math.max(state.judged, state.closed ?? 0, now)
  for (const { to } of operators) scope.slots[to] = undefined
  operators.forEach((operator, index) => {
    if (operator.takes !== undefined) return
    const before = state.windows[index] ?? nothing
    const after = operator.late?.(before, scope, since) ?? before
    if (after !== before) next = put(state.windows, next, operators, index, after)
  })
  return next ?? state.windows
}

/**
 * The states with the windows that end at `end`, which the last instant before it stands for, and what takes samples of
 * them; the slots with the values of the entries then.
 */
export function finished({ operators }: Bound, states: States, scope: Open, end: number): States {
  let next: EntryState[] | undefined
  const lengths = new Set<number>()
  operators.forEach((operator, index) => {
    const before = states[index] ?? nothing
    let after = before
    if (operator.takes !== undefined && lengths.has(operator.takes)) {
      after = operator.add(before, scope)
      if (after !== before) next = put(states, next, operators, index, after)
    }
    const { closed, every } = operator
    const ends = closed !== undefined && operator.ends?.(after) === end
    if (ends && every !== undefined) lengths.add(every)
    scope.slots[operator.to] = ends ? closed(after) : operator.value(after, scope)
  })
  return next ?? states
}

/** The next end behind `from` of something that the clock alone finishes or begins anew. */
export function nextEnd({ operators }: Bound, states: States, from: number): number | undefined {
  let next: number | undefined
  for (let index = 0; index < operators.length; index += 1) {
    const end = operators[index]?.ends?.(states[index] ?? nothing)
    if (end !== undefined && end > from && (next === undefined || end < next)) next = end
  }
  return next
}

/** Whether a window is finished then. */
export const finishes = ({ operators }: Bound, states: States, end: number): boolean =>
  operators.some(
    (operator, index) =>
      operator.closed !== undefined && operator.ends?.(states[index] ?? nothing) === end,
  )

/** Whether a count begins anew then. */
export const beginsAnew = ({ operators }: Bound, states: States, at: number): boolean =>
  operators.some(
    (operator, index) =>
      operator.closed === undefined && operator.ends?.(states[index] ?? nothing) === at,
  )
