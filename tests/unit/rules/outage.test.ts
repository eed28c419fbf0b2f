import { expect, test } from 'vitest'

import type { ReadingRecord } from '../../../core/topics.ts'
import { JudgeStore } from '../../support/judge-store.ts'
import {
  after,
  deviceOf,
  reading,
  registryOf,
  ruleOf,
  ruleSetOf,
  tick,
  ticks,
  waterRule,
  words,
} from '../../support/rules-city.ts'

const deep = waterRule(
  'deep',
  '[{ severity: red, when: depth >= 15, clear: depth < 10, hold: 30s, clearHold: 60s }]',
)
const silentFor = (absence: string) =>
  ruleOf(
    [
      'id: silent',
      'title: { zh: 失联, en: Silent }',
      'on: { kind: water }',
      `levels: [{ severity: blue, absence: ${absence} }]`,
      'case: { work: maintenance, category: "9901", limit: 2 working days, lead: sensors }',
    ].join('\n'),
  )

const run = async (
  rule: typeof deep,
  period: number,
  ...records: (ReadingRecord | ReadingRecord[])[]
) => {
  const { directory } = registryOf(deviceOf({ period }))
  await directory.follow()
  const store = new JudgeStore(ruleSetOf(rule), directory)
  for (const record of records.flat()) store.run([record])
  return store
}

/** Received at once, and what was kept back until `received`. */
const heard = (at: number, depth: number) => reading('d1', at, { depth })
const queued = (at: number, depth: number, received: number) =>
  reading('d1', at, { depth }, { lag: received - at })

test('a hold does not run out over our outage before what the device queued is heard', async () => {
  const store = await run(
    deep,
    60,
    tick(0),
    heard(0, 40),
    ticks(1, 2),
    ticks(62, 63),
    queued(10, 0, 63),
    ticks(64, 200),
  )
  expect(store.alarms).toEqual([])
})

test('nor when the first to be heard comes before the first tick', async () => {
  const store = await run(
    deep,
    60,
    tick(0),
    heard(0, 40),
    ticks(1, 2),
    queued(10, 0, 62),
    ticks(63, 200),
  )
  expect(store.alarms).toEqual([])
})

test('what was queued is judged in its order and dated as ever', async () => {
  const store = await run(
    deep,
    60,
    tick(0),
    heard(0, 40),
    ticks(1, 2),
    tick(62),
    [10, 20, 35].map((at) => queued(at, 40, 62)),
    [50, 60, 115].map((at, index) => queued(at, 0, Math.max(at, 62 + index))),
    ticks(116, 120),
  )
  expect(words(store.alarms)).toEqual(['30 raised red', '110 cleared'])
})

test('what a device without a queue says after it proves nothing of the time between', async () => {
  const store = await run(
    deep,
    60,
    tick(0),
    heard(0, 40),
    ticks(1, 2),
    ticks(62, 65),
    heard(65, 0),
    ticks(66, 200),
  )
  expect(store.alarms).toEqual([])
})

test('a device that stays silent is waited for, and its hold runs out then', async () => {
  const records = [tick(0), heard(0, 40), ticks(1, 2)].flat()
  const waiting = await run(deep, 60, records, ticks(62, 121))
  expect(waiting.alarms).toEqual([])
  const over = await run(deep, 60, records, ticks(62, 122))
  expect(words(over.alarms)).toEqual(['30 raised red'])
})

test('nobody waits longer than five minutes for an hourly device', async () => {
  const store = await run(deep, 3_600, tick(0), heard(0, 40), ticks(1, 2), ticks(62, 362))
  expect(words(store.alarms)).toEqual(['30 raised red'])
  expect(store.alarms[0]).toMatchObject({ decidedAt: after(362) })
})

test('silence goes on behind our outages: a device of twelve hours and a restart each night', async () => {
  const silent = silentFor('{ after: 2 periods }')
  const half = 12 * 3_600
  const day = (first: number) =>
    // Away for the last minute of each day, which ends just when the silence is long enough; ticks are few.
    Array.from({ length: 8_634 }, (_, index) => tick(first + index * 10))
  const store = await run(
    silent,
    half,
    tick(0),
    heard(0, 1),
    [0, 1, 2].flatMap((number) => day(number * 86_400)),
  )
  expect(words(store.alarms)).toEqual(['86700 raised blue'])
  expect(store.alarms[0]).toMatchObject({
    alarm: `silent/d1/${after(0)}`,
    evidence: { since: after(0), values: { silentSeconds: 86_630 } },
  })
})

test('and no device is called silent before it had time to come back', async () => {
  const silent = silentFor('{ after: 2 periods }')
  const records = [tick(0), heard(0, 1), ticks(1, 100), ticks(400, 459)].flat()
  expect((await run(silent, 60, records, heard(459, 1), ticks(460, 570))).alarms).toEqual([])
  expect(words((await run(silent, 60, records, tick(460))).alarms)).toEqual(['460 raised blue'])
})

test('hours of a rule are those of the city, without our outage in them', async () => {
  const silent = silentFor('{ after: 15m, hours: "10:00-21:00" }')
  // The hours open at the start; heard last an hour before.
  const store = await run(
    silent,
    60,
    Array.from({ length: 361 }, (_, index) => tick(index * 10 - 3_600)),
    ticks(1, 600),
    ticks(1_000, 1_400),
  )
  expect(words(store.alarms)).toEqual(['1300 raised blue'])
})
