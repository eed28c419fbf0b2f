/**
 * Lets the timers of one alarm run out in the order of event time: raise, escalate, ease, clear. What runs out at the
 * same instant is raised at the highest level, and raising goes before clearing.
 */
import type { AlarmTransition, Evidence } from '../core/alarm.ts'
import { alarmId, type ReadingId } from '../core/identity.ts'
import { instant } from '../core/time.ts'
import type { CityClock } from './city-clock.ts'
import type { Condition, Scope, Value } from './condition.ts'
import { caseTemplate, type Bound, type ConditionRule } from './rule.ts'
import type { AlarmState, ReadingRef } from './state.ts'
import type { DeviceId } from '../core/identity.ts'

interface Due {
  readonly at: number
  readonly level: number
  readonly up: boolean
}

export class Settlement {
  readonly transitions: AlarmTransition[] = []
  rests: number
  readonly #bound: Bound
  readonly #rule: ConditionRule
  readonly #judged: number
  readonly #clock: CityClock
  #alarm: AlarmState

  constructor(
    bound: Bound,
    rule: ConditionRule,
    alarm: AlarmState,
    judged: number,
    rests: number,
    clock: CityClock,
  ) {
    this.#bound = bound
    this.#rule = rule
    this.#alarm = alarm
    this.#judged = judged
    this.#clock = clock
    this.rests = rests
  }

  /** The alarm afterwards; null when nothing of it runs any more. */
  alarm(): AlarmState | null {
    const { level, held } = this.#alarm
    return level < 0 && held.every((since) => since === 0) ? null : this.#alarm
  }

  /** The next instant, in event time, at which a timer runs out. */
  next(): number | undefined {
    return this.#next()?.at
  }

  until(now: number, inclusive: boolean): void {
    for (;;) {
      const due = this.#next()
      if (due === undefined || due.at > now || (due.at === now && !inclusive)) return
      if (due.up) this.#raise(due)
      else this.#lower(due)
    }
  }

  #next(): Due | undefined {
    const { level, held } = this.#alarm
    let best: Due | undefined
    for (let index = held.length - 1; index > level; index -= 1) {
      const since = held[index] ?? 0
      if (since === 0) continue
      const end = since + (this.#rule.levels[index]?.hold ?? 0)
      const at = level < 0 ? Math.max(end, this.rests) : end
      if (best === undefined || at < best.at) best = { at, level: index, up: true }
    }
    if (level < 0) return best
    const at = this.#cleared(level)
    return at !== undefined && (best === undefined || at < best.at)
      ? { at, level, up: false }
      : best
  }

  /** When the clear hold of a level ends, as far as it is confirmed. */
  #cleared(level: number): number | undefined {
    const since = this.#alarm.clearing[level] ?? 0
    if (since === 0) return undefined
    const end = since + (this.#rule.levels[level]?.clearHold ?? 0)
    return end <= (this.#alarm.confirmed[level] ?? 0) + 2 * this.#bound.period ? end : undefined
  }

  #raise({ at, level }: Due): void {
    const before = this.#alarm
    const since = before.held[level] ?? at
    const began = before.level < 0 ? since : before.began
    let reached = before.reached | (1 << level)
    for (let lower = 0; lower < level; lower += 1) {
      if ((before.held[lower] ?? 0) > 0) reached |= 1 << lower
    }
    this.#alarm = { ...before, level, began, reached }
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
    this.#alarm = { ...before, level: next, reached, clearing }
    if (next < 0) {
      this.rests = at + this.#rule.cooldown
      this.#alarm = { ...this.#alarm, readings: [] }
      this.transitions.push({ ...this.#base(at), kind: 'cleared', because: 'recovered' })
      return
    }
    const { clear, when } = this.#rule.levels[level] ?? {}
    this.#emit('eased', at, next, since, clear ?? when, clear === undefined)
  }

  #stands(level: number, at: number): boolean {
    if ((this.#alarm.reached & (1 << level)) === 0) return false
    const end = this.#cleared(level)
    return end === undefined || end > at
  }

  #base(at: number) {
    const { device, rule } = this.#bound
    return {
      type: 'alarm' as const,
      alarm: alarmId(rule.id, device.id, instant(this.#alarm.began)),
      rule: rule.id,
      title: rule.title,
      subject: subjectOf(this.#bound),
      at: instant(at),
    }
  }

  #emit(
    kind: 'raised' | 'escalated' | 'eased',
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
      readings: this.#alarm.readings.map((ref) => evidenceOf(this.#bound.device.id, ref)),
      since: instant(since),
    }
    this.transitions.push({
      ...this.#base(at),
      kind,
      severity: target.severity,
      evidence,
      case: caseTemplate(this.#bound, target),
    })
  }

  #values(condition: Condition): Record<string, number | string | boolean | null> {
    const scope: Scope = {
      slots: this.#alarm.values.map((value) => value ?? undefined),
      device: this.#bound.facts,
      limits: this.#bound.limits,
      at: instant(this.#judged),
      clock: this.#clock,
    }
    return Object.fromEntries(
      condition.reads.map((read): [string, Exclude<Value, undefined> | null] => [
        read.name,
        read.value(scope) ?? null,
      ]),
    )
  }
}

export const subjectOf = ({ device }: Bound) =>
  device.cell === undefined ? { device: device.id } : { device: device.id, cell: device.cell }

export const evidenceOf = (device: DeviceId, [tail, frame]: ReadingRef) => ({
  id: `${device}@${tail}` as ReadingId,
  frame,
})
