/** Whether the reading's value is outside of the range of its quantity, as its mark says. Unknown where it has none. */
import type { OutOfRangeEntry } from '../language/entry.ts'
import type { Operator } from './entry.ts'

export function outOfRange({ name, to, from }: OutOfRangeEntry): Operator {
  return {
    name,
    to,
    from,
    where: undefined,
    takes: undefined,
    within: undefined,
    lasting: false,
    add: (state) => state,
    value: (_state, { slots }) => slots[from],
    moved: (state) => state,
  }
}
