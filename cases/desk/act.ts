/** Does what was found out about a transition of an alarm, in one transaction with the alarm's row. */
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { AlarmTransition } from '../../core/alarm.ts'
import type { Observer } from '../../core/observer.ts'
import type { CaseId } from '../../core/identity.ts'
import { plus, type Clock, type Instant } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { gatewayTitle, type Wanting } from '../life/cause.ts'
import type { Open } from '../life/commands.ts'
import { evidenceOf, nextRow, waits, type Known, type Plan } from '../life/correlate.ts'
import type { DispatchTable } from '../life/dispatch.ts'
import type { CaseEvent } from '../life/facts.ts'
import type { AlarmOutcome } from '../life/listing.ts'
import { urbanBrain } from '../life/passed.ts'
import type { Suppression } from '../life/suppression.ts'
import { windowsOf } from '../life/windows.ts'
import type { Calendar } from '../life/working-time.ts'
import type { AlarmChange, AlarmRow, CaseStore } from '../ports.ts'
import { caseNumber } from './case-number.ts'
import { isCauseOf, type Course } from './causes.ts'
import type { CaseDesk } from './desk.ts'
import { fold } from './folding.ts'

export interface IntakeDeps {
  readonly store: CaseStore
  readonly desk: CaseDesk
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: Pick<DeviceDirectory, 'get' | 'follow'>
  readonly table: DispatchTable
  readonly config: CasesConfig
  readonly calendar: Pick<Calendar, 'offset'>
}

/** What was found out about a transition: what stands in its way, and what its causes make of it. */
export interface Found {
  readonly known: Known
  readonly plan: Plan
  /** What the register remembers the transition by. */
  readonly id: string
  readonly held: Suppression | undefined
  readonly course: Course | undefined
}

/** What the alarm is among others of its causes, with the case that it has now. */
function causesOf(
  transition: AlarmTransition,
  { row, device, course }: Pick<Known, 'row' | 'device'> & Pick<Found, 'course'>,
  id: CaseId | undefined,
  now: Instant,
): Pick<AlarmChange, 'causes'> {
  // What says nothing new about an alarm changes nothing among others either.
  if (
    transition.kind === 'cleared' ||
    transition.kind === 'reminded' ||
    transition.kind === 'amended'
  )
    return {}
  const kept = keptBy(course, row)
  return {
    causes: {
      ...{ transition, at: row?.raisedAt ?? transition.at, since: now },
      is: isCauseOf(transition, device),
      counted: course === undefined || course.act === 'hold' ? [] : course.counted,
      ...(id !== undefined && { case: id }),
      ...(kept !== undefined && { kept }),
    },
  }
}

function keptBy(
  course: Course | undefined,
  row: AlarmRow | undefined,
): NonNullable<AlarmChange['causes']>['kept'] {
  if (course === undefined || course.act === 'on') return undefined
  const { cause } = course
  if (course.act === 'hold') return { cause, as: 'held', further: false }
  return { cause, as: 'folded', further: row?.outcome !== 'folded' || row.case !== course.case }
}

/** What the level wants that was reached; one that an alarm eases to has been passed before. */
const wanted = (transition: AlarmTransition) =>
  transition.kind === 'raised' || transition.kind === 'escalated'
    ? { template: transition.case }
    : {}

export function acting(deps: IntakeDeps) {
  const { store, desk, clock, observer, calendar, table, config } = deps

  const measure = ({ decidedAt }: AlarmTransition, events: readonly CaseEvent[]) => {
    if (decidedAt === undefined || !events.some(({ event }) => event === 'filed')) return
    observer.measure('case.latency.seconds', Math.max(0, clock.now() - decidedAt) / 1_000)
  }

  const numberOf = (transition: AlarmTransition, number: number): CaseId => {
    const opener = number === 1 ? transition.alarm : `${transition.alarm}#${number}`
    return caseNumber(opener, transition.at, calendar.offset(transition.at))
  }

  const opening = async (
    transition: Wanting,
    plan: Plan & { readonly act: 'open' },
    course: Course | undefined,
  ): Promise<Open> => {
    const { title, severity, case: template } = transition
    const { recurrence } = windowsOf(table.categories, config, template.category)
    const since = plus(clock.now(), -recurrence)
    const gateway = course?.act === 'on' ? course.at : undefined
    const place = gateway ?? plan.place
    const follows = await store.lastEnded(place, template.category, template.work, since)
    return {
      ...{ command: 'open', template, severity, place, alarm: evidenceOf(transition) },
      title: gateway === undefined ? title : gatewayTitle,
      ...(follows && { follows }),
    }
  }

  return async (
    transition: AlarmTransition,
    { known: { row, linked, device }, plan, id: seenAs, held, course }: Found,
  ): Promise<'done' | 'again'> => {
    const change = (
      outcome: AlarmOutcome,
      id?: CaseId,
      opened = row?.opened ?? 0,
    ): AlarmChange => ({
      row: nextRow(row, transition, {
        ...{ outcome, opened },
        ...(id !== undefined && { case: id }),
        ...(course !== undefined && course.act !== 'on' && { cause: course.cause }),
      }),
      transition: seenAs,
      ...causesOf(transition, { row, device, course }, id, clock.now()),
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
    if (course?.act === 'hold') {
      await store.putAlarm(change('held'))
      notOpened('held')
      return 'done'
    }
    if (course?.act === 'fold' && transition.kind !== 'cleared') {
      const events = await fold(deps, transition, course, change('folded', course.case))
      if (events === undefined) return 'again'
      measure(transition, events)
      notOpened('folded')
      return 'done'
    }
    const alarm = evidenceOf(transition)
    if (plan.act === 'attach') {
      const outcome = plan.joined || row === undefined || waits(row) ? 'joined' : row.outcome
      const command = {
        command: 'attachEvidence',
        alarm,
        joined: plan.joined,
        ...wanted(transition),
      } as const
      // An alarm of a repeat stays with it, for the day on which it is none any more.
      const own = plan.joined || linked?.id !== plan.case ? plan.case : (row?.case ?? plan.case)
      const answer = await desk.execute(plan.case, command, urbanBrain, {
        alarm: change(outcome, own),
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
    const command = await opening(transition, plan, course)
    const id = numberOf(transition, plan.number)
    const answer = await desk.execute(id, command, urbanBrain, {
      alarm: change('opened', id, plan.number),
    })
    if (answer.refusal !== undefined) return 'again'
    measure(transition, answer.events)
    return 'done'
  }
}
