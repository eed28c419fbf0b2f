/**
 * What a rule makes of a device at an instant, and why: its entries and conditions with the numbers they read, the holds that
 * run, and a sentence that sums it up. Made of the state that judging left, so nothing is judged otherwise for being explained.
 */
import type { Bilingual } from '../../core/bilingual.ts'
import type { Device } from '../../core/device.ts'
import { qualityOf, type Reading } from '../../core/reading.ts'
import type { Severity } from '../../core/severity.ts'
import { instant, type Instant } from '../../core/time.ts'
import type { CityClock } from '../judging/city-clock.ts'
import { nothing } from '../judging/entry.ts'
import type { RuleState } from '../judging/state.ts'
import type { Condition, Scope, Value } from '../language/condition.ts'
import {
  applies,
  type Bound,
  type ConditionLevel,
  type ConditionRule,
  type Rule,
} from '../language/rule.ts'
import { lasting } from '../judging/absence.ts'

interface Named {
  readonly name: string
  /** null: unknown. */
  readonly value: number | string | boolean | null
}

interface LevelExplained {
  readonly severity: Severity
  readonly when: string
  /** null: unknown. */
  readonly holds: boolean | null
  readonly clear?: string
  readonly clears?: boolean | null
  /** What both read. */
  readonly values: readonly Named[]
  readonly holdSeconds: number
  /** Since when the condition holds, by the clock of the device. */
  readonly since?: Instant
  /** Since when its clear condition holds. */
  readonly clearSince?: Instant
  readonly clearHoldSeconds: number
  /** It is the level of the alarm that stands. */
  readonly stands: boolean
}

export interface RuleExplained {
  readonly rule: string
  readonly title: Bilingual
  readonly version: string
  readonly applies: boolean
  /** The instant of the device that was judged last. */
  readonly judged?: Instant
  /** Entries of `let`, in the order they are written. */
  readonly entries: readonly Named[]
  readonly levels: readonly LevelExplained[]
  /** No alarm of its like before that. */
  readonly restsUntil?: Instant
  readonly verdict: string
}

export interface Heard {
  /** The newest that arrived. */
  readonly newest: Reading | undefined
  /** The newest live ones by what they observed, newest first. */
  readonly live: readonly Reading[]
}

export const notWatched = (rule: Rule, device: Device): RuleExplained => ({
  ...{ rule: rule.id, title: rule.title, version: rule.version, applies: false },
  ...{ entries: [], levels: [], verdict: whyNotWatched(rule, device) },
})

function whyNotWatched(rule: Rule, device: Device): string {
  const { kind, site, zone } = rule.document.on
  const one = (wanted: string | readonly string[] | undefined) => [wanted ?? []].flat().join(' or ')
  if (!device.active) return 'does not watch it: the device is out of service'
  if (applies({ ...rule, document: { ...rule.document, on: { kind, zone } } }, device))
    return `does not watch it: it is for the site ${one(site)}, the device is at ${device.site}`
  return `does not watch it: it is for the noise zone ${one(zone)}, the device is in ${device.zone ?? 'none'}`
}

/** `at`: by the host's clock. */
export function explain(
  bound: Bound,
  state: RuleState | undefined,
  heard: Heard,
  clock: CityClock,
  at: Instant,
): RuleExplained {
  const { rule } = bound
  const known = { rule: rule.id, title: rule.title, version: rule.version, applies: true }
  if (rule.form === 'absence') return { ...known, ...silence(bound, state, at) }
  if (state === undefined)
    return { ...known, entries: [], levels: [], verdict: neverJudged(rule, heard) }
  const scope = scopeOf(bound, rule, state, heard, clock)
  const levels = rule.levels.map((level, index) => levelOf(level, index, state, scope))
  const { rests } = state
  return {
    ...known,
    judged: instant(state.judged),
    entries: rule.entries.map(({ name, to }) => ({ name, value: scope.slots[to] ?? null })),
    levels,
    ...(rests > state.judged && { restsUntil: instant(rests) }),
    verdict: (rule.byReceipt ? '' : passedOver(heard, state)) + verdictOf(levels, state, at),
  }
}

/** The quantities that were judged last, and the entries made of them. */
function scopeOf(
  bound: Bound,
  rule: ConditionRule,
  state: RuleState,
  { live }: Heard,
  clock: CityClock,
): Scope {
  const slots: (number | undefined)[] = []
  const reading = live.find(({ observedAt }) => observedAt === state.judged)
  for (const { quantity, slot } of rule.quantities) {
    const said =
      reading && qualityOf(reading, quantity) === 'N' ? reading.values[quantity] : undefined
    slots[slot] = state.values === undefined ? said : (state.values[slot] ?? undefined)
  }
  const at = instant(Math.max(state.judged, state.turned ?? 0))
  const { facts: device, limits, schedules } = bound
  const scope = { slots, device, limits, schedules, at, clock }
  bound.operators.forEach((operator, index) => {
    slots[operator.to] = operator.value(state.windows[index] ?? nothing, scope)
  })
  return scope
}

