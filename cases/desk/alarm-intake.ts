import type { AlarmTransition } from '../../core/alarm.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { hours, type Instant } from '../../core/time.ts'
import type { KeptAlarm } from '../cause-ports.ts'
import { correlate, transitionId, type Known, type Plan } from '../life/correlate.ts'
import { suppressing, type Suppression } from '../life/suppression.ts'
import { windowsOf } from '../life/windows.ts'
import type { HeldAlarm } from '../ports.ts'
import { acting, type IntakeDeps } from './act.ts'
import { causes, type Again } from './causes.ts'
import { doubt } from './folding.ts'
import { look } from './known.ts'

const tries = 5

export interface AlarmIntake {
  /**
   * Takes one alarm transition to the cases. Idempotent: the register remembers transitions in the transaction that
   * carries their effect, so one that comes again after a crash finds itself done.
   */
  take(transition: AlarmTransition): Promise<void>
  /** Takes what was held back to the cases, or leaves it to another suppression that holds it back now. */
  release(held: HeldAlarm): Promise<void>
  /** Looks again at what was folded or held, because what it waited for has ended. */
  again(kept: KeptAlarm, why: Again): Promise<void>
}

export function alarmIntake(deps: IntakeDeps): AlarmIntake {
  const { store, desk, clock, observer, directory, table, config } = deps
  const nearby = (category: string) => windowsOf(table.categories, config, category).nearby
  const courses = causes(deps)
  const act = acting(deps)

  const settle = async (
    transition: AlarmTransition,
    id: string,
    at: Instant,
    again?: Again,
  ): Promise<void> => {
    if (await store.seen(id)) return
    await doubt({ store, desk }, transition)
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const known = await look({ store, directory, nearby }, transition)
      const outcome = known.row?.outcome ?? 'before-raised'
      const plan: Plan = (await remindsNobody(deps, transition, known, at))
        ? { act: 'register', outcome }
        : correlate(transition, known)
      const held = await heldBy(deps, transition, known, plan, at)
      const course =
        held === undefined ? await courses.course(transition, known, plan, again) : undefined
      if ((await act(transition, { known, plan, id, held, course })) === 'done') return
    }
    throw new UrbanBrainError(
      'version-conflict',
      `the cases for alarm ${transition.alarm} keep changing`,
    )
  }

  return {
    take: (transition) => settle(transition, transitionId(transition), transition.at),
    async release({ suppression, transition }) {
      const row = await store.alarm(transition.alarm)
      if (row?.standing === true && row.outcome === 'suppressed') {
        const id = `${transitionId(transition)}|after ${suppression}`
        await settle(transition, id, clock.now())
        if ((await store.alarm(transition.alarm))?.outcome === 'suppressed') return
        observer.emit('alarm.released', { alarm: transition.alarm, suppression })
      }
      await store.release(transition.alarm)
    },
    async again({ cause, since, transition }, why) {
      await settle(
        transition,
        `${transitionId(transition)}|${why} ${cause} ${since}`,
        clock.now(),
        why,
      )
      const after = await store.alarm(transition.alarm)
      if (after?.outcome === 'held' || after?.outcome === 'folded') return
      observer.emit('alarm.released', { alarm: transition.alarm, suppression: cause })
    },
  }
}

/** A reminder is for people at work now, and for nobody while a suppression holds back what it reminds of. */
async function remindsNobody(
  deps: IntakeDeps,
  transition: AlarmTransition,
  known: Known,
  at: Instant,
): Promise<boolean> {
  if (transition.kind !== 'reminded') return false
  const isOld = (transition.decidedAt ?? transition.at) - transition.at > hours(1)
  return isOld || (await suppressedBy(deps, transition, known, at)) !== undefined
}

/** What holds back what would open or join a case at `at`. */
async function heldBy(
  deps: IntakeDeps,
  transition: AlarmTransition,
  known: Known,
  plan: Plan,
  at: Instant,
): Promise<Suppression | undefined> {
  if (transition.kind === 'cleared' || plan.act === 'register') return undefined
  if (plan.act === 'attach' && !plan.joined) return undefined
  return suppressedBy(deps, transition, known, at)
}

async function suppressedBy(
  { store, calendar }: IntakeDeps,
  transition: Exclude<AlarmTransition, { readonly kind: 'cleared' }>,
  { device }: Known,
  at: Instant,
): Promise<Suppression | undefined> {
  const { rule, severity, subject } = transition
  const cell = subject.cell ?? device?.cell
  const suspect = { rule, severity, device: subject.device, cell, registered: device }
  return suppressing(await store.suppressionsAt(at), suspect, at, calendar)
}
