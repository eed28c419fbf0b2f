/**
 * What one case adds to the counts of a period. Only what happened before the end of the period matters, so that the numbers of a
 * period that is over never change; each duty is due at one instant, so that it counts in one period.
 */
import type { UnitId } from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'
import { dutiesOf, isDone, type CaseHistory, type Duty, type Step } from './duties.ts'
import { isSupport } from './case-steps.ts'
import type { Figure } from './indicators.ts'

/** From `from` until before `to`. */
export interface Period {
  readonly from: Instant
  readonly to: Instant
}

export interface Entry {
  readonly figure: Figure
  readonly amount: number
  /** Whose it is: of an order the unit that had it. */
  readonly unit?: UnitId | undefined
  /** Who did it, as far as somebody did. */
  readonly person?: string | undefined
}

/** Of a case that is opened again (复开) each round is due for closing of its own. */
interface Round {
  readonly steps: readonly Step[]
  readonly duties: readonly Duty[]
  readonly end: Step | undefined
  /** It was opened again. */
  readonly again: boolean
}

interface Seen {
  readonly steps: readonly Step[]
  readonly duties: readonly Duty[]
  readonly end: Step | undefined
  /** When it was marked as a repeat (重复), if it is one. */
  readonly repeat: Step | undefined
  readonly period: Period
}

/** After these nothing is asked of a supporting unit any more. */
const ends: ReadonlySet<Step['event']> = new Set(['reported', 'transferred', 'closed', 'voided'])
/** Of that unit: it has answered, is asked no more, or has the case itself. */
const endsOwn: ReadonlySet<Step['event']> = new Set([
  'supported',
  'supportDeclined',
  'supportWithdrawn',
  'dispatched',
])

/** What was asked of supporting units with a deadline: due then, unless it was given up before. */
function supportEntries(steps: readonly Step[], period: Period): readonly Entry[] {
  return steps.flatMap((asked, place) => {
    const { event, due, unit } = asked
    if (event !== 'supportAsked' || due === undefined || !within(period, due)) return []
    const end = steps
      .slice(place + 1)
      .find((step) => ends.has(step.event) || (step.unit === unit && endsOwn.has(step.event)))
    const done = end?.event === 'supported'
    const inTime = end !== undefined && end.at < due
    return inTime && !done
      ? []
      : all(['supportDue', inTime && 'supportedInTime'], { unit, person: end?.by })
  })
}

const isOfRepeat = ({ event }: Step): boolean =>
  event === 'duplicateMarked' || event === 'duplicateUnmarked'

type Whose = Pick<Entry, 'unit' | 'person'>
const within = ({ from, to }: Period, at: Instant): boolean => at >= from && at < to
const all = (names: readonly (Figure | false)[], whose: Whose): readonly Entry[] =>
  names.flatMap((figure) => (figure === false ? [] : [{ figure, amount: 1, ...whose }]))

export interface CaseCounts {
  /** All but what is due for closing. */
  readonly counted: readonly Entry[]
  /** Once, by all of its deadlines. */
  readonly closing: readonly Entry[]
  /** At each unit, by what that unit had. */
  readonly closingByUnit: readonly Entry[]
}

export function countsOfCase(history: CaseHistory, period: Period): CaseCounts {
  const before = history.steps.filter(({ at }) => at < period.to)
  const marked = before.findLast(isOfRepeat)
  // What was no repeat after all is counted as if nobody had said so.
  const repeat = marked?.event === 'duplicateMarked' ? marked : undefined
  const steps = before.filter((step) => !isOfRepeat(step) && !isSupport(step.event))
  const rounds = roundsOf(steps, period.to)
  const end = rounds.at(-1)?.end
  const seen = { steps, duties: rounds.flatMap(({ duties }) => duties), end, repeat, period }
  const happened = [
    ...happenings(seen),
    ...transfers(seen),
    ...suspensions(seen),
    ...supervisions(seen),
    ...ratings(seen),
    ...durations(seen),
  ]
  // What a void case, or a repeat, asked for is asked no more.
  if (end?.event === 'voided' || repeat !== undefined)
    return { counted: happened, closing: [], closingByUnit: [] }
  const due = seen.duties.flatMap((duty, index) =>
    isDue(duty, period) ? dueEntries(duty, seen.duties[index + 1]) : [],
  )
  return {
    counted: [...happened, ...due, ...feedbackEntries(seen), ...supportEntries(before, period)],
    closing: rounds.flatMap((round) => closing(round, period)),
    closingByUnit: rounds.flatMap((round) => closingsByUnit(round, period)),
  }
}

