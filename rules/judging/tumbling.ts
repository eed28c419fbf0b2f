/**
 * Windows one behind the other, aligned to the city's clock: `[begin, end)`. The value is that of the one that ended
 * last, and there is none when that had too few samples. What comes for a window that has ended is left out.
 *
 * The state: begin and end of the newest window, end of the one before it and its value, then what is running.
 */
import type { Scope } from '../language/condition.ts'
import type { WindowEntry } from '../language/entry.ts'
import { taken, wholeParts, type EntryState, type Operator } from './entry.ts'
import { fit } from './fitting.ts'
import { addRunning, carried, movedRunning, readRunning, type Running } from './running.ts'

const head = 4

export function tumbling(window: WindowEntry, period: number): Operator {
  const { name, to, from, where, takes, within, length: every } = window
  const { least } = fit(window, period)
  const running: Running = { ...window, stands: 2 * period }

  const closed = (state: EntryState): number | undefined => {
    const [begin = 0, end = 0] = state
    return state.length < head
      ? undefined
      : readRunning(running, state.slice(head), end - begin, least)
  }
  /** The state in the window that `at` is in. */
  const opened = (state: EntryState, { at, clock }: Scope): EntryState => {
    const begin = state[0] ?? 0
    const end = state[1] ?? 0
    if (state.length >= head && at < end) return state
    const next = clock.partStart(at, every)
    const value = closed(state)
    return [
      next,
      clock.partEnd(at, every),
      value === undefined ? 0 : end,
      value ?? 0,
      ...carried(running, state.slice(head), next - begin),
    ]
  }
  const add: Operator['add'] = (state, scope) => {
    const value = taken(window, scope)
    if (value === undefined || (state.length >= head && scope.at < (state[0] ?? 0))) return state
    const now = opened(state, scope)
    const begin = now[0] ?? 0
    return [...now.slice(0, head), ...addRunning(running, now.slice(head), scope.at - begin, value)]
  }
  return {
    name,
    to,
    from,
    where,
    takes,
    within,
    lasting: true,
    every,
    add,
    late: (state, scope, since) => {
      const end = scope.clock.partEnd(scope.at, every)
      // What stood between two samples is not known any more.
      return end <= since || running.aggregate === 'timeMean' ? state : add(state, scope)
    },
    value: (state, { at, clock }) => {
      const begin = state[0]
      const end = state[1] ?? 0
      const before = state[2]
      const value = state[3]
      if (begin === undefined || at < begin) return undefined
      if (at < end) return before === begin ? value : undefined
      return clock.partStart(at, every) === end ? closed(state) : undefined
    },
    moved: (state, by, judged) => {
      if (state.length < head) return state
      const whole = wholeParts(state[0] ?? 0, every, by, judged)
      return [
        ...state
          .slice(0, head)
          .map((value, place) => (place < 3 && value > 0 ? value + whole : value)),
        ...movedRunning(running, state.slice(head), by - whole),
      ]
    },
    ends: (state) => state[1],
    closed,
  }
}
