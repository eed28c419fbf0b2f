/** What a rule asks of time and of what was said, worked out once for all readings. */
import { scheduleOf } from '../language/clock-words.ts'
import type { ConditionRule, Needs } from '../language/rule.ts'
import { apart } from './period-edge.ts'

const known = new WeakMap<ConditionRule, Needs>()

export function needsOf(rule: ConditionRule): Needs {
  let needs = known.get(rule)
  if (needs === undefined) {
    const names = new Set(
      rule.levels.flatMap(({ when, clear }) =>
        [...when.reads, ...(clear?.reads ?? [])].map(({ name }) => name),
      ),
    )
    const split = apart(rule).some((windows) => windows.length > 0)
    const daily = split || [...daysWords].some((word) => names.has(word))
    const schedules = [...names].flatMap((name) => scheduleOf(name) ?? [])
    const asking = names.has('hour') ? 'hour' : daily ? 'day' : 'nothing'
    const plain = rule.entries.every(
      (entry) =>
        entry.form === 'sliding' && entry.where === undefined && entry.quantity !== undefined,
    )
    const ends = rule.entries.some(
      (entry) => entry.form === 'tumbling' || (entry.form === 'count' && 'unit' in entry.over),
    )
    const timed = asking !== 'nothing' || schedules.length > 0 || ends
    const values = rule.quantities.length > 1 || timed || !plain || rule.byReceipt
    needs = { asking, schedules, values, timed }
    known.set(rule, needs)
  }
  return needs
}

/** What changes at midnight or between day and night. */
const daysWords = ['period', 'weekday', 'month', 'season', 'workday', 'holiday', 'swapDay'] as const

export const noNeeds: Needs = { asking: 'nothing', schedules: [], values: false, timed: false }