function roundsOf(steps: readonly Step[], to: Instant): readonly Round[] {
  const starts = steps.flatMap(({ event }, place) => (event === 'reopened' ? [place] : []))
  return [0, ...starts].map((from, index): Round => {
    const own = steps.slice(from, starts[index])
    return {
      steps: own,
      duties: dutiesOf(own, to),
      end: own.find(({ event }) => event === 'closed' || event === 'voided'),
      again: starts[index] !== undefined,
    }
  })
}

/** One that ended before its time without being done was never due. */
const isDue = (duty: Duty, period: Period): boolean =>
  within(period, duty.due) && (duty.passed || isDone(duty))

function dueEntries(duty: Duty, next: Duty | undefined): readonly Entry[] {
  const { kind, passed, end, unit, extended } = duty
  const done = isDone(duty)
  const person = end?.by
  if (kind === 'check') return all(['onSiteDue', done && !passed && 'onSiteInTime'], { person })
  if (kind === 'dispatch')
    return all(
      [
        'dispatchDue',
        done && 'dispatched',
        done && !passed && 'dispatchedInTime',
        done && next?.end?.event !== 'returned' && 'dispatchedRightly',
      ],
      { person },
    )
  if (kind === 'verification')
    return all(['checkDue', done && !passed && 'checkedInTime'], { person })
  return all(
    [
      'handlingDue',
      done && 'handled',
      done && !passed && 'handledInTime',
      end === undefined && 'handlingWaits',
      extended === true && 'extended',
    ],
    { unit, person },
  )
}

function happenings({ steps, duties, end, repeat, period }: Seen): readonly Entry[] {
  const [first] = steps
  const unit = steps.at(-1)?.unit
  if (first === undefined) return []
  const filing = steps.find(({ event }) => event === 'filed')
  const isVoid = end?.event === 'voided'
  const entries: Entry[] = []
  if (within(period, first.at)) {
    const isFiled = filing !== undefined
    entries.push(
      ...all(
        [
          'reported',
          isFiled && 'reportedFiled',
          (repeat !== undefined || (isFiled && !isVoid)) && 'reportedValid',
          end === undefined && repeat === undefined && 'reportedOpen',
        ],
        { unit, person: first.by },
      ),
    )
  }
  if (filing !== undefined && within(period, filing.at))
    entries.push(
      ...all(
        [
          'filed',
          !isVoid && repeat === undefined && 'filedRightly',
          steps.some(({ event }) => event === 'transferred') && 'filedTransferred',
        ],
        { unit, person: filing.by },
      ),
    )
  if (isVoid && within(period, end.at)) entries.push(...all(['voided'], { unit, person: end.by }))
  if (repeat !== undefined && within(period, repeat.at))
    entries.push(...all(['duplicates'], { unit, person: repeat.by }))
  for (const { end: last, unit: whose } of duties)
    if (last?.event === 'returned' && within(period, last.at))
      entries.push(...all(['returned'], { unit: whose, person: last.by }))
  return entries
}

/** To authorities outside (移送); no unit has such a case. */
const transfers = ({ steps, period }: Seen): readonly Entry[] =>
  steps.flatMap(({ event, at, by: person }) =>
    event === 'transferred' && within(period, at) ? all([event], { person }) : [],
  )

/** What ends the wait for the authority: its answer, or that nobody waits any more. */
const feedback: ReadonlySet<Step['event']> = new Set(['transferHandled', 'transferDeclined'])
const endsWait: ReadonlySet<Step['event']> = new Set([
  ...feedback,
  'transferRecalled',
  'closed',
  'voided',
])

/** Answers to transfers that were due: what was recalled, or ended, before its day was never due. */
function feedbackEntries({ steps, period }: Seen): readonly Entry[] {
  return steps.flatMap(({ event, due, by: person }, place) => {
    if (event !== 'transferred' || due === undefined || !within(period, due)) return []
    const end = steps.slice(place + 1).find((step) => endsWait.has(step.event))
    const inTime = end !== undefined && end.at < due
    const answered = end !== undefined && feedback.has(end.event)
    return inTime && !answered ? [] : all(['feedbackDue', inTime && 'feedbackInTime'], { person })
  })
}

