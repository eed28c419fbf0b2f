import type { CaseEventRecord } from '../../core/case-event.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Case } from '../life/case.ts'

const most = 20

/** Why a case is not as somebody has read it: what happened to it since. */
export function changedSince(
  { id, version }: Case,
  record: readonly CaseEventRecord[],
  versions: readonly number[],
): UrbanBrainError {
  const known = Math.max(0, ...versions.filter((each) => each < version))
  const since = record.filter((event) => event.version > known).slice(-most)
  return new UrbanBrainError(
    'precondition-failed',
    `case ${id} is at version ${version}; look at it again`,
    { details: since.map(({ version: each, event, by }) => `${each} ${event} ${by.name}`) },
  )
}
