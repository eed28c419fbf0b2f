import { describe, expect, test } from 'vitest'

import type { ReadingRecord } from '../../../core/topics.ts'
import {
  after,
  deviceOf,
  reading,
  registryOf,
  ruleOf,
  ruleSetOf,
  steppedTick,
  tick,
  ticks,
  waterRule,
  words,
} from '../../support/rules-city.ts'
import { JudgeStore } from '../../support/judge-store.ts'

const deep = waterRule(
  'deep',
  '[{ severity: red, when: depth >= 15, clear: depth < 10, hold: 30s, clearHold: 60s }]',
)
const mean = waterRule(
  'mean',
  '[{ severity: red, when: m >= 15, clear: m < 10 }]',
  'let: { m: { of: depth, aggregate: mean, window: 10m, min: 3 } }',
)
const silent = ruleOf(
  [
    'id: silent',
    'title: { zh: 失联, en: Silent }',
    'on: { kind: water }',
    'levels: [{ severity: blue, absence: { after: 2 periods, atLeast: 5m } }]',
    'case: { work: maintenance, category: "9901", limit: 2 working days, lead: sensors }',
  ].join('\n'),
)

const run = async (rule: typeof deep, ...records: (ReadingRecord | ReadingRecord[])[]) => {
  const { directory } = registryOf(deviceOf())
  await directory.follow()
  const store = new JudgeStore(ruleSetOf(rule), directory)
  // Whatever the batches are.
  for (const record of records.flat()) store.run([record])
  return store
}

/** As they come through one of two partitions of frames. */
const of = (partition: number, records: readonly ReadingRecord[]): ReadingRecord[] =>
  records.map((record): ReadingRecord => {
    if (record.type === 'tick') return { ...record, lane: { partition, partitions: 2 } }
    return record.type === 'reading' ? { ...record, frame: `${partition}:0` } : record
  })

/** Of a device that has our time. */
const ours = (at: number, depth: number) => reading('d1', at, { depth })
/** Of a device with a right clock of its own, received while ours shows something else. */
const own = (at: number, depth: number, lag: number) => reading('d1', at, { depth }, { lag })

