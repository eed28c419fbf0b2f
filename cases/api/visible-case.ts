/** Who may see which case; what lies outside of somebody's scope does not exist for them. */
import { readerRoles, type Actor, type ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import { isWithin, scopeOf } from '../../core/scope.ts'
import type { Case } from '../life/case.ts'
import { supporters } from '../life/support.ts'
import { keptBy } from '../life/duplicate.ts'
import type { CaseStore } from '../ports.ts'

/** People who see every case; a crew sees those of its unit, and those that it supports. */
export const desks: readonly ActorRole[] = [...readerRoles, 'service']
export const readers: readonly ActorRole[] = [...desks, 'crew']

export function sees(actor: Actor, state: Case): boolean {
  const { place, unit, district } = state
  const scope = scopeOf(actor)
  const supporting = supporters(state).find((one) => one === scope.unit)
  return isWithin(scope, { cell: place.cell, district, unit: supporting ?? unit })
}

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

/** The case that is to be kept, and of one that is a repeat itself the one that stands for it. */
export async function visibleKept(
  store: Pick<CaseStore, 'get'>,
  id: string,
  actor: Actor,
): Promise<void> {
  const root = keptBy(await visibleCase(store, id, actor))
  if (root !== undefined) await visibleCase(store, root, actor)
}
