/**
 * A judge that leaves states unwritten and judges the log again tells, whenever it is killed, what one tells that writes all and
 * is never killed: the same alarms and the same to areas, each once, and it ends with the same states. It may have begun as a
 * version that kept states one by one.
 */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { AlarmTransition } from '../../core/alarm.ts'
import type { Device } from '../../core/device.ts'
import type { Tick } from '../../core/frame.ts'
import { mutesNothing } from '../../core/muting.ts'
import { instant } from '../../core/time.ts'
import type { ReadingRecord } from '../../core/topics.ts'
import type { RuleSet } from '../../rules/in-force/catalogue.ts'
import type { Devices } from '../../rules/judging/bindings.ts'
import type { Amount } from '../../rules/judging/allowance.ts'
import { everyForm } from '../support/every-form.ts'
import { JudgeStore } from '../support/judge-store.ts'
import { areaRule, deviceOf, reading, waterRule, withTicks } from '../support/rules-city.ts'

const areas = [
  areaRule(
    'few',
    'cell',
    '[{ severity: yellow, devices: 2, hold: 33s, clearHold: 23s }]',
    '[spike]',
  ),
]
const first: RuleSet = { ...everyForm, areas, version: 'first' }
/** One rule with another hold, one that is new and one that is gone. */
const second: RuleSet = {
  ...first,
  version: 'second',
  rules: [
    ...first.rules.filter(({ id }) => id !== 'spike' && id !== 'mean'),
    waterRule('spike', '[{ severity: yellow, when: depth >= 12, clear: depth < 10, hold: 10s }]'),
    waterRule('young', '[{ severity: blue, when: depth >= 30, hold: 30s }]'),
  ].toSorted((a, b) => (a.id < b.id ? -1 : 1)),
}
const ruleSets = [first, second]

const leaves = 'd2'
const here = '330102001001001'
const there = '330102001001002'

/** Of a device that comes, goes elsewhere, or leaves. */
interface Move {
  readonly id: string
  readonly cell: string | undefined
}

const moves: readonly Move[] = [
  { id: 'd1', cell: here },
  { id: 'd1', cell: there },
  { id: 'd4', cell: here },
  // For good: when what is known of a device that left is forgotten hangs on its timers.
  { id: leaves, cell: undefined },
]

/** A register that changes when it is told. */
class City implements Devices {
  revision = 1
  readonly #devices = new Map<string, Device>()

  constructor() {
    for (const id of ['d1', 'd2', 'd3']) this.#put(id, here)
  }

  change({ id, cell }: Move): void {
    this.revision += 1
    this.#put(id, cell)
  }

  get(id: string) {
    const device = this.#devices.get(id)
    return device && { device, revision: 1 }
  }

  *values() {
    for (const device of this.#devices.values()) yield { device, revision: 1 }
  }

  /** A device that leaves is not active, and no rule watches it. */
  #put(id: string, cell: string | undefined): void {
    this.#devices.set(id, deviceOf({ id, period: 10, active: cell !== undefined, cell }))
  }
}

const said = fc.record({
  device: fc.constantFrom('d1', 'd2', 'd3', 'd4'),
  at: fc.integer({ min: 0, max: 400 }),
  lag: fc.integer({ min: -5, max: 60 }),
  depth: fc.option(fc.constantFrom(0, 9, 12, 16, 30, 45, 60), { nil: undefined }),
  timing: fc.constantFrom('live' as const, 'live' as const, 'live' as const, 'late' as const),
})

/**
 * A stretch without ticks and readings, a clock that was set, and through how many partitions the frames came. A device that tells
 * something is written: those that stay dry wait for long.
 */
const host = fc.record({
  dry: fc.subarray(['d1', 'd2', 'd3', 'd4'], { minLength: 1 }),
  away: fc.option(fc.record({ from: fc.nat(350), length: fc.integer({ min: 31, max: 90 }) }), {
    freq: 1,
  }),
  set: fc.option(fc.record({ from: fc.nat(350), by: fc.constantFrom(-600, -40, 40, 600) })),
  lanes: fc.constantFrom(1, 1, 2),
})
type Host = typeof host extends fc.Arbitrary<infer T> ? T : never

