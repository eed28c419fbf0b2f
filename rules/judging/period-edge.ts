/**
 * Windows that keep day and night apart are empty at the edge between the two, so a hold that was built on them has nothing
 * left to stand on: it starts from nothing. One whose condition is true whatever those windows say goes on.
 */
import type { Judgement } from './judgement.ts'
import type { ConditionRule } from '../language/rule.ts'
import type { AlarmState } from './state.ts'

const known = new WeakMap<ConditionRule, readonly (readonly number[])[]>()

/** For each level the slots of the windows that its condition reads and that keep day and night apart. */
export function apart(rule: ConditionRule): readonly (readonly number[])[] {
  let slots = known.get(rule)
  if (slots === undefined) {
    slots = rule.levels.map(({ when }) =>
      rule.entries
        .filter((entry) => 'within' in entry && entry.within === 'period')
        .filter(({ name }) => when.reads.some(isOf(name)))
        .map(({ to }) => to),
    )
    known.set(rule, slots)
  }
  return slots
}

const isOf = (name: string) => (read: { readonly name: string }) => read.name === name

/** The alarm behind the edge, if there was one after `before`; the same object when nothing ended there. */
export function overEdge(
  alarm: AlarmState | null,
  { rule, scope }: Pick<Judgement, 'rule' | 'scope'>,
  before: number,
): AlarmState | null {
  if (alarm === null) return null
  const emptied = apart(rule)
  const ends = alarm.held.map(
    (since, level) => since > 0 && level > alarm.level && (emptied[level] ?? []).length > 0,
  )
  if (!ends.includes(true) || before >= scope.clock.periodStart(scope.at)) return alarm
  const held = alarm.held.map((since, level) => {
    if (ends[level] !== true) return since
    const slots = scope.slots.map((value, slot) =>
      emptied[level]?.includes(slot) === true ? undefined : value,
    )
    return rule.levels[level]?.when.judge({ ...scope, slots }) === true ? since : 0
  })
  if (alarm.level < 0 && held.every((since) => since === 0)) return null
  return { ...alarm, held }
}
