import { describe, expect, test } from 'vitest'

import type { RuleState } from '../../../rules/judging/state.ts'
import type { AlarmTransition } from '../../../core/alarm.ts'
import { encodeState } from '../../../storage/state-codec.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import { step } from '../../../rules/judging/step.ts'
import { bind } from '../../../rules/language/bind.ts'
import { noLimits } from '../../../rules/language/limits.ts'
import { JudgeStore } from '../../support/judge-store.ts'
import {
  after,
  city,
  deviceOf,
  reading,
  registryOf,
  ruleOf,
  ruleSetOf,
  tick,
  waterRule,
} from '../../support/rules-city.ts'

const clock = cityClock(city)

/** The values of the entries at each reading, by name. */
function values(
  kind: string,
  site: string,
  entries: string,
  readings: ReturnType<typeof reading>[],
  period = 60,
) {
  const rule = ruleOf(
    [
      'id: r',
      'title: { zh: r, en: r }',
      `on: { kind: ${kind} }`,
      `let: ${entries}`,
      'levels: [{ severity: blue, when: e > 1 }]',
      'case: { category: "0506", limit: 2 urgent hours, lead: drainage }',
    ].join('\n'),
  )
  if (rule.form !== 'condition') throw new TypeError('r')
  const bound = bind(rule, deviceOf({ kind, site, period }), noLimits)
  let state: RuleState | undefined
  return readings.map((one) => {
    state = step(bound, state, one, clock).state
    return state?.values?.[rule.slotNames.indexOf('e')] ?? null
  })
}

describe('a window with a filter', () => {
  test('takes nothing while the fan is off', () => {
    const said = [0, 60, 120, 180].map((at, index) =>
      reading('d1', at, index < 3 ? { fume: 5, fan: 0 } : { fume: 0.5, fan: 1 }),
    )
    const filtered = '{ e: { of: fume, aggregate: mean, window: 10m, where: fan } }'
    expect(values('fume', 'kitchen', filtered, said)).toEqual([null, null, null, 0.5])
  })

  test('takes a sample whose filter another reading of the instant tells', () => {
    const said = [reading('d1', 0, { fume: 5 }), reading('d1', 0, { fan: 1 })]
    const filtered = '{ e: { of: fume, aggregate: sum, window: 10m, where: fan } }'
    expect(values('fume', 'kitchen', filtered, said)).toEqual([null, 5])
  })
})

test('of the readings of one instant an entry of an entry takes one sample, however many there are', () => {
  const said = [1, 0, 1, 0].map((fan) => reading('d1', 0, { fume: 5, fan }))
  const counted =
    '{ e1: { count: fume > 1, in: day }, e: { of: e1, aggregate: count, window: 10m, where: fan } }'
  expect(values('fume', 'kitchen', counted, said)).toEqual([1, 1, 1, 1])
})

test('a second reading of an instant behind which a window was finished finds the oldest of its samples', () => {
  const means =
    '{ e1: { of: depth, aggregate: mean, every: 15m }, e: { of: e1, aggregate: sum, window: 30m } }'
  const minutes = [14, 29, 44]
  const said = minutes.map((at, index) => reading('d1', at * 60, { depth: 1 + index }))
  const again = reading('d1', 44 * 60, { depth: 3 }, { lag: 120 })
  expect(values('water', 'road', means, [...said, again])).toEqual([null, 1, 3, 3])
})

test('a second reading of an instant adds no second value of an entry', () => {
  const said = [0, 60, 120, 420, 420].map((at) => reading('d1', at, { fume: at === 0 ? 0.5 : 0 }))
  const spread =
    '{ e1: { of: fume, aggregate: timeMean, window: 31m }, e: { of: e1, aggregate: spread, window: 4m } }'
  expect(values('fume', 'kitchen', spread, said)).toEqual([null, null, 0.25, null, null])
})

