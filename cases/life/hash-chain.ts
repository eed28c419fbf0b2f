import { canonicalJson } from '../../core/canonical-json.ts'
import type { CaseEventRecord } from '../../core/case-event.ts'

/** Hash of the event before the first one. */
export const genesis = ''

/** What somebody owns may say any number: so many of those that are missing are named at most. */
const mostMissing = 1_000

/** Numbers that are missing in a chain, from `first` up to, but not including, `end`. */
export function* missingNumbers(first: number, end: number): Generator<number> {
  for (let number = first; number < Math.min(end, first + mostMissing); number += 1) yield number
}

/** What the hash of an event is taken over: the hash before it and everything the record says but its position. */
export const chained = (
  previous: string,
  { case: id, version, at, by, event, data }: Omit<CaseEventRecord, 'type' | 'sequence'>,
): string => canonicalJson({ at, by, case: id, data, event, previous, version })