function levelOf(
  { severity, when, clear, hold, clearHold }: ConditionLevel,
  index: number,
  { alarm }: RuleState,
  scope: Scope,
): LevelExplained {
  const since = alarm?.held[index] ?? 0
  const clearSince = alarm?.clearing[index] ?? 0
  return {
    ...{ severity, when: when.text, holds: when.judge(scope) ?? null },
    ...(clear !== undefined && { clear: clear.text, clears: clear.judge(scope) ?? null }),
    values: valuesOf(clear === undefined ? [when] : [when, clear], scope),
    holdSeconds: hold / 1_000,
    ...(since > 0 && { since: instant(since) }),
    ...(clearSince > 0 && { clearSince: instant(clearSince) }),
    clearHoldSeconds: clearHold / 1_000,
    stands: alarm !== null && alarm.level === index,
  }
}

function valuesOf(conditions: readonly Condition[], scope: Scope): readonly Named[] {
  const values = new Map<string, Value>()
  for (const read of conditions.flatMap(({ reads }) => reads))
    values.set(read.name, read.value(scope))
  return [...values].map(([name, value]) => ({ name, value: value ?? null }))
}

function neverJudged({ quantities }: ConditionRule, { newest, live }: Heard): string {
  const wanted = quantities.map(({ quantity }) => quantity).join(', ')
  if (newest === undefined) return 'raised nothing: nothing was heard of the device'
  if (live.length === 0)
    return `raised nothing: the device's readings are ${newest.timing}, and only live ones are judged`
  return `raised nothing: no reading holds ${wanted} of quality N`
}

/** Whether the newest reading is not what was judged. */
function passedOver({ newest }: Heard, { judged }: RuleState): string {
  if (newest === undefined || newest.observedAt === judged) return ''
  if (newest.timing !== 'live')
    return `the newest reading is ${newest.timing} and is judged by no rule; of the one before it: `
  if (newest.observedAt < judged)
    return 'the newest reading is older than one that was judged, and moves no alarm; of that one: '
  return 'the newest reading has none of its quantities with quality N; of the one before it: '
}

function verdictOf(levels: readonly LevelExplained[], state: RuleState, at: Instant): string {
  const { alarm, rests, judged } = state
  const standing = levels.find(({ stands }) => stands)
  if (standing !== undefined && alarm !== null) {
    const began = `an alarm stands, ${standing.severity}, begun ${text(alarm.began)}`
    return standing.clearSince === undefined
      ? `${began}: ${standing.clear ?? `!(${standing.when})`} does not hold`
      : `${began}: it clears when it was clear for ${standing.clearHoldSeconds} s, since ${text(standing.clearSince)}`
  }
  const held = levels.findLast(({ since }) => since !== undefined)
  if (held?.since !== undefined) {
    const lasted = Math.max(0, Math.floor((at - held.since) / 1_000))
    const resting =
      rests > judged ? `, and it rests until ${text(rests)} after the alarm before` : ''
    return `raised nothing yet: ${held.when} holds since ${text(held.since)}, ${lasted} of ${held.holdSeconds} s${resting}`
  }
  const [first] = levels
  if (first === undefined) return 'raised nothing'
  const numbers = first.values.map(({ name, value }) => `${name} = ${value ?? 'unknown'}`)
  const what =
    first.holds === null
      ? 'is unknown'
      : first.holds
        ? 'holds, but did not when it was new'
        : 'is false'
  return `raised nothing: ${first.when} ${what} (${numbers.join(', ')})`
}

function silence(bound: Bound, state: RuleState | undefined, at: Instant) {
  const { rule } = bound
  const heard = state?.heard
  const lasted = heard === undefined ? undefined : Math.floor((at - heard) / 1_000)
  const level = state?.alarm?.level ?? -1
  const levels =
    rule.form === 'absence'
      ? rule.levels.map((one, index): LevelExplained => ({
          ...{ severity: one.severity, when: one.absence.text, holds: index <= level },
          values: [
            { name: 'silentSeconds', value: lasted ?? null },
            { name: 'device.period', value: bound.device.period },
          ],
          holdSeconds: lasting(bound, one) / 1_000,
          ...(heard !== undefined && { since: instant(heard) }),
          ...{ clear: 'any reading', clearHoldSeconds: 0, stands: index === level },
        }))
      : []
  const standing = levels[level]
  const since = heard === undefined ? 'never heard' : `heard last ${text(heard)}`
  return {
    entries: [],
    levels,
    verdict:
      standing === undefined
        ? `raised nothing: ${since}, silent for ${lasted ?? 0} of ${levels[0]?.holdSeconds ?? 0} s`
        : `an alarm stands, ${standing.severity}: ${since}, silent for ${lasted ?? 0} s`,
  }
}

const text = (at: number): string => new Date(at).toISOString()
