/** From frames to alarms: however what a device says comes in frames, and however often, the same is stored and judged. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { AlarmTransition } from '../../core/alarm.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import type { PartitionState } from '../../core/log.ts'
import type { Reading } from '../../core/reading.ts'
import { instant, type Instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import { ingestConfigSchema } from '../../ingest/config.ts'
import { normalise } from '../../ingest/normalise.ts'
import { loadCatalogue } from '../../rules/in-force/catalogue.ts'
import { cityClock } from '../../rules/judging/city-clock.ts'
import { Judge } from '../../rules/judging/judge.ts'
import { city, deviceOf, registryOf, start } from '../support/rules-city.ts'
import { frameOf } from '../support/sayings.ts'

const limits = ingestConfigSchema.parse({})
const rules = await loadCatalogue('rules/catalogue')
const cover = deviceOf({ id: 'c1', kind: 'manhole', site: 'road', period: 30 })
const { registry, directory } = registryOf(cover)
await directory.follow()
await registry[Symbol.asyncDispose]()

interface Message {
  readonly t: Instant
  readonly m: Readonly<Record<string, number | boolean>>
}

/** Whole seconds, few of them, so that events and reports meet: what a device says until it is looked at again. */
const message = fc
  .tuple(
    fc.integer({ min: 0, max: 12 }),
    fc.oneof(
      fc.record({ tilt: fc.constantFrom(2, 40), battery: fc.constantFrom(10, 90) }),
      fc.record({ coverOpen: fc.boolean() }),
      fc.record({ ch4: fc.constantFrom(1, 50), coverOpen: fc.boolean() }),
      fc.record({ wellLevel: fc.constantFrom(20, 160, 220) }),
    ),
  )
  .map(([second, m]): Message => ({ t: instant(start + second * 20_000), m }))

/** Of one quantity at one instant a device says one thing: a correction is judged as it comes. */
function oneThing(all: readonly Message[]): readonly Message[] {
  const said = new Set<string>()
  return all.filter(({ t, m }) => {
    const names = Object.keys(m).map((name) => `${t} ${name}`)
    if (names.some((name) => said.has(name))) return false
    for (const name of names) said.add(name)
    return true
  })
}

const list = fc.array(message, { minLength: 1, maxLength: 12 }).map(oneThing)

/** A switch that opens or shuts every 20 to 90 s, with what the device measures besides, now and then at the same instant. */
const bouncing = fc
  .array(
    fc.record({
      pause: fc.integer({ min: 4, max: 18 }),
      beside: fc.option(
        fc.oneof(
          fc.record({ tilt: fc.constantFrom(2, 2, 2, 40) }),
          fc.record({ wellLevel: fc.constantFrom(20, 20, 24, 60) }),
          fc.record({ battery: fc.constantFrom(90, 10) }),
        ),
        { nil: undefined },
      ),
      later: fc.integer({ min: 0, max: 1 }),
    }),
    { minLength: 14, maxLength: 22 },
  )
  .map((all) => {
    let at = 0
    return oneThing(
      all.flatMap(({ pause, beside, later }, index) => {
        at += pause
        const said: Message = { t: instant(start + at * 5_000), m: { coverOpen: index % 2 === 0 } }
        if (beside === undefined) return [said]
        return [said, { t: instant(said.t + later * 10_000), m: { ...beside } }]
      }),
    )
  })

/** How a list comes: where it is cut into frames, in which order they and what is in them come, and which come twice. */
const coming = fc.record({
  cuts: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
  order: fc.array(fc.nat(1_000), { minLength: 12, maxLength: 12 }),
  twice: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
})
type Coming = typeof coming extends fc.Arbitrary<infer T> ? T : never

/** One frame each instant at least: what is observed at another instant is received at another one. */
function framesOf(all: readonly Message[], { cuts, order, twice }: Coming): readonly Frame[] {
  const groups: Message[][] = []
  const rank = (one: Message): number => order[all.indexOf(one) % order.length] ?? 0
  const sorted = all.toSorted((a, b) => a.t - b.t || rank(a) - rank(b))
  sorted.forEach((one, index) => {
    const open = groups.at(-1)
    if (open === undefined || open[0]?.t !== one.t || cuts[index] === true) groups.push([one])
    else open.push(one)
  })
  return groups.flatMap((group, index) => {
    const at = instant((group[0]?.t ?? start) + 200)
    const frame = frameOf('c1', 'event', group.length === 1 ? group[0] : group, at)
    return twice[index] === true ? [frame, frame] : [frame]
  })
}

