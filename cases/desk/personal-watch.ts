/** Personal data goes when the city need not keep it any more: who reported a case, and the oldest of the log of looks. */
import type { Observer } from '../../core/observer.ts'
import { plus, type Clock, type Instant } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { urbanBrain } from '../life/passed.ts'
import type { CaseStore } from '../ports.ts'

export interface PersonalWatch {
  readonly store: Pick<CaseStore, 'reportersDue' | 'eraseReporter' | 'forgetLooks'>
  readonly clock: Clock
  readonly observer: Pick<Observer, 'emit'>
  readonly config: Pick<CasesConfig, 'personal'>
  /** Up to which look the newest seal says that they are as old as the city keeps them. */
  readonly forgotten: () => Promise<number>
}

const page = 100

/** Cases that ended before this have their reporter erased; undefined: never. */
export const reportersBefore = (
  now: Instant,
  { personal }: PersonalWatch['config'],
): Instant | undefined =>
  personal.keepReporters === undefined ? undefined : plus(now, -personal.keepReporters)

export async function sweepPersonal(
  { store, clock, observer, config, forgotten }: PersonalWatch,
  signal: AbortSignal,
): Promise<void> {
  const now = clock.now()
  const { enforcement } = config.personal
  const before = reportersBefore(now, config)
  const due = () =>
    before === undefined ? Promise.resolve([]) : store.reportersDue(before, enforcement, page)
  for (let some = await due(); some.length > 0 && !signal.aborted; some = await due())
    for (const id of some) {
      const by = urbanBrain.name
      if (await store.eraseReporter(id, { at: now, by }))
        observer.emit('reporter.erased', { case: id, by })
    }
  const old = await forgotten()
  while (!signal.aborted) {
    const count = await store.forgetLooks(old)
    if (count === 0) return
    observer.emit('looks.forgotten', { count })
  }
}
