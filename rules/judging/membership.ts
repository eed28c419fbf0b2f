/**
 * Tells areas which alarms of devices stand in them. What was told of an alarm is remembered with it, so that an area hears
 * of the end of a member wherever its device is by then, and of an edit of the rule.
 */
import type { AlarmTransition } from '../../core/alarm.ts'
import { areaKey, type AreaMember, type Standing } from '../../core/area-member.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import { alarmId, type DeviceId, type RuleId } from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'
import { areasOf, type AreaRule } from '../language/area-rule.ts'
import { applies, type Bound, type Rule } from '../language/rule.ts'
import { waitsOf } from './area-hold.ts'
import type { RuleState } from './state.ts'

/** Of an alarm that stands; the position is that of its device. */
export type Stands = Pick<Standing, 'alarm' | 'severity' | 'since' | 'values'>

/** Kept under `~told/<rule>/<device>`; the names are the stored ones. */
export interface Told {
  readonly standing: Stands
  /** By `<rule>/<area>`, a text that changes with what that area has to know; none knows of one that is held back. */
  readonly areas: Readonly<Record<string, string>>
}

/** Why an area has a member less. */
type Because = Extract<AreaMember, { readonly kind: 'left' }>['because']

export interface Occasion {
  readonly at: Instant
  readonly decidedAt: Instant
  readonly because: Because
  /** Listening time. */
  readonly told: number
}

export interface Register {
  get(id: string): RegisteredDevice | undefined
  /** All devices, those of other partitions as well. */
  all(): Iterable<RegisteredDevice>
}

/** Whether an alarm `<rule>/<device>` that stands is held back, and counts nowhere. */
export type IsMuted = (key: string, standing: Stands, at: Instant) => boolean

export class Membership {
  readonly #rules: readonly Rule[]
  readonly #areas: readonly AreaRule[]
  readonly #register: Register
  readonly #isMuted: IsMuted
  /** By rule and area, how many devices are registered; of the rules that ask for it. */
  #registered: ReadonlyMap<string, number> | undefined

  constructor(
    rules: readonly Rule[],
    areas: readonly AreaRule[],
    register: Register,
    isMuted: IsMuted = () => false,
  ) {
    this.#rules = rules
    this.#areas = areas
    this.#register = register
    this.#isMuted = isMuted
  }

  /** The register has changed. */
  registerChanged(): void {
    this.#registered = undefined
  }

  /** Whether anything is told of the alarms of a rule. */
  watches(member: string): boolean {
    return this.#areas.some(({ document }) => document.alarms.some((id) => id === member))
  }

  /** What is to be told of an alarm `<rule>/<device>`; `standing` is undefined when it stands no more. */
  tell(
    key: string,
    occasion: Occasion,
    before: Told | undefined,
    standing: Stands | undefined,
  ): { readonly records: readonly AreaMember[]; readonly told: Told | undefined } {
    const { at, decidedAt, told: toldAt } = occasion
    const slash = key.indexOf('/')
    const member = key.slice(0, slash) as RuleId
    const device = key.slice(slash + 1) as DeviceId
    const about = { type: 'area-member' as const, member, device, at, decidedAt, told: toldAt }
    const records: AreaMember[] = []
    const areas: Record<string, string> = {}
    const muted = standing !== undefined && this.#isMuted(key, standing, decidedAt)
    for (const [rule, area] of muted ? [] : this.#wanted(member, device, standing)) {
      const name = areaKey({ rule: rule.id, area })
      const registered = this.#countOf(rule, name)
      const now = this.#placed(device, standing as Stands)
      const text = JSON.stringify([rule.meaning.version, { ...now, values: undefined }, registered])
      areas[name] = text
      if (before?.areas[name] === text) continue
      records.push({
        ...about,
        rule: rule.id,
        area,
        kind: 'stands',
        standing: now,
        meaning: rule.meaning,
        ...(registered !== undefined && { registered }),
      })
    }
    for (const name of Object.keys(before?.areas ?? {})) {
      if (name in areas) continue
      const [rule = '', area = ''] = name.split('/')
      const counting = this.#counting(member, rule)
      records.push({
        ...{ ...about, rule: rule as RuleId, area, kind: 'left' },
        because: standing === undefined ? occasion.because : whyLeft(counting, muted),
        ...(counting !== undefined &&
          waitsOf(counting.meaning).length > 0 && { meaning: counting.meaning }),
      })
    }
    const isKept = muted || Object.keys(areas).length > 0
    return { records, told: standing !== undefined && isKept ? { standing, areas } : undefined }
  }

