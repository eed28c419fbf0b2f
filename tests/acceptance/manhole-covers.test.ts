import { expect, test } from 'vitest'

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

test('a switch that bounces for an hour is one case and one order for the keeper of sensors', async () => {
  const day = await timeline({
    start,
    devices: ['mh-0001'],
    step: 30,
    registered: { 'mh-0001': { period: 180 } },
  })
  for (let minute = 0; minute < 60; minute += 6) {
    const clock = (at: number) =>
      `${String(12 + Math.floor(at / 60))}:${String(at % 60).padStart(2, '0')}`
    day.at(clock(minute)).device('mh-0001').says({ coverOpen: true, tilt: 1 })
    day
      .at(clock(minute + 3))
      .device('mh-0001')
      .says({ coverOpen: false, tilt: 1 })
  }
  day.at('13:00').device('mh-0001').keeps({ coverOpen: false, tilt: 1 })
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
  expect(
    alarms
      .map(({ rule, standing }) => [rule, standing] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1)),
  ).toEqual([
    ['manhole-cover-open', false],
    ['manhole-cover-open', false],
    ['manhole-cover-open', false],
    ['manhole-switch-bouncing', false],
  ])
})