describe('the clock of the host goes back', () => {
  test('a device that takes its time from us is not late until the clock has caught up', async () => {
    const store = await run(
      deep,
      ticks(7_190, 7_199),
      ours(7_200, 0),
      ticks(7_200, 7_300),
      steppedTick(3_701, -3_600),
      ours(3_702, 60),
      ticks(3_702, 3_740),
    )
    expect(words(store.alarms)).toEqual(['3732 raised red'])
    expect(store.rebased).toBe(1)
  })

  test('nor when nobody saw it go: a host that booted hours ahead', async () => {
    const store = await run(
      deep,
      ours(28_800, 0),
      ticks(28_800, 28_900),
      tick(100),
      ours(101, 60),
      ticks(101, 140),
    )
    expect(words(store.alarms)).toEqual(['131 raised red'])
    expect(store.rebased).toBe(1)
  })

  test('a hold goes on by what elapsed, whoever gives the device its time', async () => {
    const before = [tick(0), ours(0, 20), ticks(1, 10), steppedTick(-3_589, -3_600)].flat()
    const quiet = await run(deep, before, ticks(-3_588, -3_560))
    expect(words(quiet.alarms)).toEqual(['30 raised red'])
    const followed = await run(deep, before, ours(-3_580, 20), ticks(-3_580, -3_560))
    expect(words(followed.alarms)).toEqual(['-3570 raised red'])
    expect(followed.alarms.map(({ alarm }) => alarm)).toEqual([`deep/d1/${after(-3_600)}`])
    const right = await run(deep, before, own(20, 20, -3_600), ticks(-3_580, -3_560))
    expect(words(right.alarms)).toEqual(['30 raised red'])
    expect(right.rebased).toBe(0)
  })

  test('a hold that is over before the step ends stays over', async () => {
    const store = await run(
      deep,
      tick(0),
      ours(0, 20),
      ticks(1, 10),
      steppedTick(-3_589, -3_600),
      ours(-3_580, 0),
      ticks(-3_580, -3_400),
    )
    expect(store.alarms).toEqual([])
  })

  test('a standing alarm clears by what elapsed', async () => {
    const store = await run(
      deep,
      tick(0),
      ours(0, 20),
      ticks(1, 40),
      ours(40, 0),
      ticks(41, 50),
      steppedTick(-3_549, -3_600),
      ours(-3_540, 0),
      ticks(-3_540, -3_495),
    )
    expect(words(store.alarms)).toEqual(['30 raised red', '-3500 cleared'])
  })

  test('windows keep what they hold', async () => {
    const store = await run(
      mean,
      tick(0),
      ours(0, 20),
      ticks(1, 59),
      ours(60, 20),
      ticks(60, 70),
      steppedTick(-3_529, -3_600),
      ours(-3_480, 20),
      tick(-3_480),
    )
    expect(words(store.alarms)).toEqual(['-3480 raised red'])
  })

  test('a live device stays live, and a silent one is told after what really elapsed', async () => {
    const store = await run(
      silent,
      tick(0),
      ours(0, 1),
      ticks(1, 100),
      steppedTick(-3_499, -3_600),
      ticks(-3_498, -3_200),
    )
    expect(words(store.alarms)).toEqual(['-3300 raised blue'])
    expect(store.alarms[0]).toMatchObject({ evidence: { values: { silentSeconds: 300 } } })
  })

  test('two alarms never have one name', async () => {
    const spike = waterRule('spike', '[{ severity: red, when: depth >= 15, clear: depth < 10 }]')
    const store = await run(
      spike,
      tick(0),
      ours(0, 20),
      ticks(1, 59),
      ours(60, 0),
      ticks(60, 61),
      steppedTick(-59, -121),
      ours(-58, 0),
      ticks(-58, -1),
      ours(0, 20),
      tick(0),
    )
    const raised = store.alarms.filter(({ kind }) => kind === 'raised')
    expect(raised).toHaveLength(2)
    expect(new Set(raised.map(({ alarm }) => alarm)).size).toBe(2)
  })

  test('in several partitions, each of which hears of it at another time', async () => {
    const first = [ticks(0, 9), steppedTick(-3_590, -3_600), ticks(-3_589, -3_500)].flat()
    const second = [
      ticks(0, 9),
      ours(9, 20),
      steppedTick(-3_590, -3_600),
      ours(-3_580, 20),
      ticks(-3_580, -3_500),
    ].flat()
    const store = await run(deep, of(0, first), of(1, second))
    expect(words(store.alarms)).toEqual(['-3561 raised red'])
  })

  test('a partition that is only behind is no clock that was set', async () => {
    const store = await run(
      deep,
      of(0, ticks(0, 1)),
      of(1, ticks(0, 1)),
      // Through its gateway the device is heard in the other one too.
      of(0, [...ticks(2, 300), ours(300, 0), ...ticks(301, 310)]),
      of(1, [...ticks(2, 20), ours(20, 60), ...ticks(21, 310)]),
    )
    expect(store.alarms).toEqual([])
    expect(store.rebased).toBe(0)
  })

  test('several brokers of one host that each say it are one step', async () => {
    const store = await run(
      silent,
      tick(0),
      ours(0, 1),
      ticks(1, 100),
      steppedTick(-3_499, -3_600),
      steppedTick(-3_499, -3_600),
      ticks(-3_498, -3_200),
    )
    expect(words(store.alarms)).toEqual(['-3300 raised blue'])
  })

  test('a broker whose ticks are far behind those of another one holds nothing up', async () => {
    const store = await run(
      silent,
      tick(0),
      ours(0, 1),
      Array.from({ length: 310 }, (_, i) => [tick(i + 1), tick(i - 90)]).flat(),
    )
    expect(words(store.alarms)).toEqual(['300 raised blue'])
  })
})

describe('the clock of the host goes forth', () => {
  const before = [tick(0), ours(0, 20), ticks(1, 10), steppedTick(3_611, 3_600)].flat()

  test('no hold runs out by the jump', async () => {
    const store = await run(deep, before, ours(3_620, 0), ticks(3_620, 3_700))
    expect(store.alarms).toEqual([])
  })

  test('and a hold goes on by what elapsed', async () => {
    const store = await run(deep, before, ours(3_620, 20), ticks(3_620, 3_640))
    expect(words(store.alarms)).toEqual(['3630 raised red'])
  })

  test('no device is silent for it', async () => {
    const store = await run(silent, tick(0), ours(0, 1), ticks(1, 10), [
      steppedTick(3_611, 3_600),
      ...ticks(3_612, 3_899),
      ours(3_899, 1),
      ...ticks(3_900, 4_000),
    ])
    expect(store.alarms).toEqual([])
  })
})

test('what the version before remembered of time goes on', async () => {
  const { directory } = registryOf(deviceOf())
  await directory.follow()
  const store = new JudgeStore(ruleSetOf(silent), directory)
  store.run([tick(0), ours(0, 1), ...ticks(1, 100)])
  store.state.set('~tick', { at: after(100), resumedAt: after(-1_000) })
  store.restart()
  store.run(ticks(101, 301))
  expect(words(store.alarms)).toEqual(['300 raised blue'])
})
