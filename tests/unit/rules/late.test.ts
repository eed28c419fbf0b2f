import { describe, expect, test } from 'vitest'

import type { RuleState } from '../../../rules/judging/state.ts'
import { JudgeStore } from '../../support/judge-store.ts'
import {
  deviceOf,
  reading,
  registryOf,
  ruleSetOf,
  ticks,
  waterRule,
  words,
} from '../../support/rules-city.ts'

const levels = '[{ severity: yellow, when: depth >= 15, clear: depth < 10, hold: 60s }]'
const { registry, directory } = registryOf(deviceOf({ id: 'd1', period: 60 }))
await directory.follow()
await registry[Symbol.asyncDispose]()

const storeOf = (policy: string, more = levels) =>
  new JudgeStore(ruleSetOf(waterRule('r', more, `late: ${policy}`)), directory)

const late = (at: number, depth: number, lag: number) =>
  reading('d1', at, { depth }, { timing: 'late', lag })
const live = (at: number, depth: number) => reading('d1', at, { depth })

/** Heard until 600 and again from 3000 on; what was measured between comes behind that. */
const backfill = (depths: readonly number[]) => [
  live(600, 0),
  live(3_000, 0),
  ...depths.map((depth, index) => late(900 + 60 * index, depth, 2_110 - 60 * index)),
]
const said = (store: JudgeStore) =>
  store.alarms.map((one) => `${words([one])[0]} ${one.past === true ? 'past' : 'now'}`)

describe('readings that came late', () => {
  test('say nothing where they are ignored', () => {
    const store = storeOf('ignore')
    store.run(backfill([20, 20, 20, 0]))
    expect(said(store)).toEqual([])
  })

  test('raise and clear an alarm of the past, which has another name', () => {
    const store = storeOf('historical')
    store.run(backfill([0, 20, 20, 20, 0]))
    expect(said(store)).toEqual(['1020 raised yellow past', '1140 cleared past'])
    expect(store.alarms.every(({ alarm }) => alarm.endsWith('/past'))).toBe(true)
    store.run(ticks(3_010, 4_000))
    expect(said(store)).toHaveLength(2)
    expect((store.stateOf('r/d1') as RuleState).past).toBeUndefined()
  })

  test('clear what stands in the past when no more of them come, at the last of them', () => {
    const store = storeOf('historical')
    store.run([...backfill([20, 20, 20]), ...ticks(3_010, 3_170)])
    expect(said(store)).toEqual(['960 raised yellow past'])
    store.run(ticks(3_171, 3_400))
    expect(said(store)).toEqual(['960 raised yellow past', '1020 cleared past'])
    expect(store.alarms[1]).toMatchObject({ because: 'late-data-over' })
  })

  test('begin anew where they leave something out', () => {
    const store = storeOf('historical')
    store.run([...backfill([20]), late(2_400, 20, 700), late(2_460, 20, 645), late(2_520, 0, 590)])
    expect(said(store)).toEqual(['2460 raised yellow past', '2520 cleared past'])
  })

  test('of a device that was never heard in time are judged as well', () => {
    const store = storeOf('historical')
    store.run([late(0, 20, 900), late(60, 20, 850), late(120, 0, 800), live(930, 20)])
    expect(said(store)).toEqual(['60 raised yellow past', '120 cleared past'])
    store.run([live(990, 20)])
    expect(said(store).at(-1)).toBe('990 raised yellow now')
  })

  test.each(['amend', 'historical'])('are evidence of the alarm that stood then (%s)', (policy) => {
    const store = storeOf(policy)
    store.run([0, 60, 120].map((at) => live(at, 20)))
    expect(said(store)).toEqual(['60 raised yellow now'])
    store.run(Array.from({ length: 12 }, (_, index) => late(61 + index, 30, 1_000)))
    expect(said(store).slice(1)).toEqual(
      Array.from({ length: 8 }, (_, index) => `${61 + index} amended yellow now`),
    )
    expect(store.alarms[1]).toMatchObject({
      alarm: store.alarms[0]?.alarm,
      evidence: { values: { depth: 30 }, readings: [{ frame: '0:61' }] },
    })
    store.run([live(180, 0)])
    expect(said(store).at(-1)).toBe('180 cleared now')
  })
})

test('late evidence of an alarm that has grown since has held since it began at the latest', () => {
  const store = storeOf('amend', levels.replace(' }]', ' }, { severity: red, when: depth >= 50 }]'))
  store.run([...[0, 60, 120].map((at) => live(at, 20)), live(180, 60), late(90, 20, 200)])
  expect(said(store).at(-1)).toBe('90 amended red now')
  const [, , amended] = store.alarms
  expect(amended).toMatchObject({ evidence: { since: amended?.at } })
})

describe('a level with reminders', () => {
  const reminding =
    '[{ severity: yellow, when: depth >= 15, clear: depth < 10, remind: 10m }, { severity: red, when: depth >= 50, clear: depth < 40 }]'

  test('says again that it stands, counted from what it said last, until it is over', () => {
    const store = storeOf('ignore', reminding)
    const depths = (from: number, to: number, depth: number) =>
      Array.from({ length: (to - from) / 60 }, (_, index) => live(from + index * 60, depth))
    store.run([
      ...depths(0, 1_300, 20),
      ...depths(1_320, 2_520, 60),
      ...depths(2_520, 3_180, 20),
      live(3_180, 0),
      ...depths(3_240, 4_500, 0),
    ])
    expect(said(store)).toEqual([
      '0 raised yellow now',
      '600 reminded yellow now',
      '1200 reminded yellow now',
      '1320 escalated red now',
      '2520 eased yellow now',
      '3120 reminded yellow now',
      '3180 cleared now',
    ])
  })

  test('says it of a device that fell silent, too', () => {
    const store = storeOf('ignore', reminding)
    store.run([live(0, 20), ...ticks(1, 1_300)])
    expect(said(store)).toEqual([
      '0 raised yellow now',
      '600 reminded yellow now',
      '1200 reminded yellow now',
    ])
  })
})