/** Granted in the period, and how long those stood still that went on or ended in it. */
function suspensions({ steps, period }: Seen): readonly Entry[] {
  const entries: Entry[] = []
  let since: Step | undefined
  for (const step of steps) {
    const { event, at } = step
    const whose = { unit: since?.unit ?? step.unit }
    if (event === 'suspended') {
      since = step
      if (within(period, at)) entries.push(...all(['suspended'], whose))
    } else if (since !== undefined && (event === 'resumed' || event === 'voided')) {
      if (within(period, at))
        entries.push(
          { figure: 'suspensionsOver', amount: 1, ...whose },
          { figure: 'suspendedTime', amount: at - since.at, ...whose },
        )
      since = undefined
    }
  }
  return entries
}

/** What was mended on the spot, and supervisions: one is done when it is lifted, or when the case is closed before. */
function supervisions({ steps, period }: Seen): readonly Entry[] {
  const entries: Entry[] = []
  let runs = false
  for (const { event, at, unit, by: person } of steps) {
    if (event === 'selfHandled' && within(period, at)) entries.push(...all([event], { person }))
    if (event === 'supervised') runs = true
    else if (!runs || (event !== 'supervisionLifted' && event !== 'closed')) continue
    else runs = false
    if (within(period, at))
      entries.push(...all([event === 'supervised' ? event : 'supervisionDone'], { unit }))
  }
  return entries
}

/** Of the unit that had the case. */
const ratings = ({ steps, period }: Seen): readonly Entry[] =>
  steps.flatMap(({ event, at, unit, rating }) =>
    event === 'rated' && within(period, at)
      ? all(['rated', rating !== 'dissatisfied' && 'contented'], { unit })
      : [],
  )

function durations({ steps, duties, period }: Seen): readonly Entry[] {
  const took = (count: Figure, time: Figure, amount: number, whose: Whose): readonly Entry[] => [
    { figure: count, amount: 1, ...whose },
    { figure: time, amount, ...whose },
  ]
  const handled = duties.flatMap((duty) => {
    const { kind, end, begun, unit } = duty
    if (kind !== 'handling' || end === undefined || !isDone(duty) || !within(period, end.at))
      return []
    return took('orders', 'handlingTime', end.at - begun, { unit, person: end.by })
  })
  const [first] = steps
  const accepted = steps.find(({ event }) => event === 'accepted')
  if (first === undefined || accepted === undefined || !within(period, accepted.at)) return handled
  const whose = { unit: steps.at(-1)?.unit, person: accepted.by }
  return [...handled, ...took('acceptances', 'acceptingTime', accepted.at - first.at, whose)]
}

/**
 * A case is due for closing once: at the first of its deadlines that passed, or, when it was closed before any had, at the
 * deadline of its verification, or at the closing if that came later.
 */
function closing({ steps, duties, end, again }: Round, period: Period): readonly Entry[] {
  const late = duties.find(({ passed }) => passed)
  const due = late?.due ?? closingTime(duties, end)
  if (due === undefined || !within(period, due)) return []
  const how = { late: late !== undefined, reworked: reworksOf(steps).length > 0, again }
  return closingEntries(end, how, { person: end?.by })
}

/** The same of each unit: only orders that passed with it count, and the closing for the unit that had the last one. */
function closingsByUnit({ steps, duties, end, again }: Round, period: Period): readonly Entry[] {
  const orders = duties.filter(({ kind }) => kind === 'handling')
  const last = orders.at(-1)?.unit
  return [...new Set(orders.map(({ unit }) => unit))].flatMap((unit) => {
    const late = orders.find((order) => order.passed && order.unit === unit)
    const due = late?.due ?? (unit === last ? closingTime(duties, end) : undefined)
    if (due === undefined || !within(period, due)) return []
    const reworked = reworksOf(steps).some((step) => step.unit === unit)
    return closingEntries(end, { late: late !== undefined, reworked, again }, { unit })
  })
}

const reworksOf = (steps: readonly Step[]) => steps.filter(({ event }) => event === 'rework')

function closingTime(duties: readonly Duty[], end: Step | undefined): Instant | undefined {
  const verification = duties.findLast(({ kind }) => kind === 'verification')
  if (end === undefined || verification === undefined) return undefined
  return instant(Math.max(verification.due, end.at))
}

const closingEntries = (
  end: Step | undefined,
  { late, reworked, again }: Readonly<Record<'late' | 'reworked' | 'again', boolean>>,
  whose: Whose,
): readonly Entry[] =>
  all(
    [
      'closingDue',
      end !== undefined && 'closed',
      end !== undefined && !late && 'closedInTime',
      end !== undefined && late && 'closedLate',
      reworked && 'reworked',
      again && 'reopened',
    ],
    whose,
  )