  #counting(member: RuleId, rule: string): AreaRule | undefined {
    return this.#areas.find(({ id, document }) => id === rule && document.alarms.includes(member))
  }

  #wanted(
    member: RuleId,
    id: DeviceId,
    standing: Stands | undefined,
  ): readonly (readonly [AreaRule, string])[] {
    const device = this.#register.get(id)?.device
    if (standing === undefined || device === undefined) return []
    return this.#areas
      .filter(({ document }) => document.alarms.includes(member))
      .flatMap((rule) => areasOf(rule, device).map((area) => [rule, area] as const))
  }

  #placed(id: DeviceId, standing: Stands): Standing {
    const device = this.#register.get(id)?.device
    if (device === undefined) throw new TypeError(`${id} is not registered`)
    const { longitude, latitude, cell, component } = device
    return {
      ...standing,
      longitude,
      latitude,
      ...(cell !== undefined && { cell }),
      ...(component !== undefined && { component }),
    }
  }

  #countOf(rule: AreaRule, key: string): number | undefined {
    if (!asksForShare(rule)) return undefined
    this.#registered ??= this.#count()
    return this.#registered.get(key) ?? 0
  }

  #count(): ReadonlyMap<string, number> {
    const counts = new Map<string, number>()
    for (const area of this.#areas.filter(asksForShare)) {
      const members = this.#rules.filter(({ id }) => area.document.alarms.includes(id))
      for (const { device } of this.#register.all()) {
        if (!members.some((rule) => applies(rule, device))) continue
        for (const name of areasOf(area, device)) {
          const key = areaKey({ rule: area.id, area: name })
          counts.set(key, (counts.get(key) ?? 0) + 1)
        }
      }
    }
    return counts
  }
}

/** An alarm that stands left because nobody counts it there now, because it is held back, or because its device was moved. */
function whyLeft(counting: AreaRule | undefined, muted: boolean): Because {
  if (counting === undefined) return 'rule-retired'
  return muted ? 'shelved' : 'recovered'
}

const asksForShare = ({ meaning }: AreaRule): boolean =>
  meaning.levels.some(({ share }) => share !== undefined)

/** What a transition makes of an alarm. `inputs`: all that the rule judged by, of which the evidence names what its condition reads. */
export function standsAfter(
  transition: AlarmTransition,
  before: Stands | undefined,
  inputs: Stands['values'],
): Stands | undefined {
  if (transition.kind === 'cleared') return undefined
  const { alarm, severity, evidence } = transition
  const goesOn = before?.alarm === alarm
  const said = { ...inputs, ...numbersOf(Object.entries(evidence.values)) }
  return {
    ...{ alarm, severity },
    since: goesOn ? before.since : evidence.since,
    values: goesOn ? { ...before.values, ...said } : said,
  }
}

/** What the alarm of a rule was judged by last. */
export const inputsOf = (bound: Bound, state: RuleState | undefined): Stands['values'] =>
  (state && standsIn(bound, state)?.values) ?? {}

/** An alarm that stands already when a rule over areas begins to look. */
export function standsIn(bound: Bound, { alarm }: RuleState): Stands | undefined {
  const { rule, device } = bound
  const severity = alarm === null ? undefined : rule.levels[alarm.level]?.severity
  if (alarm === null || severity === undefined) return undefined
  const began = instant(alarm.began)
  const names = rule.form === 'condition' ? rule.slotNames : []
  return {
    alarm: alarmId(rule.id, device.id, began),
    severity,
    since: began,
    values: numbersOf(names.map((name, slot) => [name, alarm.values[slot] ?? null])),
  }
}

const numbersOf = (
  values: readonly (readonly [string, number | string | boolean | null])[],
): Readonly<Record<string, number>> =>
  Object.fromEntries(
    values.filter((entry): entry is [string, number] => typeof entry[1] === 'number'),
  )
