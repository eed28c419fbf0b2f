import { canonicalJson } from '../../core/canonical-json.ts'
import type { CaseEventRecord } from '../../core/case-event.ts'

/** Hash of the event before the first one. */
export const genesis = ''

/** What the hash of an event is taken over: the hash before it and everything the record says but its position. */
export const chained = (
  previous: string,
  { case: id, version, at, by, event, data }: Omit<CaseEventRecord, 'type' | 'sequence'>,
): string => canonicalJson({ at, by, case: id, data, event, previous, version })
