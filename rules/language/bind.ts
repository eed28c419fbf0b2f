/** A rule bound to a device: its numbers, holds, silences and hours resolved, once for all readings. */
import { writeAbsence } from '../../core/absence-text.ts'
import type { Device } from '../../core/device.ts'
import { operatorOf } from '../judging/entries.ts'
import { needsOf, noNeeds } from '../judging/needs.ts'
import { withOwnLimits, type Limits } from './limits.ts'
import type { LevelTimes } from './override.ts'
import type { AbsenceLevel, Bound, ConditionLevel, Rule } from './rule.ts'
import { settingsOf, type Settings } from './settings.ts'

const stateKey = (rule: string, device: string): string => `${rule}/${device}`

export function bind(written: Rule, device: Device, limits: Limits): Bound {
  const settings = settingsOf(limits, device)
  const rule = ruleOn(written, settings)
  const period = device.period * 1_000
  return {
    rule,
    device,
    key: stateKey(rule.id, device.id),
    facts: {
      id: device.id,
      kind: device.kind,
      site: device.site,
      zone: device.zone,
      period: device.period,
      limits: withOwnLimits({}, device.limits),
    },
    limits: withOwnLimits(settings.tree, device.limits),
    schedules: settings.schedules,
    operators: rule.form === 'absence' ? [] : rule.entries.map((one) => operatorOf(one, period)),
    needs: rule.form === 'absence' ? noNeeds : needsOf(rule),
    period,
  }
}

const rulesOn = new WeakMap<Settings, Map<Rule, Rule>>()

/** The rule with the holds, silences and hours of a device; the rule itself where none differ. */
function ruleOn(rule: Rule, settings: Settings): Rule {
  let all = rulesOn.get(settings)
  if (all === undefined) rulesOn.set(settings, (all = new Map<Rule, Rule>()))
  let found = all.get(rule)
  if (found === undefined) {
    found = adapted(rule, settings)
    all.set(rule, found)
  }
  return found
}

function adapted(rule: Rule, { overrides, schedules }: Settings): Rule {
  const timesOf = (severity: string): LevelTimes =>
    overrides.reduceRight<LevelTimes>(
      (times, { levels }) => ({ ...times, ...levels[rule.id]?.[severity] }),
      {},
    )
  if (rule.form === 'condition') {
    const levels = rule.levels.map((level): ConditionLevel => {
      const { hold = level.hold, clearHold = level.clearHold } = timesOf(level.severity)
      const same = hold === level.hold && clearHold === level.clearHold
      return same ? level : { ...level, hold, clearHold }
    })
    return levels.some((level, index) => level !== rule.levels[index]) ? { ...rule, levels } : rule
  }
  const levels = rule.levels.map((level): AbsenceLevel => {
    const { absence } = level
    const { after = absence.after, atLeast = absence.atLeast } = timesOf(level.severity)
    const own = absence.schedule === undefined ? undefined : schedules.get(absence.schedule)
    const hours = own ?? absence.hours
    if (after === absence.after && atLeast === absence.atLeast && hours === absence.hours)
      return level
    const least = atLeast === 0 ? undefined : atLeast
    const text = writeAbsence({ after, atLeast: least, hours: hours?.text })
    return { ...level, absence: { ...absence, text, after, atLeast, hours } }
  })
  return levels.some((level, index) => level !== rule.levels[index]) ? { ...rule, levels } : rule
}
