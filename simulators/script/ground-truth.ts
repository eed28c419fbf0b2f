/** Compares the cases a scenario had to open with those that were opened. */
import type { DeviceId } from '../../core/identity.ts'
import { type Instant, instant, minutes, plus } from '../../core/time.ts'
import { categoryFor, overAt } from './scenario.ts'
import type { Timeline } from './timeline.ts'

interface ExpectedCase {
  readonly incident: string
  readonly device: DeviceId
  readonly category: string
  readonly from: Instant
  readonly dueAt: Instant
}

export interface OpenedCase {
  readonly device: string
  readonly category: string
  readonly openedAt: Instant
}

/** A span in which a case is neither demanded nor wrong. */
interface Tolerated {
  readonly device: DeviceId
  readonly category: string
  readonly from: Instant
  readonly until: Instant
}

export interface Truth {
  readonly expected: readonly ExpectedCase[]
  readonly tolerated: readonly Tolerated[]
}

/** Windows and holds of the rules may see an incident this much longer than it lasts. */
const afterwards = minutes(30)

/** What must have happened between the start of the timeline and `until`; cases due later are not demanded yet. */
export function truthUntil(timeline: Timeline, until: Instant): Truth {
  const expected: ExpectedCase[] = []
  const tolerated: Tolerated[] = []
  for (let cycle = 0; cycle <= timeline.cycleAt(until); cycle++) {
    for (const { incident, devices } of timeline.plan(cycle)) {
      const from = timeline.instantOf(cycle, incident.at)
      if (from > until) continue
      for (const device of devices) {
        const over = plus(timeline.instantOf(cycle, overAt(incident)), afterwards)
        for (const permitted of incident.permits ?? []) {
          const category = categoryFor(device, permitted)
          tolerated.push({ device: device.id, category, from, until: over })
        }
        if (incident.expected === undefined) continue
        const { category, within } = incident.expected
        expected.push({
          incident: incident.id,
          device: device.id,
          category: categoryFor(device, category),
          from,
          dueAt: instant(from + within),
        })
      }
    }
  }
  return { expected, tolerated }
}

interface FoundCase {
  readonly expected: ExpectedCase
  readonly opened: OpenedCase
  /** Milliseconds from the start of the incident to the case. */
  readonly delay: number
  readonly late: boolean
}

export interface Verdict {
  readonly found: readonly FoundCase[]
  /** Due by `now` and not opened. */
  readonly missed: readonly ExpectedCase[]
  /** Not due yet and not opened. */
  readonly pending: readonly ExpectedCase[]
  /** Opened without a reason. */
  readonly extra: readonly OpenedCase[]
}

/** Every opened case answers at most one expectation, the earliest that it fits. */
export function judge(truth: Truth, opened: readonly OpenedCase[], now: Instant): Verdict {
  const left = [...opened].sort((a, b) => a.openedAt - b.openedAt)
  const found: FoundCase[] = []
  const missed: ExpectedCase[] = []
  const pending: ExpectedCase[] = []
  for (const expected of [...truth.expected].sort((a, b) => a.from - b.from)) {
    const index = left.findIndex(
      ({ device, category, openedAt }) =>
        device === expected.device && category === expected.category && openedAt >= expected.from,
    )
    const [match] = index < 0 ? [] : left.splice(index, 1)
    if (match !== undefined) {
      const delay = match.openedAt - expected.from
      found.push({ expected, opened: match, delay, late: match.openedAt > expected.dueAt })
    } else if (expected.dueAt <= now) missed.push(expected)
    else pending.push(expected)
  }
  const extra = left.filter(
    ({ device, category, openedAt }) =>
      !truth.tolerated.some(
        (span) =>
          span.device === device &&
          span.category === category &&
          span.from <= openedAt &&
          openedAt <= span.until,
      ),
  )
  return { found, missed, pending, extra }
}
