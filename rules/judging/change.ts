/**
 * How a value changes from reading to reading: the jump since the one before, the rate of change, and for how long it has
 * stayed flat. There is no value where the reading has none.
 */
import type { ChangeEntry } from '../language/entry.ts'
import { taken, type EntryState, type Operator } from './entry.ts'

export function change(entry: ChangeEntry): Operator {
  const { name, to, from, where, takes, form } = entry
  const common = {
    name,
    to,
    from,
    where,
    takes,
    within: undefined,
    lasting: takes !== undefined,
  }
  return form === 'flat' ? { ...common, ...flat(entry) } : { ...common, ...step(entry) }
}

type Steps = Pick<Operator, 'add' | 'value' | 'moved'>

/** The state: the newest sample and the one of an earlier instant, each as instant and value. */
const step = (entry: ChangeEntry): Steps => ({
  add: (state, scope) => {
    const value = taken(entry, scope)
    if (value === undefined) return state
    const [at, newest = 0, ...before] = state
    if (at === undefined) return [scope.at, value]
    return at === scope.at ? [at, value, ...before] : [scope.at, value, at, newest]
  },
  value: (state, { slots }) => {
    const [at = 0, value = 0, before, old = 0] = state
    if (before === undefined || slots[entry.from] === undefined) return undefined
    const rise = value - old
    return entry.form === 'jump' ? Math.abs(rise) : (rise / (at - before)) * entry.per
  },
  moved: (state, by) => state.map((value, place) => (place % 2 === 0 ? value + by : value)),
})

/** The state: the newest sample, the value it is still like, and since when. */
const flat = (entry: ChangeEntry): Steps => ({
  add: (state, scope) => {
    const value = taken(entry, scope)
    if (value === undefined) return state
    const { at } = scope
    const [, anchor, since = at] = state
    const still = anchor !== undefined && Math.abs(value - anchor) <= entry.tolerance
    return still ? [at, anchor, since] : [at, value, at]
  },
  value: ([at, , since = 0]: EntryState, { slots }) =>
    at === undefined || slots[entry.from] === undefined ? undefined : (at - since) / 1_000,
  moved: (state, by) => state.map((value, place) => (place === 1 ? value : value + by)),
})
