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
