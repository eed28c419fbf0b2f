/**
 * What the conditions of a level mean on one device: their text, the windows, the limits and facts they read. A hold that
 * began under one meaning proves nothing under another: it counts from the newest reading, if that holds under the new
 * one, and is forgotten otherwise. The alarm that stands keeps standing.
 */
import { instant } from '../../core/time.ts'
import type { CityClock } from './city-clock.ts'
import { scheduleOf } from '../language/clock-words.ts'
import type { Condition } from '../language/condition.ts'
import { conditionsOf } from '../language/entry.ts'
import type { LimitTree } from '../language/limits.ts'
import type { Bound, ConditionRule } from '../language/rule.ts'
import type { AlarmState } from './state.ts'

const known = new WeakMap<Bound, readonly number[]>()

/** One number for each level; another one when the level's conditions mean something else. */
export function basisOf(bound: Bound, rule: ConditionRule): readonly number[] {
  let basis = known.get(bound)
  if (basis === undefined) {
    const inner = rule.entries.flatMap(conditionsOf).map((one) => conditionMeaning(one, bound))
    basis = rule.levels.map(({ when, clear }) =>
      hashOf(
        JSON.stringify([
          rule.inputs,
          [when, clear].map((condition) => condition && conditionMeaning(condition, bound)),
          ...(inner.length > 0 ? [inner] : []),
        ]),
      ),
    )
    known.set(bound, basis)
  }
  return basis
}

export function conditionMeaning(
  { text, reads }: Condition,
  { limits, facts, schedules }: Bound,
): readonly unknown[] {
  const read = reads.map(({ name }) => {
    const [root, ...path] = /^[A-Za-z_]\w*(?:\.\w+)*/.exec(name)?.[0].split('.') ?? []
    if (root === 'device') return facts
    const schedule = scheduleOf(name)
    if (schedule !== undefined) return schedules.get(schedule)?.spans ?? null
    return root === 'limits' ? at(limits, path) : null
  })
  return [text.replace(/\s+/g, ' ').trim(), read]
}

function at(tree: LimitTree, path: readonly string[]): unknown {
  let found: number | LimitTree | undefined = tree
  for (const name of path) {
    found = typeof found === 'object' && Object.hasOwn(found, name) ? found[name] : undefined
  }
  return found ?? null
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}

/** The alarm as far as it is still true of what the conditions mean now; the same object when they mean the same. */
export function renewed(
  bound: Bound,
  rule: ConditionRule,
  alarm: AlarmState | null,
  judged: number,
  clock: CityClock,
): AlarmState | null {
  if (alarm === null) return null
  const basis = basisOf(bound, rule)
  const changed = basis.map((meaning, level) => alarm.basis?.[level] !== meaning)
  if (!changed.includes(true)) return alarm
  const scope = {
    slots: alarm.values.map((value) => value ?? undefined),
    device: bound.facts,
    limits: bound.limits,
    schedules: bound.schedules,
    at: instant(judged),
    clock,
  }
  const kept = (values: readonly number[]) =>
    values.map((value, level) => (changed[level] === true ? 0 : value))
  const held = alarm.held.map((since, level) => {
    if (changed[level] !== true || since === 0) return since
    return rule.levels[level]?.when.judge(scope) === true ? judged : 0
  })
  if (alarm.level < 0 && held.every((since) => since === 0)) return null
  const { clearing, confirmed } = alarm
  return { ...alarm, basis, held, clearing: kept(clearing), confirmed: kept(confirmed) }
}
