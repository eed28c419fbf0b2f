/**
 * What can never fire: a level of a rule that no reading of a device can raise, because a limit is missing, a window can
 * never be filled, a value lies beyond the range of its quantity, or the patience is longer than the hours. Such a rule
 * stands in the list and watches nothing, so the lint, the import and the page of the device say it.
 */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Severity } from '../../core/severity.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import { kindOf } from '../../core/kinds.ts'
import { plus } from '../../core/time.ts'
import { isAlways, minutesOfWeek } from '../../core/week-hours.ts'
import type { Instant } from '../../core/time.ts'
import { lasting } from '../judging/absence.ts'
import type { RuleSet } from '../in-force/catalogue.ts'
import type { CityClock } from '../judging/city-clock.ts'
import { minuteOfWeek } from './clock-words.ts'
import type { Condition } from './condition.ts'
import { neverRaised, wrong } from './mistake-words.ts'
import { bind } from './bind.ts'
import { applies, type Bound, type ConditionRule, type Rule } from './rule.ts'
import { apartOf, spansOf } from './entry-range.ts'
import { conditionsOf } from './entry.ts'
import { fit } from '../judging/fitting.ts'
import type { Span } from './possible.ts'

export interface Unreachable {
  /** Place of the level in the rule. */
  readonly level: number
  readonly severity: Severity
  readonly reason: Bilingual
}

const hour = 3_600_000

const yearly = new Set(['month', 'season', 'workday', 'holiday', 'swapDay'])

/** Whether the rule asks for what is not there in every week. */
function isYearly({ levels, entries }: ConditionRule): boolean {
  const conditions = [...levels.map(({ when }) => when), ...entries.flatMap(conditionsOf)]
  return conditions.some(({ reads }) => reads.some(({ name }) => yearly.has(name)))
}

/**
 * Every hour of the week from `at` on, or of the year, and a day and a night however short: conditions may ask for all of
 * these.
 */
function hoursFrom(at: Instant, days: number, clock: CityClock): readonly Instant[] {
  const began = clock.periodStart(at)
  return [
    ...Array.from({ length: days * 24 }, (_, index) => plus(at, index * hour)),
    ...(began > 0 ? [began, clock.periodStart(plus(began, -1))] : []),
  ]
}

/** A calendar in which every kind of day falls on every day of the week: which do in a year is not the rule's to know. */
function anyCalendar(clock: CityClock): CityClock {
  const kind = (at: Instant) => Math.floor(at / (24 * hour)) % 4
  return {
    ...clock,
    workday: (at) => kind(at) < 2,
    swapDay: (at) => kind(at) === 1,
    holiday: (at) => kind(at) === 2,
  }
}

/** Levels of a rule that this device can never raise. `at` is any instant. */
export function unreachable(bound: Bound, at: Instant, ofCity: CityClock): readonly Unreachable[] {
  const clock = anyCalendar(ofCity)
  const { rule } = bound
  if (rule.form === 'absence') {
    return rule.levels.flatMap((level, index): Unreachable[] => {
      const { hours } = level.absence
      if (hours === undefined || isAlways(hours)) return []
      const open = Math.max(...hours.spans.map(({ from, to }) => to - from)) * 60_000
      return lasting(bound, level) < open
        ? []
        : [
            {
              level: index,
              severity: level.severity,
              reason: withPeriod(bound, {
                zh: `计断传的时段短于 ${minutes(lasting(bound, level))}`,
                en: `silence counts in hours that are shorter than ${minutes(lasting(bound, level))}`,
              }),
            },
          ]
    })
  }
  const opens = [...bound.schedules.values()].flatMap(({ spans }) =>
    spans.map(({ from }) =>
      plus(at, ((from - minuteOfWeek(clock, at) + minutesOfWeek) % minutesOfWeek) * 60_000),
    ),
  )
  const week = [...hoursFrom(at, isYearly(rule) ? 366 : 7, clock), ...opens]
  const spans = spansOf(bound, rule, week, clock)
  return rule.levels.flatMap(({ severity, when }, index): Unreachable[] => {
    const possible = week.some((one) =>
      when.possible(
        { device: bound.facts, limits: bound.limits, schedules: bound.schedules, at: one, clock },
        spans,
      ),
    )
    return possible
      ? []
      : [{ level: index, severity, reason: reasonOf(bound, when, spans, week, clock) }]
  })
}

