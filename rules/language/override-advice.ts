/**
 * What an override spoils: a level that can never be raised with it and could without, or one that is raised before a milder
 * one. For the lint. Pure.
 */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Device } from '../../core/device.ts'
import type { Instant } from '../../core/time.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from '../judging/city-clock.ts'
import { cellDigits } from './area-document.ts'
import { bind } from './bind.ts'
import { neverRaised, severityName, wrong } from './mistake-words.ts'
import { overrideKey, type Override } from './override.ts'
import { neverOnAny, sampleOf } from './reach.ts'
import type { Rule } from './rule.ts'
import { limitPathsRead } from './limits-read.ts'

export interface OverrideAdvice {
  /** Place of the override. */
  readonly index: number
  readonly said: Bilingual
}

type Rules = Pick<RuleSet, 'rules' | 'limits'>

export function overrideAdvice(
  { rules, limits }: Rules,
  at: Instant,
  clock: CityClock,
): readonly OverrideAdvice[] {
  return [...limits.overrides.values()].flatMap((override, index) => {
    const where = placeOf(override)
    return rules
      .filter((rule) => concerns(override, rule))
      .flatMap((rule) => {
        const plain = neverOnAny(rule, limits, at, clock)
        const never = neverOnAny(rule, limits, at, clock, where)
          .filter(({ level }) => !plain.some((one) => one.level === level))
          .map(({ severity, reason }) => neverRaised(rule.id, severity, reason))
        const before = crossings(rule, limits, {}, at, clock)
        const crossed = crossings(rule, limits, where, at, clock).filter(
          ({ en }) => !before.some((one) => one.en === en),
        )
        return [...never, ...crossed].map((said) => ({ index, said }))
      })
  })
}

/** Overrides of places where no device is registered: a slip of the pen, mostly. */
export function unmet(
  { overrides }: RuleSet['limits'],
  devices: Iterable<Device>,
): readonly OverrideAdvice[] {
  const left = new Map([...overrides].map(([key, one], index) => [key, { ...one, index }]))
  for (const { id, owner, cell = '' } of devices) {
    if (left.size === 0) return []
    const codes = [['device', id], ['owner', owner ?? ''], ...cellCodes(cell)] as const
    for (const [scope, code] of codes) left.delete(overrideKey(scope, code))
  }
  return [...left.values()].map(({ index, scope, code }) => ({
    index,
    said: wrong('noDeviceOf', { scope, code }),
  }))
}

const cellCodes = (cell: string) =>
  [
    ['street', cell.slice(0, cellDigits.street)],
    ['district', cell.slice(0, cellDigits.district)],
  ] as const

const concerns = ({ numbers, levels, schedules }: Override, rule: Rule): boolean =>
  Object.hasOwn(levels, rule.id) ||
  Object.keys(schedules).length > 0 ||
  Object.keys(numbers).some((path) =>
    limitPathsRead(rule).some((one) => one === '' || path === one || path.startsWith(`${one}.`)),
  )

/** What a device must be for the override to apply to it. */
function placeOf({ scope, code }: Override): Partial<Record<keyof Device, string>> {
  if (scope === 'device') return { id: code }
  return scope === 'owner' ? { owner: code } : { cell: code.padEnd(15, '0') }
}

/** Levels whose number lies on the mild side of that of the level below, a sentence each. */
function crossings(
  rule: Rule,
  limits: RuleSet['limits'],
  place: ReturnType<typeof placeOf>,
  at: Instant,
  clock: CityClock,
): readonly Bilingual[] {
  if (rule.form === 'absence') return []
  const [site] = [rule.document.on.site].flat()
  const [zone] = [rule.document.on.zone].flat()
  const bound = bind(rule, sampleOf(rule, site, zone, place), limits)
  const { facts: device, limits: tree, schedules } = bound
  const scope = { device, limits: tree, schedules, at, clock }
  const all = rule.levels.map(({ severity, when }) => ({
    severity,
    numbers: when.thresholds(scope),
  }))
  return all.flatMap(({ severity, numbers }, index) => {
    const milder = all[index - 1]
    if (milder === undefined) return []
    return numbers.flatMap(({ name, operator, value }) => {
      const below = milder.numbers.find((one) => one.name === name && one.operator === operator)
      const isCrossed =
        below !== undefined &&
        (operator.startsWith('>') ? value < below.value : value > below.value)
      return isCrossed
        ? [
            wrong('comesBefore', {
              ...{ id: rule.id, name, operator, value, below: below.value },
              severity: severityName(severity),
              milder: severityName(milder.severity),
            }),
          ]
        : []
    })
  })
}
