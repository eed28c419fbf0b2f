import { describe, expect, test } from 'vitest'

import type { ReadingRecord } from '../../../core/topics.ts'
import { JudgeStore } from '../../support/judge-store.ts'
import {
  after,
  deviceOf,
  reading,
  registryOf,
  ruleOf,
  ruleSetOf,
  start,
  tick,
  withTicks,
  words,
} from '../../support/rules-city.ts'

/** Seconds from the start of the tests, ten in the morning, to a time of that day. */
const at = (time: string, day = 0) =>
  (Date.parse(`2026-03-02T${time}+08:00`) - start) / 1_000 + day * 86_400

const cover = (levels: string) =>
  ruleOf(
    [
      'id: open',
      'title: { zh: 井盖打开, en: Cover open }',
      'on: { kind: manhole }',
      `levels: ${levels}`,
      'case: { category: "0123", limit: 2 urgent hours, lead: road }',
    ].join('\n'),
  )

const run = async (rule: ReturnType<typeof cover>, period: number, records: ReadingRecord[]) => {
  const { directory } = registryOf(deviceOf({ id: 'mh-1', kind: 'manhole', period }))
  await directory.follow()
  const store = new JudgeStore(ruleSetOf(rule), directory)
  store.run(records.filter((record) => record.type === 'reading' || record.at % 10_000 === 0))
  return store
}
const open = (second: number, coverOpen = 1) => reading('mh-1', second, { coverOpen })
const until = (readings: ReturnType<typeof open>[], end: number) =>
  withTicks(readings, end).filter(
    (record) => record.type === 'reading' || record.at >= (readings[0]?.receivedAt ?? 0),
  )

const atNight = cover('[{ severity: red, when: coverOpen && period == "night" }]')

describe('when the clock of the city turns', () => {
  test('a condition that asks for it is judged with what was last known', async () => {
    const hourly = [open(at('20:30:00')), open(at('21:30:00'))]
    const store = await run(atNight, 3_600, until(hourly, at('22:10:00')))
    expect(words(store.alarms)).toEqual([`${at('22:00:00')} raised red`])
    expect(store.alarms[0]).toMatchObject({
      alarm: `open/mh-1/${after(at('22:00:00'))}`,
      evidence: { values: { coverOpen: true, period: 'night' } },
    })
  })

  test('an alarm of the night ends as long as the device is waited for', async () => {
    const readings = [open(at('04:28:00', 1)), open(at('04:58:00', 1))]
    const store = await run(atNight, 1_800, until(readings, at('06:30:00', 1)))
    expect(words(store.alarms)).toEqual([
      `${at('04:28:00', 1)} raised red`,
      `${at('06:00:00', 1)} cleared`,
    ])
  })

  test('an alarm ends that is one of the night only', async () => {
    const readings = [open(at('05:00:00', 1)), open(at('05:30:00', 1))]
    const store = await run(atNight, 3_600, until(readings, at('06:30:00', 1)))
    expect(words(store.alarms)).toEqual([
      `${at('05:00:00', 1)} raised red`,
      `${at('06:00:00', 1)} cleared`,
    ])
  })

  test('a hold does not run on into the day, however silent the device is', async () => {
    const held = cover('[{ severity: red, when: coverOpen && period == "night", hold: 10m }]')
    const store = await run(held, 60, until([open(at('05:55:00', 1))], at('06:30:00', 1)))
    expect(store.alarms).toEqual([])
  })

  test('nor does one that a reading by day ends late', async () => {
    const held = cover('[{ severity: red, when: coverOpen && period == "night", hold: 10m }]')
    const records = [tick(at('05:54:59', 1)), open(at('05:55:00', 1)), open(at('06:30:00', 1))]
    const store = await run(held, 3_600, records)
    expect(store.alarms).toEqual([])
  })

  test('what a silent device said long ago raises nothing', async () => {
    const store = await run(atNight, 60, until([open(at('21:30:00'))], at('22:30:00')))
    expect(store.alarms).toEqual([])
  })

  test('each hour, for a rule that asks for the hour', async () => {
    const lunch = cover('[{ severity: red, when: coverOpen && hour == 13, hold: 5m }]')
    const store = await run(lunch, 3_600, until([open(at('12:30:00'))], at('13:30:00')))
    expect(words(store.alarms)).toEqual([`${at('13:05:00')} raised red`])
  })

  test('and the same after a restart', async () => {
    const { directory } = registryOf(deviceOf({ id: 'mh-1', kind: 'manhole', period: 3_600 }))
    await directory.follow()
    const store = new JudgeStore(ruleSetOf(atNight), directory)
    const records = until([open(at('21:30:00'))], at('22:10:00'))
    store.run(records.slice(0, 1_000))
    store.restart()
    store.run(records.slice(1_000))
    expect(words(store.alarms)).toEqual([`${at('22:00:00')} raised red`])
  })
})