function reasonOf(
  bound: Bound,
  when: Condition,
  spans: ReadonlyMap<string, Span>,
  week: readonly Instant[],
  clock: CityClock,
): Bilingual {
  const empty =
    bound.rule.form === 'condition' &&
    bound.rule.entries.find(
      ({ name }) => !spans.has(name) && when.reads.some((read) => read.name === name),
    )
  if (empty) {
    const { name } = empty
    if (!('aggregate' in empty))
      return { zh: `“${name}”永远没有数值`, en: `'${name}' never has a value` }
    const { least } = fit(empty, apartOf(empty, bound))
    return withPeriod(bound, {
      zh: `“${name}”永远凑不齐 ${least} 个样本`,
      en: `'${name}' never holds ${least} samples`,
    })
  }
  const missing = when.reads.filter(
    (read) =>
      /^(limits|device)\b/.test(read.name) &&
      week.every(
        (at) =>
          read.value({
            slots: [],
            device: bound.facts,
            limits: bound.limits,
            schedules: bound.schedules,
            at,
            clock,
          }) === undefined,
      ),
  )
  const names = missing.map(({ name }) => name)
  return names.length > 0
    ? { zh: `没有 ${names.join('、')}`, en: `there is no ${names.join(' and no ')}` }
    : withPeriod(bound, {
        zh: `量程内没有数值能使“${when.text}”成立`,
        en: `no value in the range of its quantity makes '${when.text}' true`,
      })
}

const minutes = (ms: number) => `${Math.round(ms / 60_000)} min`
const withPeriod = ({ device: { period } }: Bound, { zh, en }: Bilingual): Bilingual => ({
  zh: `${zh}（每 ${period} 秒一个读数）`,
  en: `${en}, with a reading every ${period} s`,
})

/** What watches this device in name only, a sentence each: for the report of an import and for its page. */
export function neverFires(
  { rules, limits }: RuleSet,
  device: Device,
  at: Instant,
  clock: CityClock,
): readonly Bilingual[] {
  return rules.flatMap((rule) => {
    if (applies(rule, device)) {
      return unreachable(bind(rule, device, limits), at, clock).map(({ severity, reason }) =>
        neverRaised(rule.id, severity, reason),
      )
    }
    const [zone] = [rule.document.on.zone].flat()
    return device.zone === undefined && zone !== undefined && applies(rule, { ...device, zone })
      ? [wrong('noZone', { id: rule.id })]
      : []
  })
}

/**
 * Levels of a rule that no device of the usual period raises, on any site and in any zone the rule is for; limits that
 * only devices have are taken to be there. `more` is what these devices are besides.
 */
export function neverOnAny(
  rule: Rule,
  limits: RuleSet['limits'],
  at: Instant,
  clock: CityClock,
  more: Partial<Record<keyof Device, string>> = {},
): readonly Unreachable[] {
  const { kind, site, zone } = rule.document.on
  const every = [site ?? kindOf(kind).sites].flat().flatMap((one) =>
    [zone].flat().map((other): readonly Unreachable[] => {
      const device = sampleOf(rule, one, other, more)
      return unreachable(bind(rule, device, limits), at, clock)
    }),
  )
  const [first = [], ...others] = every
  return first.filter(
    ({ level }) =>
      others.every((found) => found.some((one) => one.level === level)) &&
      !readsOwn(rule, level, limits.ofDevices),
  )
}

export const sampleOf = (
  rule: Rule,
  site: string | undefined,
  zone: string | undefined,
  more: Partial<Record<keyof Device, string>>,
): Device =>
  deviceSchema.parse({
    id: 'device-1',
    kind: rule.document.on.kind,
    site: site ?? kindOf(rule.document.on.kind).sites[0],
    zone,
    longitude: 0,
    latitude: 0,
    period: kindOf(rule.document.on.kind).period,
    active: true,
    ...more,
  })

function readsOwn(rule: Rule, level: number, ofDevices: ReadonlySet<string>): boolean {
  if (rule.form === 'absence') return false
  return (rule.levels[level]?.when.reads ?? []).some(({ name }) => {
    const table = /^limits\.(\w+)/.exec(name)?.[1]
    return table !== undefined && ofDevices.has(table)
  })
}
