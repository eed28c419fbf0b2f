/** Where the values of quantities and entries of a rule lie on a device. */
import { isQuantity, quantityOf } from '../../core/quantities.ts'
import type { Instant } from '../../core/time.ts'
import type { CityClock } from '../judging/city-clock.ts'
import { mostCounted } from '../judging/count.ts'
import { fit, promised } from '../judging/fitting.ts'
import { traitsOf } from './aggregates.ts'
import type { Condition } from './condition.ts'
import type { CountEntry, Entry, WindowEntry } from './entry.ts'
import type { Span } from './possible.ts'
import { lagName, lagSlot } from './slots.ts'
import type { Bound, ConditionRule } from './rule.ts'

const hour = 3_600_000
const day = 24 * hour

type Spans = ReadonlyMap<string, Span>

const everything: Span = { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY }

/** Milliseconds between two samples that an entry takes. */
export const apartOf = ({ takes }: Entry, { period }: Bound): number => takes ?? period

/** One that never has a value is left out. `times` are instants that conditions may come true at. */
export function spansOf(
  bound: Bound,
  rule: ConditionRule,
  times: readonly Instant[],
  clock: CityClock,
): Spans {
  const spans = new Map<string, Span>()
  for (const { quantity } of rule.quantities) {
    const { min, max } = quantityOf(quantity)
    spans.set(quantity, { low: min, high: max })
  }
  if (rule.byReceipt) for (const name of [lagName, lagSlot]) spans.set(name, everything)
  const longest = Math.max(...times.map((one) => one - clock.periodStart(one) + hour))
  const possible = (condition: Condition) =>
    times.some((at) =>
      condition.possible(
        { device: bound.facts, limits: bound.limits, schedules: bound.schedules, at, clock },
        spans,
      ),
    )
  for (const entry of rule.entries) {
    const span = spanOf(entry, { bound, rule, spans, longest, possible })
    if (span !== undefined) spans.set(entry.name, span)
  }
  return spans
}

interface Around {
  readonly bound: Bound
  readonly rule: ConditionRule
  readonly spans: Spans
  /** The longest day or night. */
  readonly longest: number
  readonly possible: (condition: Condition) => boolean
}

function spanOf(entry: Entry, around: Around): Span | undefined {
  const { rule, spans, possible } = around
  if (entry.form === 'count') return countSpan(entry, around)
  if (entry.form === 'outOfRange') return { low: 0, high: 1 }
  if (entry.form === 'sequence') {
    return possible(entry.first) && possible(entry.next) ? { low: 0, high: 1 } : undefined
  }
  const of = spans.get(rule.slotNames[entry.from] ?? '')
  if (of === undefined || (entry.where !== undefined && !possible(entry.where))) return undefined
  const wide = of.high - of.low
  switch (entry.form) {
    case 'jump':
      return { low: 0, high: wide }
    case 'flat':
      return { low: 0, high: Number.POSITIVE_INFINITY }
    case 'rate':
      return everything
    case 'baseline':
    case 'drift':
      return { low: -wide, high: wide }
    case 'sliding':
    case 'tumbling':
    case 'session':
      break
  }
  return windowSpan(entry, of, around)
}

function windowSpan(window: WindowEntry, of: Span, { bound, longest }: Around): Span | undefined {
  const apart = apartOf(window, bound)
  const { least, length, buckets } = fit(window, apart)
  // A finished window may hold one more than each of them surely does.
  const held = promised(window, length, apart)
  const most = Math.min(
    window.form === 'tumbling' ? Math.ceil(length / apart) : held,
    window.within === undefined ? Number.POSITIVE_INFINITY : 1 + Math.floor(longest / apart),
  )
  if (window.form !== 'session' && most < least && window.aggregate !== 'count') return undefined
  const reach = buckets === undefined ? length : buckets.bucket * buckets.buckets
  const counted =
    window.form === 'session' ? Number.POSITIVE_INFINITY : 1 + Math.floor(reach / apart)
  return traitsOf(window.aggregate).range(of, counted)
}

function countSpan(count: CountEntry, { bound, longest, possible }: Around): Span {
  if (!possible(count.condition)) return { low: 0, high: 0 }
  const { over } = count
  if ('last' in over) return { low: 0, high: over.last }
  const units = { day: day + hour, week: 7 * day + hour, month: 31 * day + hour, period: longest }
  const length = 'ms' in over ? over.ms : units[over.unit]
  const samples = isTold(count.condition)
    ? Number.POSITIVE_INFINITY
    : 1 + Math.floor(length / apartOf(count, bound))
  const most = count.of === 'readings' ? samples : Math.ceil(samples / 2)
  return { low: 0, high: 'ms' in over ? Math.min(most, mostCounted) : most }
}

/** A switch is told when it changes, between the readings of the period. */
const isTold = ({ reads }: Condition): boolean =>
  reads.some(({ name }) => isQuantity(name) && quantityOf(name).unit === 'bool')