function recordsOf(
  list: readonly (typeof said extends fc.Arbitrary<infer T> ? T : never)[],
  { dry, away, set, lanes }: Host,
): readonly ReadingRecord[] {
  const readings = list.map(({ device, at, lag, depth, timing }) => {
    const shown = depth !== undefined && dry.includes(device) ? depth % 15 : depth
    const values = shown === undefined ? { battery: 50 } : { depth: shown }
    return reading(device, at, values, { lag, timing })
  })
  let second = -1
  let stepped = false
  return withTicks(readings, 500).flatMap((record): readonly ReadingRecord[] => {
    if (record.type === 'tick') second += 1
    if (away !== null && second >= away.from && second < away.from + away.length) return []
    const by = set !== null && second >= set.from ? set.by * 1_000 : 0
    if (record.type !== 'tick') {
      if (record.type !== 'reading') return [record]
      const lane = Number(record.device.slice(1)) % lanes
      return [
        { ...record, receivedAt: instant(record.receivedAt + by), frame: `${lane}:${second}` },
      ]
    }
    const tick: Tick = { ...record, at: instant(record.at + by) }
    const now: Tick = by !== 0 && !stepped ? { ...tick, stepped: by } : tick
    stepped ||= by !== 0
    if (lanes === 1) return [now]
    return [0, 1].map((partition) => ({ ...now, lane: { partition, partitions: lanes } }))
  })
}

const cuts = fc.array(
  fc.record({
    size: fc.integer({ min: 1, max: 60 }),
    fate: fc.constantFrom(
      ...(['kept', 'kept', 'kept', 'lost', 'crash', 'killed', 'killed', 'stopped'] as const),
    ),
    deed: fc.oneof(
      { weight: 9, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant('rules' as const) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(...moves),
      },
    ),
  }),
  { minLength: 1, maxLength: 40 },
)
type Cut = typeof cuts extends fc.Arbitrary<readonly (infer T)[]> ? T : never

/** `known` alone tells of the log that a state stands beside. */
const statesOf = (store: JudgeStore) =>
  Object.fromEntries(
    [...store.entries()].flatMap(([key, value]) => {
      const { known: _known, ...rest } = value as { readonly known?: number }
      return key.endsWith(`/${leaves}`) ? [] : [[key, rest]]
    }),
  )

const nothing: Amount = { records: 0, states: 0 }

const amounts = fc.record({
  records: fc.constantFrom(1, 20, 200, 5_000, 5_000),
  states: fc.constantFrom(25, 100, 5_000),
})

interface Life {
  readonly most?: Amount
  /** Nobody is killed just before a change, or before the first batch behind it is durable. */
  readonly spared: boolean
  readonly dies: boolean
  /** The batch before which, or before the next one without a change, a version that keeps states one by one is replaced. */
  readonly upgraded?: number
}

function live(
  records: readonly ReadingRecord[],
  all: readonly Cut[],
  { most = nothing, spared, dies, upgraded = 0 }: Life,
): JudgeStore {
  const devices = new City()
  const store = new JudgeStore(first, devices, mutesNothing, most, upgraded > 0)
  let from = 0
  let rules = 0
  let isFormer = upgraded > 0
  for (let index = 0; from < records.length; index += 1) {
    const cut = all[index % all.length]
    if (cut === undefined) break
    const { size, fate, deed } = cut
    if (isFormer && index >= upgraded && deed === undefined) {
      store.upgrade()
      isFormer = false
    }
    if (deed === 'rules') {
      rules = 1 - rules
      const next = ruleSets[rules] ?? first
      if (spared || index % 2 === 0) store.judge.use(next)
      else store.restart(next)
    } else if (deed !== undefined) {
      devices.change(deed)
    }
    const batch = records.slice(from, from + size)
    const crashes = fate === 'crash' && !(spared && deed !== undefined)
    store.run(batch, dies && (crashes || fate === 'lost') ? fate : 'kept')
    const again = store.state.get('~again') as { readonly offset: number } | undefined
    if (again !== undefined)
      expect(from + batch.length - again.offset).toBeLessThanOrEqual(most.records)
    const changes = all[(index + 1) % all.length]?.deed !== undefined
    if (dies && fate === 'killed' && !(spared && changes)) store.restart()
    if (dies && fate === 'stopped') store.stop()
    from += size
  }
  store.stop()
  return store
}

