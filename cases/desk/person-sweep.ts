/** Tells those on duty in person of orders that nobody has accepted, when that is due. */
import type { CaseId } from '../../core/identity.ts'
import { plus, type Clock } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { urbanBrain } from '../life/passed.ts'
import { personDue } from '../life/personal.ts'
import type { CaseStore } from '../ports.ts'
import type { CaseDesk } from './desk.ts'

export interface PersonSweepDeps {
  readonly store: Pick<CaseStore, 'get' | 'rota' | 'planPerson'>
  readonly desk: CaseDesk
  readonly clock: Pick<Clock, 'now'>
  readonly personal: CasesConfig['notices']['personal']
}

/** Settles the row of one case: whether somebody was told, or nobody had to be and it waits for the next look. */
export async function tellNextPerson(deps: PersonSweepDeps, id: CaseId): Promise<boolean> {
  const { store, desk, clock, personal } = deps
  const state = await store.get(id)
  if (state === undefined) return false
  const now = clock.now()
  const due = personDue(state, personal)
  if (due === undefined || due > now) {
    await store.planPerson(id, state.version, due)
    return true
  }
  if (state.unit === undefined || (await store.rota(state.unit)) === undefined) {
    await store.planPerson(id, state.version, undefined)
    return true
  }
  const answer = await desk.execute(id, { command: 'tellPerson' }, urbanBrain)
  // Nobody is on duty: perhaps somebody is later.
  if (answer.refusal !== undefined)
    await store.planPerson(id, state.version, plus(now, personal.after))
  return true
}
