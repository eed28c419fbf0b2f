/**
 * The rules of another set that mean something else than those in force on a device that is asked about. What both sets say alike
 * is judged once: no rule knows of another.
 */
import type { Device } from '../../core/device.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import { conditionMeaning } from '../judging/basis.ts'
import { bind } from '../language/bind.ts'
import { conditionsOf } from '../language/entry.ts'
import { applies, type Bound, type Rule } from '../language/rule.ts'

/** Of the other set. */
export function differing(
  inForce: RuleSet,
  other: RuleSet,
  devices: Iterable<Device>,
): readonly Rule[] {
  const all = [...devices]
  const before = new Map(inForce.rules.map((rule) => [rule.id, rule]))
  return other.rules.filter((rule) => {
    const known = before.get(rule.id)
    return (
      known?.version !== rule.version ||
      all.some(
        (device) =>
          applies(rule, device) &&
          meaningOn(bind(known, device, inForce.limits)) !==
            meaningOn(bind(rule, device, other.limits)),
      )
    )
  })
}

/** All that one version of a rule takes from limits and overrides. */
function meaningOn(bound: Bound): string {
  const { rule } = bound
  if (rule.form === 'absence') return JSON.stringify(rule.levels.map(({ absence }) => absence))
  const conditions = [
    ...rule.levels.flatMap(({ when, clear }) => (clear === undefined ? [when] : [when, clear])),
    ...rule.entries.flatMap(conditionsOf),
  ]
  return JSON.stringify([
    rule.inputs,
    rule.levels.map(({ hold, clearHold }) => [hold, clearHold]),
    conditions.map((condition) => conditionMeaning(condition, bound)),
  ])
}
