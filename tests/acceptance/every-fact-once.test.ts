/**
 * Facts that share a second, clocks that are set, devices that are slow, and times when we were not there. What only the rules have
 * a part in is played in memory, wherever the others are.
 */
import { expect, test } from 'vitest'

import { timeline } from '../support/timeline.ts'

const start = '2026-06-01T12:00:00+08:00'
const water = 'lj-water-supply'

test('an event and a report in one second are two facts, in either order', async () => {
  const day = await timeline({ start, devices: ['mh-0001', 'mh-0002'] })
  for (const id of ['mh-0001', 'mh-0002']) {
    day.at('12:00').device(id).repeats('60s', { battery: 90, tilt: 2 }, { for: '8m' })
  }
  day
    .at('12:05')
    .device('mh-0001')
    .sends({ t: day.instant('12:05'), m: { battery: 90, tilt: 3 } })
  day.at('12:05').device('mh-0001').signals({ coverOpen: true }, { numbered: false })
  day.at('12:07').device('mh-0002').signals({ coverOpen: true }, { numbered: false })
  day
    .at('12:07')
    .device('mh-0002')
    .sends({ t: day.instant('12:07'), m: { battery: 90, tilt: 3 } })
  for (const [device, after] of [
    ['mh-0001', '12:05:29'],
    ['mh-0002', '12:07:29'],
  ] as const) {
    day.expectCase({ device, category: '0101', unit: water, after, within: '4s' })
    day.expectNotice({ occasion: 'dispatched', unit: water, device })
  }
  const { readings, alarms } = await day.run('12:08:30')
  expect(readings).toBe(2 * 9 + 4)
  expect(alarms.map(({ rule, device }) => `${rule} ${device}`).toSorted()).toEqual([
    'manhole-cover-open mh-0001',
    'manhole-cover-open mh-0002',
  ])
})

test('two bodies without an instant in one millisecond are two facts', async () => {
  const day = await timeline({ start, devices: ['mh-0001'] })
  day.at('12:05').device('mh-0001').says({ battery: 90, tilt: 2 }, { untimed: true })
  day.at('12:05').device('mh-0001').signals({ coverOpen: true }, { untimed: true })
  day.at('12:05').device('mh-0001').signals({ coverOpen: true }, { untimed: true })
  day.expectCase({ device: 'mh-0001', category: '0101', after: '12:05:29', within: '4s' })
  day.expectNotice({ occasion: 'dispatched', unit: water, device: 'mh-0001' })
  const { readings } = await day.run('12:07')
  expect(readings).toBe(3)
})

test('a host whose clock is set back by 300 s under load loses no reading and no alarm', async () => {
  const day = await timeline({
    start,
    devices: ['mh-0001', 'mh-0002', 'wl-0001', 'wl-0002'],
    hostAhead: '300s',
  })
  // Two with a clock of their own, two that take ours.
  day.at('12:00').device('wl-0001').repeats('10s', { depth: 1 }, { for: '3m' })
  day.at('12:00').device('wl-0002').repeats('10s', { depth: 1 }, { for: '3m', untimed: true })
  day.at('12:00').device('mh-0001').repeats('30s', { tilt: 2 }, { for: '3m', untimed: true })
  day.at('12:00').device('mh-0002').repeats('30s', { tilt: 2 }, { for: '3m' })
  day.at('12:03:10').hostClockIsSet('-300s')
  // One hold has begun before and runs out behind it, the others begin behind it.
  day.at('12:03:05').device('mh-0001').repeats('10s', { tilt: 40 }, { for: '3m', untimed: true })
  day.at('12:04').device('mh-0002').repeats('10s', { tilt: 40 }, { for: '3m' })
  day.at('12:04').device('wl-0001').repeats('10s', { depth: 60 }, { for: '3m' })
  day.at('12:04').device('wl-0002').repeats('10s', { depth: 60 }, { for: '3m', untimed: true })
  day.expectCase({ device: 'mh-0001', category: '0101', after: '12:03:34', within: '5s' })
  day.expectCase({ device: 'mh-0002', category: '0101', after: '12:04:29', within: '5s' })
  for (const device of ['wl-0001', 'wl-0002']) {
    day.expectCase({ device, category: '0506', severity: 'red', after: '12:04:30', within: '2m' })
    day.expectNotice({ occasion: 'dispatched', unit: 'lj-drainage-west', device })
  }
  for (const device of ['mh-0001', 'mh-0002']) {
    day.expectNotice({ occasion: 'dispatched', unit: water, device })
  }
  const { readings } = await day.run('12:07:30')
  expect(readings).toBe(2 * 19 + 2 * 7 + 4 * 19)
})

