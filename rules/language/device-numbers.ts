/** The numbers, times and hours by which a rule judges one device, and where each of them comes from. Pure. */
import type { Bilingual } from '../../core/bilingual.ts'
import { noiseZones, type Device } from '../../core/device.ts'
import { bind } from './bind.ts'
import { originIn, type Origin } from './certainty.ts'
import { limitAt, type Limits } from './limits.ts'
import { limitsOfRule } from './limits-read.ts'
import type { LevelTimes, Override } from './override.ts'
import type { AbsenceLevel, Bound, ConditionLevel, Rule } from './rule.ts'
import { overridesOf, ownSchedule } from './settings.ts'

export interface DeviceNumber extends Origin {
  /** The path of a limit, a time of a level such as `yellow hold`, or `schedule business`. */
  readonly what: string
  /** Of a limit. */
  readonly title?: Bilingual
  /** None where nobody gave one. */
  readonly value?: number | string
  readonly unit?: string
  readonly unitZh?: string
  /** `register`, `device d1`, `owner u1`, `street 110101001`, `district 110101`, `profile beijing`, `city` or `rule`. */
  readonly from: string
}

export function numbersOf(written: Rule, device: Device, limits: Limits): readonly DeviceNumber[] {
  const bound = bind(written, device, limits)
  const overrides = overridesOf(limits, device)
  return [
    ...limitNumbersOf(bound, limits, overrides),
    ...timesOf(bound, overrides),
    ...hoursOf(bound, overrides),
  ]
}

/** Of the tables by zone only the device's own. */
const isOfOtherZone = (path: string, { zone }: Device): boolean => {
  const second = path.split('.')[1]
  return noiseZones.some((one) => one === second) && second !== zone
}

function limitNumbersOf(
  { rule, device, limits: own }: Bound,
  limits: Limits,
  overrides: readonly Override[],
): readonly DeviceNumber[] {
  const read = limitsOfRule(rule, limits).filter(({ path }) => !isOfOtherZone(path, device))
  return read.map(({ path, title, unit, unitZh, profile, ...origin }) => {
    const value = limitAt(own, path)
    const known = {
      ...{ what: path, title, ...(typeof value === 'number' && { value }), unit },
      ...(unitZh !== undefined && { unitZh }),
    }
    if (Object.hasOwn(device.limits ?? {}, path)) return { ...known, from: 'register' }
    const nearest = overrides.find(({ numbers }) => Object.hasOwn(numbers, path))
    if (nearest !== undefined) return { ...known, ...originOf(nearest) }
    const from = profile === undefined ? 'city' : `profile ${profile}`
    return { ...known, from, ...originIn(origin) }
  })
}

const originOf = (override: Override) => ({
  from: `${override.scope} ${override.code}`,
  ...originIn(override),
})

interface Time {
  readonly word: keyof LevelTimes
  readonly value: number
  readonly unit: string
}

function timesOf({ rule }: Bound, overrides: readonly Override[]): readonly DeviceNumber[] {
  const levels: readonly (AbsenceLevel | ConditionLevel)[] = rule.levels
  return levels.flatMap((level) =>
    timesOfLevel(level).map(({ word, value, unit }) => {
      const { severity } = level
      const own = ({ levels }: Override) => levels[rule.id]?.[severity]?.[word] !== undefined
      const nearest = overrides.find(own)
      const origin = nearest === undefined ? { from: 'rule' } : originOf(nearest)
      return { what: `${severity} ${word}`, value, unit, ...origin }
    }),
  )
}

function timesOfLevel(level: AbsenceLevel | ConditionLevel): readonly Time[] {
  const seconds = (word: Time['word'], ms: number) => ({ word, value: ms / 1_000, unit: 's' })
  if (!('absence' in level))
    return [seconds('hold', level.hold), seconds('clearHold', level.clearHold)]
  const { after, atLeast } = level.absence
  return [
    'ms' in after
      ? seconds('after', after.ms)
      : { word: 'after', value: after.periods, unit: 'periods' },
    seconds('atLeast', atLeast),
  ]
}

function hoursOf(
  { rule, device, schedules }: Bound,
  overrides: readonly Override[],
): readonly DeviceNumber[] {
  if (rule.form === 'condition') return []
  const names = rule.levels.flatMap(({ absence }) => absence.schedule ?? [])
  return [...new Set(names)].map((name) => {
    const known = { what: `schedule ${name}`, value: schedules.get(name)?.text ?? '' }
    if (name === ownSchedule && device.hours !== undefined) return { ...known, from: 'register' }
    const nearest = overrides.find((one) => Object.hasOwn(one.schedules, name))
    return nearest === undefined ? { ...known, from: 'city' } : { ...known, ...originOf(nearest) }
  })
}
