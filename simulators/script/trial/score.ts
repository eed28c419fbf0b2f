/**
 * How good rules are: their alarms against what happened. A rule is right when it tells what happened between its begin and
 * a while after its end; told again in that time counts neither way; told at any other time is false. Everything is
 * counted for each rule, with what happened to the device when the rule was wrong.
 */
import type { Device } from '../../../core/device.ts'
import { days, type Instant, plus } from '../../../core/time.ts'
import { areaSpans, type TriedArea } from './area-truth.ts'
import type { Happening } from './happening.ts'
import { afterwards, tolerance, type Span } from './score-span.ts'

/** An alarm that was raised. */
export interface Raised {
  readonly rule: string
  readonly device: string
  /** Of a rule over areas. */
  readonly area?: string
  /** When it was known, by our clock. */
  readonly at: Instant
  /** Whether a case comes of it, filed at once or to be confirmed. */
  readonly files: boolean
}

/** A rule with what it could have told of. */
export interface Tried {
  readonly rule: string
  /** Devices that it watches. */
  readonly devices: readonly Pick<Device, 'id'>[]
}

export interface RuleScore {
  readonly rule: string
  /** Times that it had to tell something. */
  readonly truths: number
  readonly found: number
  readonly alarms: number
  readonly false: number
  /** Of what it told; 1 when it told nothing. */
  readonly precision: number
  /** Of what it had to tell; absent when that was nothing. */
  readonly recall?: number
  /** Seconds from the begin of what happened, absent when nothing was found. */
  readonly delay?: { readonly p50: number; readonly p90: number; readonly max: number }
  readonly falseCasesPerSensorDay: number
  /** What else happened to the device where it told nothing, and where it told what was not so; how often. */
  readonly missedIn: Readonly<Record<string, number>>
  readonly falseIn: Readonly<Record<string, number>>
}

export function scoreRules(
  tried: readonly Tried[],
  plans: ReadonlyMap<string, readonly Happening[]>,
  raised: readonly Raised[],
  length: number,
): readonly RuleScore[] {
  const alarms = new Map<string, Raised[]>()
  for (const alarm of raised) {
    const key = `${alarm.rule}/${alarm.device}`
    alarms.set(key, [...(alarms.get(key) ?? []), alarm])
  }
  return tried.map(({ rule, devices }) => {
    const tally = new Tally(rule)
    for (const { id } of devices) {
      const plan = plans.get(id) ?? []
      const spans = plan.flatMap((one) => spansOf(one, rule))
      tally.count(spans, plan, alarms.get(`${rule}/${id}`) ?? [], [rule])
    }
    return tally.score(devices.length * (length / days(1)))
  })
}

/** The same of rules over areas; an alarm of one is of the area that its device is in. */
export const scoreAreas = (
  tried: readonly TriedArea[],
  plans: ReadonlyMap<string, readonly Happening[]>,
  raised: readonly Raised[],
  length: number,
): readonly RuleScore[] =>
  tried.map((area) => {
    const tally = new Tally(area.rule)
    const own = raised.filter(({ rule }) => rule === area.rule)
    let watched = 0
    for (const [name, members] of area.areas) {
      const ids = new Set<string>(members.map(({ id }) => id))
      const told = own.filter((one) =>
        area.meaning.radius === undefined ? one.area === name : ids.has(one.device),
      )
      const plan = members.flatMap(({ id }) => plans.get(id) ?? [])
      tally.count(areaSpans(area, members, plans), plan, told, area.alarms)
      watched += members.length
    }
    return tally.score(watched * (length / days(1)))
  })

class Tally {
  readonly #rule: string
  #truths = 0
  #alarms = 0
  #false = 0
  #falseCases = 0
  readonly #delays: number[] = []
  readonly #missedIn = new Map<string, number>()
  readonly #falseIn = new Map<string, number>()

  constructor(rule: string) {
    this.#rule = rule
  }

  /** `plan`: all that happens there; `own`: rules whose truths are what this one tells of. */
  count(
    spans: readonly Span[],
    plan: readonly Happening[],
    alarms: readonly Raised[],
    own: readonly string[],
  ): void {
    this.#alarms += alarms.length
    const told = new Set<Span>()
    for (const { at, files } of alarms.toSorted((a, b) => a.at - b.at)) {
      const fitting = spans.filter(({ from, until }) => from <= at && at <= until)
      const truth = fitting.find((span) => span.demanded && !told.has(span))
      if (truth !== undefined) {
        told.add(truth)
        this.#delays.push((at - truth.from) / 1_000)
      } else if (fitting.length === 0) {
        this.#false += 1
        if (files) this.#falseCases += 1
        count(this.#falseIn, namesOf(plan, plus(at, -afterwards), at, []))
      }
    }
    for (const span of spans) {
      if (!span.demanded) continue
      this.#truths += 1
      if (!told.has(span)) count(this.#missedIn, namesOf(plan, span.from, span.until, own))
    }
  }

  score(sensorDays: number): RuleScore {
    const delays = this.#delays.toSorted((a, b) => a - b)
    const at = (share: number) => delays[Math.ceil(share * delays.length) - 1] ?? 0
    const right = this.#alarms - this.#false
    return {
      rule: this.#rule,
      truths: this.#truths,
      found: delays.length,
      alarms: this.#alarms,
      false: this.#false,
      precision: this.#alarms === 0 ? 1 : right / this.#alarms,
      ...(this.#truths > 0 && { recall: delays.length / this.#truths }),
      ...(delays.length > 0 && { delay: { p50: at(0.5), p90: at(0.9), max: at(1) } }),
      falseCasesPerSensorDay: sensorDays === 0 ? 0 : this.#falseCases / sensorDays,
      missedIn: Object.fromEntries(this.#missedIn),
      falseIn: Object.fromEntries(this.#falseIn),
    }
  }
}

/** When a rule has to tell something that happens, and when it may. */
function spansOf({ from, until, over, demands, permits }: Happening, rule: string): Span[] {
  const demanded = demands?.includes(rule) === true
  if (!demanded && permits?.includes(rule) !== true) return []
  const may = { from, until: plus(over, afterwards), demanded: false }
  return demanded ? [{ from, until: plus(until, tolerance), demanded }, may] : [may]
}

/** What happened to the device in that time and is nothing the rule had to tell; faults alone when there are some. */
function namesOf(
  plan: readonly Happening[],
  from: Instant,
  until: Instant,
  own: readonly string[],
): string {
  const meanwhile = plan.filter(
    (one) =>
      one.from <= until &&
      one.over >= from &&
      one.demands?.some((rule) => own.includes(rule)) !== true,
  )
  const faults = meanwhile.filter(({ cause }) => cause.type !== 'incident')
  const names = (faults.length > 0 ? faults : meanwhile).map(({ name }) => name)
  return names.length === 0 ? 'nothing' : [...new Set(names)].sort().join(' and ')
}

const count = (counts: Map<string, number>, name: string): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1)
}