test.each([
  ['-120s', '12:03', '12:02:30'],
  ['7200s', '14:05', '14:04:30'],
])(
  'a host whose clock is set wrong by %s goes on hearing the devices whose clocks are right',
  async (wrong, tilted, gas) => {
    const day = await timeline({ start, devices: ['mh-0001', 'mh-0002'], inMemory: true })
    for (const id of ['mh-0001', 'mh-0002'])
      day.at('12:00').device(id).repeats('30s', { tilt: 2, ch4: 0 }, { for: '4m' })
    day.at('12:02:10').hostClockIsSet(wrong)
    day.at('12:04:30').device('mh-0001').repeats('30s', { tilt: 40, ch4: 0 }, { for: '3m' })
    day.at('12:04:30').device('mh-0002').repeats('30s', { tilt: 2, ch4: 40 }, { for: '3m' })
    // By the host's clock, which is what a case goes by.
    day.expectCase({ device: 'mh-0001', category: '0101', after: tilted, within: '5s' })
    day.expectCase({ device: 'mh-0002', category: '0198', after: gas, within: '5s' })
    for (const device of ['mh-0001', 'mh-0002'])
      day.expectNotice({ occasion: 'dispatched', unit: water, device })
    await day.run('12:08')
  },
)

test('a gauge that reports every five minutes alarms a road under 60 cm', async () => {
  const day = await timeline({
    start,
    devices: ['wl-0001'],
    registered: { 'wl-0001': { period: 300 } },
    inMemory: true,
  })
  day.at('12:00').device('wl-0001').repeats('300s', { depth: 60 }, { for: '15m' })
  day.expectCase({
    device: 'wl-0001',
    category: '0506',
    severity: 'red',
    unit: 'lj-drainage-west',
    after: '12:00',
    within: '10m',
  })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-drainage-west' })
  await day.run('12:15:30')
})

test('a site that is loud by day and silent from 22:00 on is no case', async () => {
  const day = await timeline({
    start: '2026-06-01T21:35:00+08:00',
    devices: ['ns-0001'],
    inMemory: true,
  })
  day.at('21:35').device('ns-0001').keeps({ laeq: 68, lafmax: 69 })
  day.at('22:00').device('ns-0001').keeps({ laeq: 45, lafmax: 48 })
  day.expectNoCase()
  const { alarms } = await day.run('22:30')
  expect(alarms).toEqual([])
})

test('our own absence proves no hold: what the device queued meanwhile is heard first', async () => {
  const day = await timeline({ start, devices: ['mh-0001', 'mh-0002'] })
  for (const id of ['mh-0001', 'mh-0002']) {
    day.at('12:00').device(id).repeats('30s', { tilt: 2 }, { for: '5m' })
  }
  day.at('12:05:20').device('mh-0001').says({ tilt: 40 })
  day.at('12:05:20').device('mh-0002').says({ tilt: 40 })
  day.at('12:05:22').away('12:06:22')
  // The lorry is gone from one cover after ten seconds; the other one stays open.
  day.at('12:05:30').device('mh-0001').repeats('30s', { tilt: 0 }, { for: '5m' })
  day.at('12:05:30').device('mh-0002').repeats('30s', { tilt: 41 }, { for: '5m' })
  day.expectCase({ device: 'mh-0002', category: '0101', after: '12:06:22', within: '5s' })
  day.expectNotice({ occasion: 'dispatched', unit: water, device: 'mh-0002' })
  const { readings } = await day.run('12:11')
  expect(readings).toBe(2 * (11 + 1 + 11))
})

test('nightly restarts do not forget a silence', async () => {
  const day = await timeline({
    start,
    devices: ['mh-0001'],
    registered: { 'mh-0001': { period: 600 } },
    inMemory: true,
  })
  day.at('12:00').device('mh-0001').says({ tilt: 2, battery: 90 })
  for (const minute of ['12:05', '12:10', '12:15']) day.at(`${minute}:00`).away(`${minute}:50`)
  day.expectCase({
    device: 'mh-0001',
    category: '9901',
    work: 'maintenance',
    unit: 'lj-sensors',
    // Two periods, with the absences of 50 s left out.
    after: '12:22:20',
    within: '30s',
  })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-sensors' })
  await day.run('12:25')
})
