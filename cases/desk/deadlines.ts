import type { Clock } from '../../core/time.ts'
import { urbanBrain } from '../life/passed.ts'
import { escalate, type EscalationDeps } from './escalation-sweep.ts'
import { tellNextPerson, type PersonSweepDeps } from './person-sweep.ts'
import { recheck, type RecheckDeps } from './recheck.ts'

const page = 200

export interface SweepDeps
  extends RecheckDeps, Pick<EscalationDeps, 'escalation'>, Pick<PersonSweepDeps, 'personal'> {
  readonly clock: Clock
}

/**
 * Marks every deadline that has run out and that nobody acted on since, once, and looks again at cases that ended while an
 * alarm stood, and lets suspended ones go on whose time is over. Deadlines are rows: one that passed while nothing ran is found by the first sweep after the start. Returns
 * how many rows it settled.
 */
export async function sweepDeadlines(deps: SweepDeps, signal: AbortSignal): Promise<number> {
  const { store, desk, clock } = deps
  let marked = 0
  while (!signal.aborted) {
    const rows = await store.due(clock.now(), page)
    const before = marked
    for (const { case: id, kind, at } of rows) {
      if (kind === 'recheck') {
        if (await recheck(deps, id, at)) marked += 1
        continue
      }
      if (kind === 'escalation') {
        if (await escalate(deps, id)) marked += 1
        continue
      }
      if (kind === 'person') {
        if (await tellNextPerson(deps, id)) marked += 1
        continue
      }
      const command =
        kind === 'resume'
          ? ({ command: 'endSuspension', due: at } as const)
          : ({ command: 'markOverdue', deadline: kind, due: at } as const)
      const answer = await desk.execute(id, command, urbanBrain)
      if (answer.refusal !== undefined) continue
      marked += 1
    }
    // A page on which nothing could be marked would come again for ever.
    if (rows.length < page || marked === before) break
  }
  return marked
}
