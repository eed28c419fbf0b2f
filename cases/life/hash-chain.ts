import type { CaseEventRecord } from '../../core/case-event.ts'

/**
 * Canonical JSON: keys sorted by code unit at every level, no spaces, entries that are `undefined` left out. What
 * `JSON.stringify` says of a value after a round trip through storage is the same as before it.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value)
    .filter(([, entry]) => entry !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, entry]) => `${JSON.stringify(key)}:${canonicalJson(entry)}`)
  return `{${entries.join(',')}}`
}

/** Hash of the event before the first one. */
export const genesis = ''

/** What the hash of an event is taken over: the hash before it and everything the record says but its position. */
export const chained = (
  previous: string,
  { case: id, version, at, by, event, data }: Omit<CaseEventRecord, 'type' | 'sequence'>,
): string => canonicalJson({ at, by, case: id, data, event, previous, version })
