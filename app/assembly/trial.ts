/**
 * A trial of rules: days of a simulated city through ingest and the judge as they are, in this process, on the time of the
 * trial. Nothing is listened to and nothing is written; the same seed gives the same alarms.
 */
import { chineseCalendar } from '../../cases/calendar/chinese-calendar.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import { areasOf, type AreaRule } from '../../rules/language/area-rule.ts'
import { applies } from '../../rules/language/rule.ts'
import { judgeAreas } from '../../rules/judging/area-judge.ts'
import { Judge } from '../../rules/judging/judge.ts'
import type { RuleSet } from '../../rules/in-force/catalogue.ts'
import { ingestConfigSchema } from '../../ingest/config.ts'
import { normalise } from '../../ingest/normalise.ts'
import { hourOf } from '../../simulators/station.ts'
import { areaHappenings, withAreas } from '../../simulators/script/trial/area-events.ts'
import type { TriedArea } from '../../simulators/script/trial/area-truth.ts'
import { clusters, placed } from '../../simulators/script/trial/places.ts'
import { planOf } from '../../simulators/script/trial/plan.ts'
import { Player } from '../../simulators/script/trial/player.ts'
import {
  type Raised,
  type RuleScore,
  scoreAreas,
  scoreRules,
} from '../../simulators/script/trial/score.ts'
import { Remembered } from '../../runtime/remembered.ts'
import type { AreaMember } from '../../core/area-member.ts'
import type { City } from '../../core/city.ts'
import type { Device } from '../../core/device.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import type { Effects, LogRecord } from '../../core/log.ts'
import { days, hours, type Instant, instant, minutes, plus, seconds } from '../../core/time.ts'
import { areaMembersTopic, readingsTopic, type ReadingRecord } from '../../core/topics.ts'

export interface TrialOptions {
  readonly rules: RuleSet
  readonly city: City
  /** Every device speaks for itself, what stands behind a gateway as well; its gateway is still known. */
  readonly devices: readonly Device[]
  readonly seed: number
  readonly days: number
  /** Midnight on the clocks of the city. */
  readonly from: Instant
  readonly progress?: (share: number) => void
}

export interface Trial {
  readonly devices: number
  readonly days: number
  readonly readings: number
  readonly alarms: number
  /** Steps of rules that threw. */
  readonly failures: readonly string[]
  readonly rules: readonly RuleScore[]
}

/** How much of the city's time is worked off together, and how often a tick comes in it. */
const stride = minutes(1)
const tickEvery = seconds(10)

export function runTrial(options: TrialOptions): Trial {
  const { rules, city, seed, from, progress } = options
  const devices = placed(options.devices.filter(({ active }) => active))
  // A day without a change of the clocks; where they change an hour of it is another one.
  const midnights = Array.from({ length: options.days }, (_, day) => plus(from, days(day)))
  const ofAreas = areaHappenings(devices, { seed, midnights })
  const plans = new Map(
    devices.map((device) => [
      device.id as string,
      withAreas(planOf(device, { seed, midnights }), ofAreas.get(device.id) ?? []),
    ]),
  )
  const hour = hourOf(city.zone)
  const players = devices.map(
    (device) => new Player(device, from, { seed, plan: plans.get(device.id) ?? [], hourOf: hour }),
  )
  // What began in the last night is over by the next morning.
  const end = plus(from, days(options.days) + hours(8))
  const brain = new Brain(devices, rules, city)
  for (let at = from; at < end; at = plus(at, stride)) {
    const until = plus(at, stride)
    brain.take(players.flatMap((player) => player.play(until)).map(frameOf), until)
    progress?.((until - from) / (end - from))
  }
  const tried = rules.rules.map((rule) => ({
    rule: rule.id as string,
    devices: devices.filter((device) => applies(rule, device)),
  }))
  return {
    devices: devices.length,
    days: options.days,
    readings: brain.readings,
    alarms: brain.raised.length,
    failures: [...brain.failures],
    rules: [
      ...scoreRules(tried, plans, brain.raised, end - from),
      ...scoreAreas(triedAreas(rules, devices), plans, brain.raised, end - from),
    ],
  }
}

/** The rules over areas with the devices that they count, by area. */
const triedAreas = ({ rules, areas }: RuleSet, devices: readonly Device[]): readonly TriedArea[] =>
  areas.map((area) => {
    const { alarms } = area.document
    const members = rules.filter(({ id }) => alarms.includes(id))
    const counted = devices.filter((device) => members.some((rule) => applies(rule, device)))
    const { radius } = area.meaning
    const areas = radius === undefined ? byArea(area, counted) : clusters(counted, radius)
    return { rule: area.id, alarms, meaning: area.meaning, areas }
  })