test('a mean over time that keeps day and night apart lets nothing of the day stand in the night', () => {
  const at = (time: string) => (Date.parse(`2026-03-02T${time}:00+08:00`) - after(0)) / 1_000
  const said = [
    reading('d1', at('21:40'), { fume: 0 }),
    reading('d1', at('23:10'), { fume: 0.5 }),
    reading('d1', at('23:40'), { fume: 0 }),
  ]
  const apart =
    '{ e: { of: fume, aggregate: timeMean, window: 90m, within: period, where: fume < 90 } }'
  expect(values('fume', 'kitchen', apart, said, 1_800)).toEqual([null, null, 0.5])
})

test('sixty readings a minute are sixty at every second', () => {
  const rule = waterRule(
    'full',
    '[{ severity: blue, when: n >= 60 }]',
    'let: { n: { of: depth, aggregate: count, window: 1m } }',
  )
  const bound = bind(rule, deviceOf({ period: 1 }), noLimits)
  const alarms: AlarmTransition[] = []
  let state: RuleState | undefined
  for (let second = 0; second < 600; second += 1) {
    const outcome = step(bound, state, reading('d1', second, { depth: 1 }), clock)
    state = outcome.state
    alarms.push(...outcome.transitions)
  }
  expect(alarms.map(({ kind, at }) => [kind, at])).toEqual([['raised', after(59)]])
})

test('a device that stopped speaking is judged by the finished window, and by the end of the day', async () => {
  const rule = waterRule(
    'often',
    '[{ severity: blue, when: n >= 1 }]',
    'let: { top: { of: depth, aggregate: max, every: 15m }, n: { count: top > 10, in: day } }',
  )
  const { directory } = registryOf(deviceOf())
  await directory.follow()
  const store = new JudgeStore(ruleSetOf(rule), directory)
  store.run([tick(0), reading('d1', 30, { depth: 20 }), tick(31)])
  // A process that starts anew knows of it.
  store.restart()
  store.run(Array.from({ length: 6_000 }, (_, index) => tick(40 + 10 * index)))
  const midnight = 14 * 3_600
  expect(store.alarms.map(({ kind, at }) => [kind, at])).toEqual([
    ['raised', after(900)],
    ['cleared', after(midnight)],
  ])
})

test('entries in another order keep what they hold', async () => {
  const ruleWith = (...entries: string[]) =>
    waterRule(
      'two',
      '[{ severity: blue, when: top > 10 && n >= 3 }]',
      `let: { ${entries.join(', ')} }`,
    )
  const top = 'top: { of: depth, aggregate: max, window: 10m }'
  const n = 'n: { of: depth, aggregate: count, window: 10m }'
  const { directory } = registryOf(deviceOf())
  await directory.follow()
  const store = new JudgeStore(ruleSetOf(ruleWith(top, n)), directory)
  store.run([tick(0), reading('d1', 0, { depth: 20 }), reading('d1', 60, { depth: 1 }), tick(61)])
  store.judge.use(ruleSetOf(ruleWith(n, top)))
  store.run([reading('d1', 120, { depth: 1 }), tick(121)])
  expect(store.alarms.map(({ kind, at }) => [kind, at])).toEqual([['raised', after(120)]])
})

test('all entries of a rule on a device fit in one kilobyte', () => {
  const rule = waterRule(
    'all',
    '[{ severity: blue, when: jump > 1000 }]',
    'let: { mean15: { of: depth, aggregate: mean, every: 15m }, n: { count: mean15 > 1, in: day }, jump: { of: depth, change: jump }, still: { of: depth, change: flat, tolerance: 0.1 }, usual: { of: depth, change: baseline }, seq: { sequence: { first: jump > 1, next: depth < 1, within: 5m } } }',
  )
  const bound = bind(rule, deviceOf(), noLimits)
  let state: RuleState | undefined
  for (let minute = 0; minute < 5 * 1_440; minute += 1) {
    state = step(
      bound,
      state,
      reading('d1', minute * 60, { depth: (minute * 7) % 13 }),
      clock,
    ).state
  }
  expect(encodeState(state).length).toBeLessThan(1_024)
})
