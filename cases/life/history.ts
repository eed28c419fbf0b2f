import type { Actor } from '../../core/actor.ts'
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { CaseId } from '../../core/identity.ts'
import type { Case } from './case.ts'
import { evolve } from './evolve.ts'
import { readFact } from './read-fact.ts'
import type { Request } from '../desk/request.ts'

/** The case after the events up to `version`, or after all of them. */
export function caseOf(
  id: CaseId,
  records: readonly CaseEventRecord[],
  version = Number.POSITIVE_INFINITY,
): Case | undefined {
  let state: Case | undefined
  for (const record of records) {
    if (record.version > version) break
    state = evolve(id, state, readFact(record))
  }
  return state
}

/**
 * What the record says of a request of that person: `same` when it was answered, `other` when its key was used for something
 * else, undefined when it does not know it. A record of an older version kept the key only.
 */
export function answered(
  records: readonly CaseEventRecord[],
  { key, body }: Request,
  { name }: Actor,
): 'same' | 'other' | undefined {
  const found = records.find(({ by, data }) => by.name === name && data['request'] === key)
  if (found === undefined) return undefined
  return (found.data['requestBody'] ?? body) === body ? 'same' : 'other'
}
