import type { AlarmTransition } from '../../core/alarm.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { Observer } from '../../core/events.ts'
import type { CaseId } from '../../core/identity.ts'
import { hours, plus, type Clock, type Instant } from '../../core/time.ts'
import { openKey } from '../life/case.ts'
import { caseNumber } from './case-number.ts'
import {
  correlate,
  evidenceOf,
  nextRow,
  placeOf,
  transitionId,
  type Known,
  type Plan,
} from '../life/correlate.ts'
import type { CaseDesk } from './desk.ts'
import { urbanBrain } from '../life/passed.ts'
import type { CaseEvent } from '../life/facts.ts'
import type { AlarmOutcome } from '../life/listing.ts'
import type { AlarmChange, CaseStore, HeldAlarm } from '../ports.ts'
import { suppressing, type Suppression } from '../life/suppression.ts'
import type { Calendar } from '../life/working-time.ts'

export interface IntakeDeps {
  readonly store: CaseStore
  readonly desk: CaseDesk
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: Pick<DeviceDirectory, 'get' | 'follow'>
  readonly calendar: Pick<Calendar, 'offset'>
  /** A case that opens within this time after one of the same thing has ended names it. */
  readonly recurrence: (category: string) => number
}

const tries = 5

/** What the level wants that was reached; one that an alarm eases to has been passed before. */
const wanted = (transition: AlarmTransition) =>
  transition.kind === 'raised' || transition.kind === 'escalated'
    ? { template: transition.case }
    : {}

export interface AlarmIntake {
  /**
   * Takes one alarm transition to the cases. Idempotent: the register remembers transitions in the transaction that
   * carries their effect, so one that comes again after a crash finds itself done.
   */
  take(transition: AlarmTransition): Promise<void>
  /** Takes what was held back to the cases, or leaves it to another suppression that holds it back now. */
  release(held: HeldAlarm): Promise<void>
}

export function alarmIntake(deps: IntakeDeps): AlarmIntake {
  const { store, desk, clock, observer, directory, calendar, recurrence } = deps

  const measure = ({ decidedAt }: AlarmTransition, events: readonly CaseEvent[]) => {
    if (decidedAt === undefined || !events.some(({ event }) => event === 'filed')) return
    observer.measure('case.latency.seconds', Math.max(0, clock.now() - decidedAt) / 1_000)
  }

  const look = async (transition: AlarmTransition): Promise<Known> => {
    const { subject } = transition
    if (directory.get(subject.device) === undefined) await directory.follow()
    const device = directory.get(subject.device)?.device
    const row = await store.alarm(transition.alarm)
    const linked = row?.case === undefined ? undefined : await store.get(row.case)
    const key =
      transition.kind === 'cleared'
        ? linked && openKey(linked.place, linked.category, linked.work)
        : openKey(placeOf(transition, device), transition.case.category, transition.case.work)
    const id = key === undefined ? undefined : await store.openCase(key)
    const open = id === undefined ? undefined : await store.get(id)
    return { row, linked, open, device }
  }

  const act = async (
    transition: AlarmTransition,
    { row }: Known,
    plan: Plan,
    { id: seenAs, held }: { readonly id: string; readonly held: Suppression | undefined },
  ): Promise<'done' | 'again'> => {
    const change = (
      outcome: AlarmOutcome,
      id?: CaseId,
      opened = row?.opened ?? 0,
    ): AlarmChange => ({
      row: nextRow(row, transition, { outcome, opened, ...(id !== undefined && { case: id }) }),
      transition: seenAs,
    })
    const notOpened = (outcome: AlarmOutcome) => {
      if (outcome === 'opened' || outcome === row?.outcome) return
      observer.emit('case.not-opened', { reason: outcome, alarm: transition.alarm })
    }
    if (held !== undefined) {
      const kept = change('suppressed')
      await store.holdBack(
        { ...kept, row: { ...kept.row, suppression: held.id } },
        { suppression: held.id, transition },
      )
      notOpened('suppressed')
      return 'done'
    }
    const alarm = evidenceOf(transition)
    if (plan.act === 'attach') {
      const outcome = plan.joined ? 'joined' : (row?.outcome ?? 'joined')
      const command = {
        command: 'attachEvidence',
        alarm,
        joined: plan.joined,
        ...wanted(transition),
      } as const
      const answer = await desk.execute(plan.case, command, urbanBrain, {
        alarm: change(outcome, plan.case),
      })
      if (answer.refusal !== undefined) return 'again'
      measure(transition, answer.events)
      notOpened(outcome)
      return 'done'
    }
    if (plan.act === 'register' || transition.kind === 'cleared') {
      const outcome = plan.act === 'register' ? plan.outcome : 'before-raised'
      await store.putAlarm(change(outcome))
      notOpened(outcome)
      return 'done'
    }
    const opener = plan.number === 1 ? transition.alarm : `${transition.alarm}#${plan.number}`
    const id = caseNumber(opener, transition.at, calendar.offset(transition.at))
    const { title, severity, case: template } = transition
    const since = plus(clock.now(), -recurrence(template.category))
    const follows = await store.lastEnded(plan.place, template.category, template.work, since)
    const { place } = plan
    const said = { template, title, severity, place, alarm, ...(follows && { follows }) }
    const answer = await desk.execute(id, { command: 'open', ...said }, urbanBrain, {
      alarm: change('opened', id, plan.number),
    })
    if (answer.refusal !== undefined) return 'again'
    measure(transition, answer.events)
    return 'done'
  }

  const settle = async (transition: AlarmTransition, id: string, at: Instant): Promise<void> => {
    if (await store.seen(id)) return
    for (let attempt = 0; attempt < tries; attempt += 1) {
      const known = await look(transition)
      const found = correlate(transition, known)
      const isQuiet = await remindsNobody(deps, transition, known, at)
      const outcome = known.row?.outcome ?? 'before-raised'
      const plan: Plan = isQuiet ? { act: 'register', outcome } : found
      const held = await heldBy(deps, transition, known, plan, at)
      if ((await act(transition, known, plan, { id, held })) === 'done') return
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
      if (row?.standing === true && row.case === undefined) {
        const id = `${transitionId(transition)}|after ${suppression}`
        await settle(transition, id, clock.now())
        if ((await store.alarm(transition.alarm))?.outcome === 'suppressed') return
        observer.emit('alarm.released', { alarm: transition.alarm, suppression })
      }
      await store.release(transition.alarm)
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
