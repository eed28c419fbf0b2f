/** Says beforehand when a unit that has a rota will have nobody on duty (值班空档). */
import type { Observer } from '../../core/observer.ts'
import { plus, timeOf, type Clock } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { gaps } from '../life/rota.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'

export interface DutyWatch {
  readonly store: Pick<CaseStore, 'rotas'>
  readonly clock: Pick<Clock, 'now'>
  readonly observer: Pick<Observer, 'emit'>
  readonly calendar: Pick<Calendar, 'offset' | 'workday'>
  readonly config: Pick<CasesConfig, 'duty'>
}

/** The warning, while there is a gap. */
export async function dutyWarning(deps: DutyWatch): Promise<string | undefined> {
  const { store, clock, observer, calendar, config } = deps
  const now = clock.now()
  const until = plus(now, config.duty.ahead)
  const open = (await store.rotas()).flatMap((rota) => {
    const [first] = gaps(rota, now, until, calendar)
    return first === undefined ? [] : [{ unit: rota.unit, from: first.from }]
  })
  for (const { unit, from } of open)
    observer.emit('duty.gap', { unit, from: timeOf(from, (at) => calendar.offset(at)) })
  return open.length === 0
    ? undefined
    : `nobody is on duty for a time in the next days: ${open.map(({ unit }) => unit).join(', ')}`
}
