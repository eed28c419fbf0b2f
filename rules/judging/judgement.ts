/**
 * What the conditions say about one instant, and what that does to the timers of an alarm: it starts, keeps or resets
 * holds and clears. Nothing is raised or cleared here, see alarm-timers.ts.
 *
 * Unknown starts, resets and ends nothing.
 */
import type { Reading } from '../../core/reading.ts'
import type { Scope } from '../language/condition.ts'
import type { Bound, ConditionRule } from '../language/rule.ts'
import { basisOf } from './basis.ts'
import { mostReadings, refOf, type AlarmState } from './state.ts'

export interface Judgement {
  readonly bound: Bound
  readonly rule: ConditionRule
  readonly scope: Scope
  /** What begins now begins then: the instant of the scope, or the end of the window that it is the last of. */
  readonly at: number
  /** The reading that is judged; undefined where only the city's clock turned. */
  readonly reading: Reading | undefined
  /** When the values were observed. */
  readonly observed: number
  /** Whether they still stand for what is now. When not, they start nothing. */
  readonly fresh: boolean
  /** How often the device speaks. */
  readonly pace: number
}

/** Moves the timers by what the conditions say now. */
export function judged(alarm: AlarmState | null, judgement: Judgement): AlarmState | null {
  const { bound, rule, scope, at, reading, observed, fresh, pace } = judgement
  const { levels } = rule
  const standing = alarm?.level ?? -1
  let draft: Draft | undefined = alarm === null ? undefined : draftOf(alarm)
  for (let index = 0; index < levels.length; index += 1) {
    const level = levels[index]
    if (level === undefined) continue
    const holds = level.when.judge(scope)
    if (holds === true) {
      if (!fresh) continue
      draft ??= draftOf(idle(basisOf(bound, rule)))
      if (draft.held[index] === 0) draft.held[index] = at
      draft.clearing[index] = 0
      if (index <= standing) draft.reached |= 1 << index
    } else if (holds === false && draft !== undefined) {
      draft.held[index] = 0
    }
    if (draft === undefined || index > standing || holds === true || !fresh) continue
    const clear = level.clear === undefined ? not(holds) : level.clear.judge(scope)
    if (clear === true) {
      const since = draft.clearing[index] ?? 0
      const stale = at - (draft.confirmed[index] ?? 0) > 2 * pace
      if (since === 0 || stale) draft.clearing[index] = at
      draft.confirmed[index] = observed
    } else if (clear === false) {
      draft.clearing[index] = 0
    }
  }
  if (draft === undefined) return null
  if (standing < 0 && draft.held.every((since) => since === 0)) return null
  const known = draft.values
  draft.values = rule.slotNames.map((_, slot) => scope.slots[slot] ?? known[slot] ?? null)
  const moving =
    draft.held.some((since, index) => index > standing && since > 0) ||
    draft.clearing.some((since, index) => index <= standing && since > 0)
  if (!moving) draft.readings = []
  else if (reading !== undefined)
    draft.readings = [...draft.readings, refOf(reading)].slice(-mostReadings)
  return draft
}

type Draft = {
  -readonly [Name in keyof AlarmState]: Name extends 'held' | 'clearing' | 'confirmed'
    ? number[]
    : AlarmState[Name]
}

const draftOf = (alarm: AlarmState): Draft => ({
  ...alarm,
  held: [...alarm.held],
  clearing: [...alarm.clearing],
  confirmed: [...alarm.confirmed],
})

const idle = (basis: readonly number[]): AlarmState => {
  const zeros = basis.map(() => 0)
  return {
    level: -1,
    began: 0,
    reached: 0,
    held: zeros,
    clearing: zeros,
    confirmed: zeros,
    basis,
    values: [],
    readings: [],
  }
}

const not = (truth: boolean | undefined) => (truth === undefined ? undefined : !truth)
