import type { Actor } from '../core/actor.ts'
import type { CaseEventRecord } from '../core/case-event.ts'
import type { CaseId } from '../core/identity.ts'
import type { Case } from './case.ts'
import { evolve } from './evolve.ts'
import type { CaseEvent } from './facts.ts'

/** A record of the register as the fact it was written from. */
export const eventOf = ({ at, by, event, data }: CaseEventRecord): CaseEvent =>
  ({ at, by, event, data }) as unknown as CaseEvent

/** The case after the events up to `version`, or after all of them. */
export function caseOf(
  id: CaseId,
  records: readonly CaseEventRecord[],
  version = Number.POSITIVE_INFINITY,
): Case | undefined {
  let state: Case | undefined
  for (const record of records) {
    if (record.version > version) break
    state = evolve(id, state, eventOf(record))
  }
  return state
}

/** Whether the record holds what was done for that request of that person. */
export const isAnswered = (
  records: readonly CaseEventRecord[],
  request: string,
  { name }: Actor,
): boolean => records.some(({ by, data }) => by.name === name && data['request'] === request)