interface Outcome {
  readonly facts: readonly string[]
  readonly alarms: readonly string[]
  readonly readings: readonly Reading[]
}

function run(frames: readonly Frame[], seconds = 420): Outcome {
  const records: (Frame | Tick)[] = []
  let next = 0
  for (let second = 0; second <= seconds; second += 1) {
    const at = instant(start + second * 1_000)
    for (let frame = frames[next]; frame !== undefined; frame = frames[next]) {
      if (frame.receivedAt >= at) break
      records.push(frame)
      next += 1
    }
    records.push({ type: 'tick', at })
  }
  const states = [new Map<string, unknown>(), new Map<string, unknown>()] as const
  const [ingested, judged] = states.map((kept): PartitionState => ({
    get: (key) => kept.get(key),
    entries: () => [...kept],
  })) as [PartitionState, PartitionState]
  const { append } = normalise(
    {
      partition: 0,
      partitions: 1,
      records: records.map((value, offset) => ({ partition: 0, offset, value })),
      state: ingested,
    },
    directory,
    limits,
  )
  const outputs = append.flatMap(({ topic, values }) =>
    topic.name === 'readings' ? (values as readonly ReadingRecord[]) : [],
  )
  const judge = new Judge(directory, cityClock(city), rules)
  const { transitions } = judge.work(
    outputs.map((value, offset) => ({ partition: 0, offset, value })),
    judged,
  )
  const readings = outputs.filter((one): one is Reading => one.type === 'reading')
  return {
    facts: readings.map(({ id, values }) => `${id} ${JSON.stringify(values)}`).toSorted(),
    alarms: transitions.map(words).toSorted(),
    readings,
  }
}

const words = (one: AlarmTransition): string =>
  `${one.alarm} ${one.at} ${one.kind} ${one.kind === 'cleared' ? one.because : one.severity}`

test(
  'cutting, shuffling and doubling change no stored fact and no alarm',
  { timeout: 300_000 },
  () => {
    let [alarms, beside] = [0, 0]
    fc.assert(
      fc.property(list, coming, (all, how) => {
        const plain = run(framesOf(all, { cuts: [], order: [], twice: [] }))
        const other = run(framesOf(all, how))
        expect(other.facts).toEqual(plain.facts)
        expect(other.alarms).toEqual(plain.alarms)
        expect(plain.readings).toHaveLength(all.length)
        alarms += plain.alarms.length
        beside += plain.readings.filter((one) => one.beside !== undefined).length
      }),
      { numRuns: 3_000 },
    )
    // The lists do meet what they are about.
    expect(alarms).toBeGreaterThan(300)
    expect(beside).toBeGreaterThan(300)
  },
)

test(
  'nor those of a switch that bounces, beside what else its device measures',
  { timeout: 300_000 },
  () => {
    let [bounced, flapped] = [0, 0]
    fc.assert(
      fc.property(bouncing, coming, (all, how) => {
        const plain = run(framesOf(all, { cuts: [], order: [], twice: [] }), 2_100)
        const other = run(framesOf(all, how), 2_100)
        expect(other.facts).toEqual(plain.facts)
        expect(other.alarms).toEqual(plain.alarms)
        const raised = (rule: string): number =>
          plain.alarms.filter((one) => one.startsWith(`${rule}/`) && one.includes(' raised '))
            .length
        expect(raised('manhole-cover-open')).toBeLessThanOrEqual(3)
        expect(raised('manhole-switch-bouncing')).toBeLessThanOrEqual(1)
        bounced += raised('manhole-switch-bouncing')
        flapped += raised('manhole-cover-open') === 3 ? 1 : 0
      }),
      { numRuns: 300 },
    )
    expect(bounced).toBeGreaterThan(50)
    expect(flapped).toBeGreaterThan(100)
  },
)
