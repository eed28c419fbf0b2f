/**
 * Lets the timers of one alarm run out in the order of event time: raise, escalate, ease, clear. What runs out at the
 * same instant is raised at the highest level, and raising goes before clearing.
 */
import type { AlarmTransition, Evidence } from '../../core/alarm.ts'
import { compareSeverity } from '../../core/severity.ts'
import { alarmId, type ReadingId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import type { CityClock } from './city-clock.ts'
import type { Condition, Scope, Value } from '../language/condition.ts'
import {
  caseTemplate,
  linkOf,
  type Bound,
  type ConditionRule,
  type Rule,
} from '../language/rule.ts'
import type { AlarmState, ReadingRef, RuleState } from './state.ts'
import type { DeviceId } from '../../core/identity.ts'

type Said = Exclude<AlarmTransition['kind'], 'cleared'>

interface Due {
  readonly at: number
  readonly level: number
  readonly what: 'raise' | 'lower' | 'remind'
}

/** What an alarm is settled by besides its own state. */
export interface Setting {
  readonly bound: Bound
  readonly rule: ConditionRule
  readonly clock: CityClock
  /** The instant that the conditions were judged at last. */
  readonly judged: number
  /** How often the device speaks. */
  readonly pace: number
}

/** See `RuleState`. */
export type Cooldown = Pick<RuleState, 'rests' | 'rested' | 'named' | 'flips'>

export const cooldownOf = ({ rests, rested, named, flips }: Cooldown): Cooldown => {
  const cooldown: { -readonly [Name in keyof Cooldown]: Cooldown[Name] } = { rests }
  if (rested !== undefined) cooldown.rested = rested
  if (named !== undefined) cooldown.named = named
  if (flips !== undefined) cooldown.flips = flips
  return cooldown
}

export class AlarmTimers {
  readonly transitions: AlarmTransition[] = []
  readonly #setting: Setting
  readonly #rule: ConditionRule
  #alarm: AlarmState
  #cooldown: Cooldown

  constructor(setting: Setting, alarm: AlarmState, cooldown: Cooldown) {
    this.#setting = setting
    this.#rule = setting.rule
    this.#alarm = alarm
    this.#cooldown = cooldown
  }

  /** The alarm afterwards; null when nothing of it runs any more. */
  alarm(): AlarmState | null {
    const { level, held } = this.#alarm
    return level < 0 && held.every((since) => since === 0) ? null : this.#alarm
  }

  cooldown(): Cooldown {
    return this.#cooldown
  }

  /** The next instant, in event time, at which a timer runs out. */
  next(): number | undefined {
    return this.#next()?.at
  }

  /** `inclusive`: also what runs out at `now`; by a scope only what that says of this very instant. */
  until(now: number, inclusive: boolean | Scope): void {
    for (;;) {
      const due = this.#next()
      if (due === undefined || due.at > now) return
      if (due.at === now && !(inclusive === true || (inclusive && this.#proved(due, inclusive))))
        return
      if (due.what === 'raise') this.#raise(due)
      else if (due.what === 'lower') this.#lower(due)
      else this.#remind(due)
    }
  }

  /** What is said of the level that stands: it has another severity since an edit, or a reading came late. */
  say(at: number, kind: Said): void {
    const { level, held, began } = this.#alarm
    const since = held[level] ?? 0
    const when = this.#rule.levels[level]?.when
    this.#emit(kind, at, level, Math.min(since > 0 ? since : began, at), when)
  }

  #next(): Due | undefined {
    const { level, held } = this.#alarm
    let best: Due | undefined
    for (let index = held.length - 1; index > level; index -= 1) {
      const since = held[index] ?? 0
      if (since === 0) continue
      const end = since + (this.#rule.levels[index]?.hold ?? 0)
      const at = level < 0 ? Math.max(end, cooldownUntil(this.#cooldown, this.#rule, index)) : end
      if (best === undefined || at < best.at) best = { at, level: index, what: 'raise' }
    }
    if (level < 0) return best
    const cleared = this.#cleared(level)
    if (cleared !== undefined && (best === undefined || cleared < best.at))
      best = { at: cleared, level, what: 'lower' }
    const remind = this.#rule.levels[level]?.remind
    if (remind === undefined) return best
    const at = (this.#alarm.told ?? this.#alarm.began) + remind
    return best === undefined || at < best.at ? { at, level, what: 'remind' } : best
  }

  /** When the clear hold of a level ends, as far as it is confirmed. */
  #cleared(level: number): number | undefined {
    const since = this.#alarm.clearing[level] ?? 0
    if (since === 0) return undefined
    const calm = this.#alarm.flaps === undefined ? 0 : (this.#rule.flapping?.hold ?? 0)
    const end = since + Math.max(this.#rule.levels[level]?.clearHold ?? 0, calm)
    return end <= (this.#alarm.confirmed[level] ?? 0) + 2 * this.#setting.pace ? end : undefined
  }

  #raise({ at, level }: Due): void {
    const before = this.#alarm
    const since = before.held[level] ?? at
    // A clock that was set back must not give two alarms one name.
    const began = before.level < 0 ? Math.max(since, (this.#cooldown.named ?? 0) + 1) : before.began
    if (before.level < 0) this.#cooldown = { ...this.#cooldown, named: began }
    const flaps = before.level < 0 ? this.#flip(at) : before.flaps
    let reached = before.reached | (1 << level)
    for (let lower = 0; lower < level; lower += 1) {
      if ((before.held[lower] ?? 0) > 0) reached |= 1 << lower
    }
    const { flaps: _flaps, amended, told: _told, ...rest } = before
    this.#alarm = {
      ...rest,
      level,
      began,
      reached,
      ...(flaps !== undefined && { flaps }),
      ...(before.level >= 0 && amended !== undefined && { amended }),
    }
    this.#tell(at)
    const condition = this.#rule.levels[level]?.when
    this.#emit(before.level < 0 ? 'raised' : 'escalated', at, level, since, condition)
  }

  #lower({ at, level }: Due): void {
    const before = this.#alarm
    const since = before.clearing[level] ?? at
    let next = level - 1
    while (next >= 0 && !this.#stands(next, at)) next -= 1
    const reached = before.reached & ((1 << (next + 1)) - 1)
    const clearing = before.clearing.map((start, index) => (index > next ? 0 : start))
    // What was left is over: only a new breach starts its hold again.
    const held = before.held.map((start, index) => (index > next && index <= level ? 0 : start))
    this.#alarm = { ...before, level: next, reached, held, clearing }
    if (next < 0) {
      const rested = this.#rule.levels[level]?.severity
      if (this.#rule.cooldown > 0 && rested !== undefined) {
        this.#cooldown = { ...this.#cooldown, rests: at + this.#rule.cooldown, rested }
      }
      this.#flip(at)
      const { flaps: _flaps, told: _told, amended: _amended, ...rest } = this.#alarm
      this.#alarm = { ...rest, readings: [] }
      this.transitions.push({ ...this.#base(at), kind: 'cleared', because: 'recovered' })
      return
    }
    this.#tell(at)
    const { clear, when } = this.#rule.levels[level] ?? {}
    this.#emit('eased', at, next, since, clear ?? when, clear === undefined)
  }

  /** Whether the conditions prove what runs out; another reading of the same instant may say otherwise where they do not. */
  #proved({ what, level }: Due, scope: Scope): boolean {
    const { when, clear } = this.#rule.levels[level] ?? {}
    if (what === 'raise') return when?.judge(scope) === true
    if (what === 'remind') return false
    return clear === undefined ? when?.judge(scope) === false : clear.judge(scope) === true
  }

  #remind({ at }: Due): void {
    this.#tell(at)
    this.say(at, 'reminded')
  }

  #tell(at: number): void {
    if (this.#rule.levels[this.#alarm.level]?.remind !== undefined)
      this.#alarm = { ...this.#alarm, told: at }
  }

  /** Notes that it was raised or cleared; how often of late, where that is flapping. */
  #flip(at: number): number | undefined {
    const { flapping } = this.#rule
    if (flapping === undefined) return undefined
    const flips = [...(this.#cooldown.flips ?? []), at]
      .filter((one) => one > at - flapping.in)
      .slice(-flapping.changes)
    this.#cooldown = { ...this.#cooldown, flips }
    return flips.length >= flapping.changes ? flips.length : undefined
  }

  #stands(level: number, at: number): boolean {
    if ((this.#alarm.reached & (1 << level)) === 0) return false
    const end = this.#cleared(level)
    return end === undefined || end > at
  }

  #base(at: number) {
    const { device, rule } = this.#setting.bound
    return {
      type: 'alarm' as const,
      alarm: alarmId(rule.id, device.id, instant(this.#alarm.began)),
      rule: rule.id,
      title: rule.title,
      subject: subjectOf(this.#setting.bound),
      at: instant(at),
    }
  }

  #emit(
    kind: Said,
    at: number,
    level: number,
    since: number,
    condition: Condition | undefined,
    negated = false,
  ): void {
    const target = this.#rule.levels[level]
    if (target === undefined || condition === undefined) return
    const evidence: Evidence = {
      version: this.#rule.version,
      condition: negated ? `!(${condition.text})` : condition.text,
      values: this.#values(condition),
      readings: this.#alarm.readings.map((ref) => evidenceOf(this.#setting.bound.device.id, ref)),
      since: instant(since),
    }
    this.transitions.push({
      ...this.#base(at),
      kind,
      severity: target.severity,
      evidence,
      case: caseTemplate(this.#setting.bound, target),
      ...linkOf(this.#setting.bound),
    })
  }

  #values(condition: Condition): Record<string, number | string | boolean | null> {
    const { bound, judged, clock } = this.#setting
    const scope: Scope = {
      slots: this.#alarm.values.map((value) => value ?? undefined),
      device: bound.facts,
      limits: bound.limits,
      schedules: bound.schedules,
      at: instant(judged),
      clock,
    }
    const { flaps } = this.#alarm
    const values = Object.fromEntries(
      condition.reads.map((read): [string, Exclude<Value, undefined> | null] => [
        read.name,
        read.value(scope) ?? null,
      ]),
    )
    return flaps === undefined ? values : { ...values, flapping: flaps }
  }
}

/** Until when a level rests after an alarm: the severity that was left and milder ones do, graver ones never. */
export function cooldownUntil(
  { rests, rested }: Cooldown,
  { levels }: Pick<Rule, 'levels'>,
  level: number,
): number {
  if (rests === 0) return 0
  const severity = levels[level]?.severity
  // Before it was kept what had been left, nothing but the mildest level is held back.
  const resting =
    rested === undefined
      ? level === 0
      : severity !== undefined && compareSeverity(severity, rested) <= 0
  return resting ? rests : 0
}

export const subjectOf = ({ device }: Bound) =>
  device.cell === undefined ? { device: device.id } : { device: device.id, cell: device.cell }

export const evidenceOf = (device: DeviceId, [tail, frame]: ReadingRef) => ({
  id: `${device}@${tail}` as ReadingId,
  frame,
})
