import { expect, test } from 'vitest'

import { timeline } from '../support/timeline.ts'

const start = '2026-06-01T12:00:00+08:00'

test('a silent sensor is work for its keepers, and no incident', async () => {
  const day = await timeline({ start, devices: ['wl-0001', 'wl-0002'] })
  day.at('12:00').device('wl-0002').keeps({ depth: 1 })
  day.at('12:00').device('wl-0001').keeps({ depth: 1 })
  day.at('12:10').device('wl-0001').fallsSilent()
  day.at('12:10').device('wl-0001').goesOffline()
  day.expectCase({
    device: 'wl-0001',
    category: '9901',
    work: 'maintenance',
    unit: 'lj-sensors',
    stage: 'dispatched',
    after: '12:14:50',
    within: '10s',
  })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-sensors' })
  await day.run('12:40')
})

test('a sensor that falls silent in the middle of a flood clears nothing', async () => {
  const day = await timeline({ start, devices: ['wl-0001'] })
  day.at('12:00').device('wl-0001').keeps({ depth: 30 })
  day.at('12:05').device('wl-0001').fallsSilent()
  day.at('13:29').finds('wl-0001', { category: '9901', work: 'maintenance' })
  day.expectCase({
    device: 'wl-0001',
    category: '0506',
    severity: 'orange',
    unit: 'lj-drainage-west',
    // The hold ends with the reading of 12:01:10.
    after: '12:01:10',
    within: '1s',
  })
  day.expectCase({
    device: 'wl-0001',
    category: '9901',
    unit: 'lj-sensors',
    after: '12:09:50',
    within: '10s',
  })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-drainage-west' })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-sensors' })
  const { alarms } = await day.run('13:30')
  expect(alarms.find(({ rule }) => rule === 'water-road-depth')).toMatchObject({ standing: true })
})

test('what is late, ahead, retained or put back pages nobody and is kept', async () => {
  const day = await timeline({ start, devices: ['wl-0001', 'mh-0021'] })
  day.at('12:00').device('wl-0001').keeps({ depth: 1 })
  day.at('12:00').device('mh-0021').keeps({ ch4: 1, tilt: 1 })
  day.at('12:05:01').device('mh-0021').says({ ch4: 50 }, { old: '20m' })
  day.at('12:05:02').device('mh-0021').says({ ch4: 50 }, { old: '-1d' })
  day.at('12:05:03').device('mh-0021').says({ ch4: 50 }, { retained: true })
  day.at('12:06:01').device('wl-0001').repeats('10s', { depth: 60 }, { for: '5m', old: '15m' })
  day.at('12:12:01').device('wl-0001').repeats('10s', { depth: 60 }, { for: '5m', old: '-5m' })
  day.expectNoCase()
  const { readings, alarms } = await day.run('12:20')
  expect(alarms).toEqual([])
  // 120 of the gauge, 40 of the cover, and the 65 that were not judged.
  expect(readings).toBe(120 + 40 + 3 + 31 + 31)
})

test('what arrives within the allowed lateness is judged by the time it was observed', async () => {
  const day = await timeline({ start, devices: ['mh-0021'] })
  day.at('12:00').device('mh-0021').keeps({ ch4: 1, tilt: 1 })
  day.at('12:10:05').device('mh-0021').says({ ch4: 50 }, { old: '2s' })
  day.expectCase({ device: 'mh-0021', category: '0198', after: '12:10:05', within: '2s' })
  day.expectNotice({ occasion: 'dispatched', unit: 'lj-drainage-east', device: 'mh-0021' })
  await day.run('12:15')
})
