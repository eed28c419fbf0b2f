/**
 * How far back what a rule says of an instant may reach: its windows, one made of another, and its holds. History is judged
 * from so long before the span that is asked for.
 */
import type { Device } from '../../core/device.ts'
import { days, minutes } from '../../core/time.ts'
import { lasting } from '../judging/absence.ts'
import type { CalendarUnit } from '../judging/city-clock.ts'
import { fit } from '../judging/fitting.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import { conditionsOf, type Entry } from '../language/entry.ts'
import { bind } from '../language/bind.ts'
import { applies, type Bound, type ConditionRule } from '../language/rule.ts'

/** For devices between whose readings more than the period lies. */
const margin = minutes(10)
/** What has stayed flat since when; no rule asks for more. */
const mostFlat = days(2)

const unitLength: Readonly<Record<CalendarUnit, number>> = {
  day: days(1),
  week: days(7),
  month: days(31),
  period: days(1),
}

/** Milliseconds. */
export function lookbackOf({ rules, limits }: RuleSet, devices: Iterable<Device>): number {
  let longest = 0
  const known = new Set<string>()
  for (const device of devices) {
    for (const rule of rules) {
      const like = `${rule.id} ${device.period}`
      if (known.has(like) || !applies(rule, device)) continue
      known.add(like)
      longest = Math.max(longest, reachOf(bind(rule, device, limits)))
    }
  }
  return longest + margin
}

function reachOf(bound: Bound): number {
  const { rule, period } = bound
  if (rule.form === 'absence')
    return Math.max(...rule.levels.map((level) => lasting(bound, level))) + rule.cooldown + period
  const holds = rule.levels.map(({ hold, clearHold }) => Math.max(hold, clearHold))
  const entries = rule.entries.map((entry) => reachOfEntry(rule, entry, period))
  const flapping = rule.flapping === undefined ? 0 : rule.flapping.in + rule.flapping.hold
  return Math.max(0, ...entries) + Math.max(...holds) + rule.cooldown + flapping + 2 * period
}

function reachOfEntry(rule: ConditionRule, entry: Entry, period: number): number {
  const names = new Set(conditionsOf(entry).flatMap(({ reads }) => reads.map(({ name }) => name)))
  const above = rule.entries.filter(
    (one) => one !== entry && (names.has(one.name) || ('from' in entry && entry.from === one.to)),
  )
  const apart = entry.takes ?? period
  return (
    ownReach(entry, apart) + Math.max(0, ...above.map((one) => reachOfEntry(rule, one, period)))
  )
}

function ownReach(entry: Entry, apart: number): number {
  switch (entry.form) {
    case 'sliding':
    case 'session':
      return fit(entry, apart).length
    case 'tumbling':
      return 2 * entry.length
    case 'count':
      if ('last' in entry.over) return entry.over.last * apart
      return 'unit' in entry.over ? unitLength[entry.over.unit] : entry.over.ms
    case 'jump':
    case 'rate':
      return 2 * apart
    case 'flat':
      return mostFlat
    case 'baseline':
    case 'drift':
      return days(entry.days)
    case 'sequence':
      return entry.within
    case 'outOfRange':
      break
  }
  return apart
}
