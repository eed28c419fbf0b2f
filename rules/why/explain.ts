/**
 * What a rule makes of a device at an instant, and why: its entries and conditions with the numbers they read, the holds that
 * run, and a sentence that sums it up. Made of the state that judging left, so nothing is judged otherwise for being explained.
 */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Device } from '../../core/device.ts'
import { qualityOf } from '../../core/reading.ts'
import { instant, type Instant } from '../../core/time.ts'
import type { CityClock } from '../judging/city-clock.ts'
import { nothing } from '../judging/entry.ts'
import type { RuleState } from '../judging/state.ts'
import type { Condition, Scope, Value } from '../language/condition.ts'
import { type Bound, type ConditionLevel, type ConditionRule, type Rule } from '../language/rule.ts'
import { lasting } from '../judging/absence.ts'
import {
  joined,
  neverJudged,
  notWatchedVerdict,
  passedOver,
  silenceVerdict,
  verdictOf,
  type Heard,
  type LevelExplained,
  type Named,
} from './verdict.ts'

export interface RuleExplained {
  readonly rule: string
  readonly title: Bilingual
  readonly version: string
  readonly applies: boolean
  /** The instant of the device that was judged last. */
  readonly judged?: Instant
  /** Entries of `let`, in the order they are written. */
  readonly entries: readonly Named[]
  readonly levels: readonly LevelExplained[]
  /** No alarm of its like before that. */
  readonly restsUntil?: Instant
  readonly verdict: Bilingual
}

export const notWatched = (rule: Rule, device: Device): RuleExplained => ({
  ...{ rule: rule.id, title: rule.title, version: rule.version, applies: false },
  ...{ entries: [], levels: [], verdict: notWatchedVerdict(rule, device) },
})

/** `at`: by the host's clock. */
export function explain(
  bound: Bound,
  state: RuleState | undefined,
  heard: Heard,
  clock: CityClock,
  at: Instant,
): RuleExplained {
  const { rule } = bound
  const known = { rule: rule.id, title: rule.title, version: rule.version, applies: true }
  if (rule.form === 'absence') return { ...known, ...silence(bound, state, at) }
  if (state === undefined)
    return { ...known, entries: [], levels: [], verdict: neverJudged(rule, heard) }
  const scope = scopeOf(bound, rule, state, heard, clock)
  const levels = rule.levels.map((level, index) => levelOf(level, index, state, scope))
  const { rests } = state
  return {
    ...known,
    judged: instant(state.judged),
    entries: rule.entries.map(({ name, to }) => ({ name, value: scope.slots[to] ?? null })),
    levels,
    ...(rests > state.judged && { restsUntil: instant(rests) }),
    verdict: rule.byReceipt
      ? verdictOf(levels, state, at)
      : joined(passedOver(heard, state), verdictOf(levels, state, at)),
  }
}

/** The quantities that were judged last, and the entries made of them. */
function scopeOf(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState,
  { live }: Heard,
  clock: CityClock,
): Scope {
  const slots: (number | undefined)[] = []
  const reading = live.find(({ observedAt }) => observedAt === state.judged)
  for (const { quantity, slot } of rule.quantities) {
    const said =
      reading && qualityOf(reading, quantity) === 'N' ? reading.values[quantity] : undefined
    slots[slot] = state.values === undefined ? said : (state.values[slot] ?? undefined)
  }
  const at = instant(Math.max(state.judged, state.turned ?? 0))
  const { facts: device, limits, schedules } = bound
  const scope = { slots, device, limits, schedules, at, clock }
  bound.operators.forEach((operator, index) => {
    slots[operator.to] = operator.value(state.windows[index] ?? nothing, scope)
  })
  return scope
}

function levelOf(
  { severity, when, clear, hold, clearHold }: ConditionLevel,
  index: number,
  { alarm }: RuleState,
  scope: Scope,
): LevelExplained {
  const since = alarm?.held[index] ?? 0
  const clearSince = alarm?.clearing[index] ?? 0
  return {
    ...{ severity, when: when.text, holds: when.judge(scope) ?? null },
    ...(clear !== undefined && { clear: clear.text, clears: clear.judge(scope) ?? null }),
    values: valuesOf(clear === undefined ? [when] : [when, clear], scope),
    holdSeconds: hold / 1_000,
    ...(since > 0 && { since: instant(since) }),
    ...(clearSince > 0 && { clearSince: instant(clearSince) }),
    clearHoldSeconds: clearHold / 1_000,
    stands: alarm !== null && alarm.level === index,
  }
}

function valuesOf(conditions: readonly Condition[], scope: Scope): readonly Named[] {
  const values = new Map<string, Value>()
  for (const read of conditions.flatMap(({ reads }) => reads))
    values.set(read.name, read.value(scope))
  return [...values].map(([name, value]) => ({ name, value: value ?? null }))
}

function silence(bound: Bound, state: RuleState | undefined, at: Instant) {
  const { rule } = bound
  const heard = state?.heard
  const lasted = heard === undefined ? undefined : Math.floor((at - heard) / 1_000)
  const level = state?.alarm?.level ?? -1
  const levels =
    rule.form === 'absence'
      ? rule.levels.map((one, index): LevelExplained => ({
          ...{ severity: one.severity, when: one.absence.text, holds: index <= level },
          values: [
            { name: 'silentSeconds', value: lasted ?? null },
            { name: 'device.period', value: bound.device.period },
          ],
          holdSeconds: lasting(bound, one) / 1_000,
          ...(heard !== undefined && { since: instant(heard) }),
          ...{ clear: 'any reading', clearHoldSeconds: 0, stands: index === level },
        }))
      : []
  return { entries: [], levels, verdict: silenceVerdict(levels, levels[level], heard, lasted) }
}
