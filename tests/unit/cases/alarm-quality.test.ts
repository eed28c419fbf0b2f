import { expect, test } from 'vitest'

import { alarmQuality, type AlarmQualityFacts } from '../../../cases/report/alarm-quality.ts'
import type { AlarmId, DeviceId, RuleId } from '../../../core/identity.ts'
import { days, instant } from '../../../core/time.ts'

const from = instant(Date.parse('2026-03-01T00:00:00Z'))
const to = instant(from + days(2))
const terms = { from, to, devices: 4, chattering: 5 }
const of = (rule: string, device: string) => ({
  rule: rule as RuleId,
  device: device as DeviceId,
})
const raised = (rule: string, device: string, day: number, count: number) => ({
  ...of(rule, device),
  ...{ day, count },
})
const nothing: AlarmQualityFacts = { raised: [], cases: [], standing: [] }

test('sums alarms, cases and those that were nothing by rule and by device, the worst first', () => {
  const found = alarmQuality(
    {
      ...nothing,
      raised: [raised('tilt', 'a', 0, 2), raised('tilt', 'b', 1, 3), raised('gas', 'b', 1, 1)],
      cases: [
        { ...of('tilt', 'b'), voided: true },
        { ...of('gas', 'b'), voided: false },
      ],
    },
    terms,
  )
  expect(found).toMatchObject({ alarms: 6, cases: 2, voided: 1, casesPerDeviceDay: 0.25 })
  expect(found.worst).toEqual([
    { device: 'b', alarms: 4, cases: 2, voided: 1 },
    { device: 'a', alarms: 2, cases: 0, voided: 0 },
  ])
  expect(found.rules).toEqual([
    { rule: 'tilt', alarms: 5, cases: 1, voided: 1 },
    { rule: 'gas', alarms: 1, cases: 1, voided: 0 },
  ])
})

test('names what chatters by its worst day, and not what is spread over days', () => {
  const rows = [
    raised('tilt', 'a', 0, 6),
    raised('tilt', 'a', 1, 9),
    raised('gas', 'a', 0, 5),
    raised('gas', 'a', 1, 5),
  ]
  expect(alarmQuality({ ...nothing, raised: rows }, terms).chattering).toEqual([
    { ...of('tilt', 'a'), inOneDay: 9 },
  ])
})

test('calls stale what stands for more than seven days', () => {
  const standing = [days(8), days(7)].map((age, n) => ({
    ...of('tilt', 'a'),
    alarm: `tilt/a/${n}` as AlarmId,
    raisedAt: instant(to - age),
  }))
  expect(alarmQuality({ ...nothing, standing }, terms).stale).toEqual([standing[0]])
})

test('a city without devices or alarms has no share of anything', () => {
  expect(alarmQuality(nothing, { ...terms, devices: 0 })).toMatchObject({
    casesPerDeviceDay: 0,
    worst: [],
  })
})
