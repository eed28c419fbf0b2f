/** Who may see which case; to a crew the case of another unit does not exist. */
import { readerRoles, type Actor, type ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import type { Case } from '../life/case.ts'
import type { CaseStore } from '../ports.ts'

/** People who see every case; a crew sees those of its unit. */
export const desks: readonly ActorRole[] = [...readerRoles, 'service']
export const readers: readonly ActorRole[] = [...desks, 'crew']

/** A crew whose token names no unit has no cases: no unit is called by the empty name. */
export const crewUnit = ({ role, unit }: Actor): UnitId | undefined =>
  role === 'crew' ? (unit ?? ('' as UnitId)) : undefined

export const sees = ({ role, unit }: Actor, state: Case): boolean =>
  role !== 'crew' || (unit !== undefined && state.unit === unit)

export async function visibleCase(
  store: Pick<CaseStore, 'get'>,
  id: string,
  actor: Actor,
): Promise<Case> {
  const state = await store.get(id as CaseId)
  if (state === undefined || !sees(actor, state))
    throw new UrbanBrainError('case-unknown', `there is no case ${id}`)
  return state
}