const frameOf = ({ device, at, body }: ReturnType<Player['play']>[number]): Frame => ({
  type: 'frame',
  source: device.id,
  channel: 'telemetry',
  topic: `ub/v1/${device.id}/telemetry`,
  body,
  receivedAt: at,
  retained: false,
})

function byArea(
  area: AreaRule,
  devices: readonly Device[],
): ReadonlyMap<string, readonly Device[]> {
  const found = new Map<string, Device[]>()
  for (const device of devices)
    for (const name of areasOf(area, device)) found.set(name, [...(found.get(name) ?? []), device])
  return found
}

const membersOf = ({ append = [] }: Effects): readonly AreaMember[] =>
  append.flatMap(({ topic, values }) =>
    topic.name === areaMembersTopic.name ? (values as readonly AreaMember[]) : [],
  )

/** Ingest and rules of one partition, with what they remember. */
class Brain {
  readonly raised: Raised[] = []
  readonly failures = new Set<string>()
  readings = 0
  readonly #devices: ReadonlyMap<string, { readonly device: Device; readonly revision: number }>
  readonly #judge: Judge
  readonly #ingested = new Remembered()
  readonly #judged = new Remembered()
  readonly #overAreas = new Remembered()
  readonly #limits = ingestConfigSchema.parse({})
  #waiting: readonly Frame[] = []
  #offset = 0
  #ticked: Instant = instant(0)

  constructor(devices: readonly Device[], rules: RuleSet, city: City) {
    this.#devices = new Map(devices.map((device) => [device.id, { device, revision: 1 }]))
    const lookup = {
      revision: 1,
      get: (id: string) => this.#devices.get(id),
      values: () => this.#devices.values(),
    }
    this.#judge = new Judge(lookup, cityClock(city, chineseCalendar(city)), rules)
  }

  /** Frames in any order, and the ticks up to `until`. */
  take(frames: readonly Frame[], until: Instant): void {
    const arrived = [...this.#waiting, ...frames].sort((a, b) => a.receivedAt - b.receivedAt)
    const first = arrived.findIndex(({ receivedAt }) => receivedAt >= until)
    const now = first < 0 ? arrived : arrived.slice(0, first)
    this.#waiting = first < 0 ? [] : arrived.slice(first)
    const { append, state } = normalise(
      {
        partition: 0,
        partitions: 1,
        records: this.#withTicks(now, until),
        state: this.#ingested,
      },
      this.#devices,
      this.#limits,
    )
    this.#ingested.apply(state)
    for (const { topic, values } of append ?? []) {
      if (topic.name === readingsTopic.name) this.#judgeAll(values as readonly ReadingRecord[])
    }
  }

  #withTicks(frames: readonly Frame[], until: Instant): readonly LogRecord<Frame | Tick>[] {
    const values: (Frame | Tick)[] = []
    const tick = (at: Instant) => {
      this.#ticked = at
      values.push({ type: 'tick', at })
    }
    if (this.#ticked === 0) tick(plus(until, -stride))
    for (const frame of frames) {
      while (plus(this.#ticked, tickEvery) <= frame.receivedAt) tick(plus(this.#ticked, tickEvery))
      values.push(frame)
    }
    while (plus(this.#ticked, tickEvery) <= until) tick(plus(this.#ticked, tickEvery))
    return values.map((value) => ({ partition: 0, offset: this.#offset++, value }))
  }

  #judgeAll(records: readonly ReadingRecord[]): void {
    const verdict = this.#judge.work(
      records.map((value, offset) => ({ partition: 0, offset, value })),
      this.#judged,
    )
    this.#judged.apply(verdict.effects.state)
    this.#judge.completed(this.#judge.ruleSet)
    this.readings += verdict.readings
    for (const failure of verdict.failures) this.failures.add(failure)
    const told = judgeAreas(membersOf(verdict.effects), this.#overAreas)
    this.#overAreas.apply(told.effects.state)
    for (const one of [...verdict.transitions, ...told.transitions]) {
      if (one.kind !== 'raised' || one.past === true) continue
      const { rule, subject, at, decidedAt = at } = one
      const { device, area } = subject
      const files = one.case.filing !== 'none'
      this.raised.push({ rule, device, ...(area !== undefined && { area }), at: decidedAt, files })
    }
  }
}
