import { expect, test } from 'vitest'

import type { Outcome } from '../support/account.ts'
import type { Values } from '../support/sayings.ts'
import { timeline } from '../support/timeline.ts'

const start = '2026-06-01T12:00:00+08:00'

test('a stolen cover is one case for its owner, with one notice', async () => {
  const day = await timeline({ start, devices: ['mh-0001', 'mh-0002'] })
  day.at('12:00').device('mh-0002').keeps({ tilt: 2, battery: 90 })
  day.at('12:00').device('mh-0001').keeps({ tilt: 1, battery: 90 })
  day.at('12:05').device('mh-0001').keeps({ tilt: 40, battery: 90 }, '10s')
  day.at('12:05:28').findsNoCase('mh-0001')
  day.expectCase({
    device: 'mh-0001',
    category: '0101',
    unit: 'lj-water-supply',
    stage: 'dispatched',
    severity: 'orange',
    work: 'incident',
    after: '12:05:30',
    within: '5s',
  })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-water-supply' })
  await day.run('12:10')
})

test('a cover that says it once and falls silent still counts', async () => {
  const day = await timeline({ start, devices: ['mh-0001'] })
  day.at('12:00').device('mh-0001').says({ tilt: 40 })
  day.expectCase({
    device: 'mh-0001',
    category: '0101',
    unit: 'lj-water-supply',
    after: '12:00:30',
    within: '5s',
  })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-water-supply' })
  await day.run('12:04')
})

test('the shock of a passing car is nothing', async () => {
  const day = await timeline({ start, devices: ['mh-0001'] })
  day.at('12:00').device('mh-0001').keeps({ tilt: 1, battery: 90 })
  for (const minute of ['12:02', '12:04', '12:07']) {
    day.at(minute).device('mh-0001').repeats('1s', { tilt: 40 }, { for: '4s' })
    day.at(`${minute}:05`).device('mh-0001').says({ tilt: 1 })
  }
  day.expectNoCase()
  await day.run('12:15')
})

test('tilt and switch of one cover are one case', async () => {
  const day = await timeline({ start, devices: ['mh-0001'] })
  day.at('12:00').device('mh-0001').keeps({ tilt: 40, coverOpen: true }, '10s')
  day.expectCase({
    device: 'mh-0001',
    category: '0101',
    unit: 'lj-water-supply',
    after: '12:00:30',
    within: '5s',
  })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-water-supply' })
  const { alarms } = await day.run('12:05')
  expect(alarms.map(({ rule }) => String(rule)).toSorted()).toEqual([
    'manhole-cover-open',
    'manhole-cover-tilted',
  ])
  expect(alarms.map(({ outcome }) => outcome).toSorted()).toEqual(['joined', 'opened'])
})

test('gas does not wait', async () => {
  const day = await timeline({ start, devices: ['mh-0021'] })
  day.at('12:00').device('mh-0021').keeps({ tilt: 1, ch4: 2 })
  day.at('12:02').device('mh-0021').keeps({ tilt: 1, ch4: 25 })
  day.expectCase({
    device: 'mh-0021',
    category: '0198',
    severity: 'red',
    after: '12:02',
    within: '2s',
  })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-drainage-east', device: 'mh-0021' })
  await day.run('12:05')
})

/** Opened and shut every six minutes, from noon on. */
async function bouncing(hours: number, saying: Values) {
  const day = await timeline({
    ...{ start, devices: ['mh-0001'], step: 30 },
    registered: { 'mh-0001': { period: 180 } },
  })
  const clock = (minute: number) =>
    `+${Math.floor(minute / 1_440)}d ${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
  for (let minute = 0; minute < hours * 60; minute += 6) {
    day
      .at(clock(720 + minute))
      .device('mh-0001')
      .says({ coverOpen: true, ...saying })
    day
      .at(clock(723 + minute))
      .device('mh-0001')
      .says({ coverOpen: false, ...saying })
  }
  return { day, end: clock(720 + hours * 60) }
}

/** Those of a device that said something, and how. */
const told = (alarms: Outcome['alarms']) =>
  alarms.map(({ rule, severity }) => `${rule} ${severity}`).toSorted()

test('a switch that bounces for a whole day while the cover lies in its frame: one alarm, one that says so, one order', async () => {
  const { day, end } = await bouncing(24, { tilt: 1 })
  day.expectCase({
    ...{ device: 'mh-0001', category: '9901', work: 'maintenance' },
    ...{ after: '12:30', within: '35s' },
  })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-sensors', device: 'mh-0001' })
  const { alarms } = await day.run(end)
  expect(told(alarms)).toEqual(['manhole-cover-switch-open yellow', 'manhole-switch-bouncing blue'])
})

test('a switch without a tilt beside it that bounces for an hour: one order for the cover and one for the keeper of sensors', async () => {
  const { day } = await bouncing(1, {})
  day.at('13:00').device('mh-0001').keeps({ coverOpen: false })
  day.expectCase({
    ...{ device: 'mh-0001', category: '0101', work: 'incident' },
    ...{ after: '12:00:30', within: '35s' },
  })
  day.expectCase({
    ...{ device: 'mh-0001', category: '9901', work: 'maintenance' },
    ...{ after: '12:30', within: '35s' },
  })
  for (const unit of ['lj-water-supply', 'lj-sensors'])
    day.expectNotice({ occasion: 'dispatched', unit, device: 'mh-0001' })
  const { alarms } = await day.run('13:58')
  // Twice raised and cleared, then one that stands until the switch is calm.
  expect(alarms.every(({ standing }) => !standing)).toBe(true)
  expect(told(alarms)).toEqual([
    ...Array.from({ length: 3 }, () => 'manhole-cover-open orange'),
    'manhole-switch-bouncing blue',
  ])
})
