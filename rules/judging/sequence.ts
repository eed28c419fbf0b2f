/**
 * One thing and then the other: true from the sample at which `next` holds, if `first` held at an earlier one that is not
 * longer ago than the time between them may be, for as long as `next` goes on to hold.
 *
 * The state: the newest sample, whether it is so now and was so before it, when `first` held last by now and before it.
 */
import type { SequenceEntry } from '../language/entry.ts'
import type { Operator } from './entry.ts'

export function sequence(entry: SequenceEntry): Operator {
  const { name, to, takes, first, next, within } = entry
  return {
    name,
    to,
    from: undefined,
    where: undefined,
    takes,
    within: undefined,
    lasting: takes !== undefined,
    add: (state, scope) => {
      const { at } = scope
      const [last, now = 0, before = 0, newest = 0, older = 0] = state
      const again = last === at
      const was = again ? before : now
      const began = again ? older : newest
      const follows = next.judge(scope)
      const due = was === 1 || (began > 0 && at - began <= within)
      const so = follows === undefined ? was : follows && due ? 1 : 0
      return [at, so, was, first.judge(scope) === true ? at : began, began]
    },
    value: (state) => state[1],
    moved: (state, by) =>
      state.map((value, place) => (place === 0 || (place > 2 && value > 0) ? value + by : value)),
  }
}
