/** The rules that apply to one device, with their limits as numbers where they are numbers. */
import type { Bilingual } from '../../core/bilingual.ts'
import { severityWords, type Severity } from '../../core/severity.ts'
import type { Device } from '../../core/device.ts'
import type { RuleId } from '../../core/identity.ts'
import type { Quantity } from '../../core/quantities.ts'
import type { Instant } from '../../core/time.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from '../judging/city-clock.ts'
import { traitsOf } from './aggregates.ts'
import { originIn, type Origin } from './certainty.ts'
import { numbersOf, type DeviceNumber } from './device-numbers.ts'
import type { Limits } from './limits.ts'
import { unverifiedOf, type Unverified } from './limits-read.ts'
import { unreachable } from './reach.ts'
import { bind } from './bind.ts'
import { applies, type Bound, type ConditionRule } from './rule.ts'
import type { Comparator } from './thresholds.ts'

interface DeviceLimit {
  readonly quantity: Quantity
  readonly operator: Comparator
  /** In the unit of the quantity. */
  readonly value: number
}

export interface StandingAlarm {
  readonly rule: RuleId
  readonly severity?: Severity
  readonly raisedAt: Instant
}

export interface DeviceRule extends Origin {
  readonly id: RuleId
  readonly title: Bilingual
  readonly levels: readonly {
    readonly severity: Severity
    /** As written. */
    readonly when: string
    /** Empty when it compares no quantity with a number, or cannot become true at this hour. */
    readonly limits: readonly DeviceLimit[]
    /** Limits it is judged by that nobody has read in their standard; the device's own are left out. */
    readonly unverified: readonly Unverified[]
  }[]
  /** What it judges this device by, and where that comes from. */
  readonly numbers: readonly DeviceNumber[]
  /** Why levels of it can never be raised by this device, a sentence each. */
  readonly neverFires: readonly Bilingual[]
  /** Of the alarm that stands; empty when none does. */
  readonly state: { readonly severity?: Severity; readonly since?: Instant }
}

/** `standing`: the device's standing alarms, most recently raised first. `at` says whether it is day or night. */
export function deviceRules(
  { rules, limits }: RuleSet,
  device: Device,
  standing: readonly StandingAlarm[],
  at: Instant,
  clock: CityClock,
): readonly DeviceRule[] {
  return rules
    .filter((rule) => applies(rule, device))
    .map((rule) => {
      const alarm = standing.find((one) => one.rule === rule.id)
      const { severity, raisedAt: since } = alarm ?? {}
      const bound = bind(rule, device, limits)
      return {
        id: rule.id,
        title: rule.title,
        ...originIn(rule.document),
        numbers: numbersOf(rule, device, limits),
        levels: levelsOf(bound, limits, at, clock),
        neverFires: unreachable(bound, at, clock).map(({ severity, reason }) => ({
          zh: `${severityWords[severity].zh}：${reason.zh}`,
          en: `${severity}: ${reason.en}`,
        })),
        state: {
          ...(severity === undefined ? {} : { severity }),
          ...(since === undefined ? {} : { since }),
        },
      }
    })
}

function levelsOf(
  bound: Bound,
  limits: Limits,
  at: Instant,
  clock: CityClock,
): DeviceRule['levels'] {
  const { rule, device } = bound
  if (rule.form === 'absence') {
    return rule.levels.map(({ severity, absence }) => ({
      severity,
      when: absence.text,
      limits: [],
      unverified: [],
    }))
  }
  const measured = quantitiesOf(rule)
  const scope = { device: bound.facts, limits: bound.limits, schedules: bound.schedules, at, clock }
  return rule.levels.map(({ severity, when }, level) => ({
    severity,
    when: when.text,
    limits: when.thresholds(scope).flatMap(({ name, operator, value }) => {
      const quantity = measured.get(name)
      return quantity === undefined ? [] : [{ quantity, operator, value }]
    }),
    unverified: unverifiedOf(rule, level, limits, device.limits ?? {}),
  }))
}

/** The quantity behind each name of a condition that is on its scale. */
function quantitiesOf({ quantities, entries }: ConditionRule): ReadonlyMap<string, Quantity> {
  const names = new Map<string, Quantity>(quantities.map(({ quantity }) => [quantity, quantity]))
  for (const entry of entries) {
    if (!('aggregate' in entry) || !traitsOf(entry.aggregate).sameScale) continue
    if (entry.quantity !== undefined) names.set(entry.name, entry.quantity)
  }
  return names
}
