/**
 * A window as long as samples come no further apart than a gap: since the session began. When the gap has passed without
 * one there is none, and the next sample begins another. It says nothing of an instant before its newest sample: the clock may
 * have ended a window that it reads before an older reading came.
 *
 * The state: when it began, its newest sample, then what is running.
 */
import type { WindowEntry } from '../language/entry.ts'
import { nothing, taken, type Operator } from './entry.ts'
import { fit } from './fitting.ts'
import { addRunning, readRunning, type Running } from './running.ts'

const head = 2

export function session(window: WindowEntry, period: number): Operator {
  const { name, to, from, where, takes, within, length: gap } = window
  const { least } = fit(window, period)
  const running: Running = { ...window, stands: 2 * period }
  return {
    name,
    to,
    from,
    where,
    takes,
    within,
    lasting: takes !== undefined,
    add: (state, scope) => {
      const value = taken(window, scope)
      if (value === undefined) return state
      const { at } = scope
      const [begin = at, last = at] = state
      const goes = state.length > 0 && at - last <= gap
      const since = goes ? begin : at
      const before = goes ? state.slice(head) : nothing
      return [since, at, ...addRunning(running, before, at - since, value)]
    },
    value: (state, { at }) => {
      const [begin, last = 0] = state
      if (begin === undefined || at < last || at - last > gap) return undefined
      return readRunning(running, state.slice(head), at - begin, least)
    },
    moved: (state, by) => state.map((value, place) => (place < head ? value + by : value)),
  }
}
