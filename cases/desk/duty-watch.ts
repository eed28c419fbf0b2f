/** Says beforehand when a unit that has a rota will have nobody on duty (值班空档), and when nobody took over a shift (无人接班). */
import type { Observer } from '../../core/observer.ts'
import { plus, timeOf, type Clock, type Instant } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { gaps } from '../life/rota.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import { lateOf, logOf } from './duty-logs.ts'

export interface DutyWatch {
  readonly store: Pick<CaseStore, 'rotas' | 'logTail' | 'loggedDesks'>
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

/** Desks at which somebody should have taken over and nobody has; each is said once for each change of shift. */
export function takeOverWatch(deps: DutyWatch): () => Promise<string | undefined> {
  const { store, clock, observer, calendar, config } = deps
  const said = new Map<string, Instant>()
  return async () => {
    const now = clock.now()
    const logged = new Set(await store.loggedDesks())
    const late: string[] = []
    for (const rota of await store.rotas()) {
      if (!logged.has(rota.unit)) continue
      const log = logOf(await store.logTail(rota.unit))
      const found = lateOf(log, rota, now, { calendar, config })
      if (found === undefined) continue
      late.push(rota.unit)
      if (said.get(rota.unit) === found.since) continue
      said.set(rota.unit, found.since)
      const since = timeOf(found.since, (at) => calendar.offset(at))
      observer.emit('shift.late', { desk: rota.unit, since })
    }
    return late.length === 0 ? undefined : `nobody has taken over the shift: ${late.join(', ')}`
  }
}
