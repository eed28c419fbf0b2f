import type { Alarm } from '../../api/types.ts'

type OfRule = Pick<Alarm, 'rule' | 'title'>

/** The rules that alarms are of, each once as the newest of its alarms calls it, in the order of their names. Pure. */
export const rulesIn = (newestFirst: readonly OfRule[]) =>
  [...new Map(newestFirst.toReversed().map(({ rule, title }) => [rule, title]))]
    .map(([id, title]) => ({ id, title }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