/** In the order of each device by itself, and whichever tick behind a clock that was set, or an outage, comes to decide: a start looks at once. */
const factsOf = ({ alarms }: JudgeStore) =>
  alarms
    .filter(({ subject }) => subject.device !== leaves)
    .map(({ decidedAt: _decidedAt, ...fact }) => fact)
    .toSorted((a, b) => homeOf(a).localeCompare(homeOf(b)))

const homeOf = ({ rule, subject }: Pick<AlarmTransition, 'rule' | 'subject'>): string =>
  `${rule}/${subject.device}`

test('tells what one tells that writes all and is never killed', { timeout: 300_000 }, () => {
  let [alarms, again] = [0, 0]
  fc.assert(
    fc.property(
      fc.array(said, { maxLength: 120 }),
      host,
      cuts,
      amounts,
      fc.boolean(),
      fc.nat(20),
      (list, how, lives, most, calm, upgraded) => {
        const records = recordsOf(list, how)
        const all = calm ? lives.map((one) => ({ ...one, deed: undefined })) : lives
        const expected = live(records, all, { spared: true, dies: true, upgraded })
        const killed = live(records, all, { most, spared: true, dies: true, upgraded })
        expect(factsOf(killed)).toEqual(factsOf(expected))
        // When a timer behind a change or an outage is looked at hangs on the starts of the one that writes all, too.
        const undying = live(records, all, { spared: true, dies: false })
        if (calm && how.away === null) expect(factsOf(killed)).toEqual(factsOf(undying))
        expect(killed.members).toEqual(expected.members)
        expect(statesOf(killed)).toEqual(statesOf(expected))
        expect(killed.state.has('~again')).toBe(false)
        alarms += killed.alarms.length
        again += killed.again
      },
    ),
    { numRuns: 150 },
  )
  // The lives do meet what they are about.
  expect(alarms).toBeGreaterThan(1_000)
  expect(again).toBeGreaterThan(100)
})

test('a tenth is written where nothing happens', () => {
  const quiet = Array.from({ length: 300 }, (_, index) =>
    reading(`d${1 + (index % 3)}`, index, { depth: 5 }),
  )
  const writtenWith = (most: number): number => {
    const store = new JudgeStore(first, new City(), mutesNothing, { records: most, states: most })
    const records = withTicks(quiet, 300)
    for (let from = 0; from < records.length; from += 6) store.run(records.slice(from, from + 6))
    return store.written
  }
  expect(writtenWith(300)).toBeLessThan(writtenWith(0) / 10)
})

/** What has no end begins once, ends once, and one after the other stands for a rule on a device. */
function faultsOf(transitions: readonly AlarmTransition[]): readonly string[] {
  const standing = new Map<string, string>()
  const ended = new Set<string>()
  return transitions.flatMap((one) => {
    if (one.past === true) return []
    const key = homeOf(one)
    const before = standing.get(key)
    const told = `${one.kind} ${one.alarm}`
    if (one.kind === 'raised') {
      standing.set(key, one.alarm)
      return before !== undefined || ended.has(one.alarm) ? [told] : []
    }
    if (one.kind === 'cleared') {
      standing.delete(key)
      ended.add(one.alarm)
    }
    return before === one.alarm ? [] : [told]
  })
}

test('nor is anything told twice when it is killed before what was changed is durable', () => {
  fc.assert(
    fc.property(
      fc.array(said, { maxLength: 80 }),
      host,
      cuts,
      amounts,
      (list, how, lives, most) => {
        const { alarms } = live(recordsOf(list, how), lives, { most, spared: false, dies: true })
        expect(faultsOf(alarms)).toEqual([])
      },
    ),
    { numRuns: 100 },
  )
})
