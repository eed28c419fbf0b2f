/** From a reading to the slots of a rule, and from its course to what is remembered of it. */
import { qualityOf, type Reading } from '../../core/reading.ts'
import type { Quality } from '../../core/quantities.ts'
import type { Bound, ConditionRule } from '../language/rule.ts'
import type { Passed } from './course.ts'
import type { Again, Open } from './sampling.ts'
import type { RuleState } from './state.ts'

/** Puts the reading's good values into their slots; false when it has none that the rule asks for. */
export function fill(rule: ConditionRule, reading: Reading, slots: Open['slots']): boolean {
  let some = rule.lag !== undefined
  if (rule.lag !== undefined) slots[rule.lag] = lagOf(reading)
  for (const { quantity, slot } of rule.quantities) {
    const value = reading.values[quantity]
    const good = value !== undefined && qualityOf(reading, quantity) === 'N'
    slots[slot] = good ? value : undefined
    some ||= good
  }
  if (rule.marks.length > 0 && fillMarks(rule, reading, slots)) return true
  return some
}

/** Seconds that the instant of a reading lies behind its receipt, below zero ahead of it; 0 of one that came in time. */
const lagOf = ({ timing, observedAt, claimedAt, receivedAt }: Reading): number =>
  timing === 'live' ? 0 : (receivedAt - (claimedAt ?? observedAt)) / 1_000

/** The reading as a rule that judges by receipt takes it: measured when it came. */
export const asReceived = (reading: Reading): Reading => ({
  ...reading,
  observedAt: reading.receivedAt,
  timing: 'live',
})

function fillMarks(rule: ConditionRule, reading: Reading, slots: Open['slots']): boolean {
  let some = false
  for (const { quantity, slot } of rule.marks) {
    const value = reading.values[quantity]
    slots[slot] = value === undefined ? undefined : outside[qualityOf(reading, quantity)]
    some ||= slots[slot] !== undefined
  }
  return some
}

/** Above its range by its own word, or outside of it by ours; what is doubtful otherwise is unknown. */
const outside: Readonly<Partial<Record<Quality, number>>> = { N: 0, T: 1, range: 1 }

/** What another reading of the same instant said of quantities that this one leaves out. */
export function complete(
  rule: ConditionRule,
  reading: Reading,
  slots: Open['slots'],
  { values, taken }: RuleState,
): Again {
  const own = new Set<number>()
  if (rule.lag !== undefined) own.add(rule.lag)
  for (const { quantity, slot } of [...rule.quantities, ...rule.marks]) {
    if (reading.values[quantity] !== undefined) own.add(slot)
    else slots[slot] = values?.[slot] ?? undefined
  }
  // Before it was kept which entries took a sample, what was known had been taken.
  return { own, taken: taken ?? -1 }
}

type Draft = { -readonly [Name in keyof RuleState]: RuleState[Name] }

/** The state behind a reading that was judged; `before` is the one it was judged on. */
export function observed(
  { needs }: Bound,
  { slotNames }: ConditionRule,
  course: Passed,
  before: RuleState | undefined,
  slots: Open['slots'],
  at: number,
  received: number,
  shift: number,
): RuleState {
  const spoken = before === undefined ? 0 : at - before.judged
  const next: Draft = {
    judged: at,
    received,
    shift,
    interval: spoken > 0 ? spoken : (before?.interval ?? 0),
    pace: spoken > 0 ? Math.min(spoken, before?.interval ?? 0) : (before?.pace ?? 0),
    seen: 0,
    last: null,
    windows: course.windows,
    alarm: course.alarm,
    rests: course.cooldown.rests,
  }
  const { rested, named, flips } = course.cooldown
  if (rested !== undefined) next.rested = rested
  if (named !== undefined) next.named = named
  if (flips !== undefined) next.flips = flips
  if (course.before !== undefined) next.before = course.before
  if (course.closed > at) next.closed = course.closed
  if (needs.values) next.values = kept(slots, slotNames.length)
  if (course.taken !== undefined) next.taken = course.taken
  return next
}

function kept(slots: Open['slots'], count: number): (number | null)[] {
  const values: (number | null)[] = []
  for (let slot = 0; slot < count; slot += 1) values.push(slots[slot] ?? null)
  return values
}
