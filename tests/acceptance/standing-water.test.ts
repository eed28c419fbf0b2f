import { expect, test } from 'vitest'

import { timeline } from '../support/timeline.ts'

const start = '2026-07-20T18:00:00+08:00'
const west = 'lj-drainage-west'

test('a flooding road climbs the ladder in one case, and its recovery never closes it', async () => {
  const day = await timeline({ start, devices: ['wl-0001', 'wl-0002'] })
  day.at('18:00').device('wl-0002').keeps({ depth: 1, rain: 0 })
  day.at('18:00').device('wl-0001').keeps({ depth: 1, rain: 20 })
  day.at('18:05').device('wl-0001').keeps({ depth: 20, rain: 40 })
  day.at('18:12').finds('wl-0001', { stage: 'dispatched', severity: 'yellow' })
  day.at('18:13').device('wl-0001').keeps({ depth: 30, rain: 60 })
  day.at('18:20').finds('wl-0001', { stage: 'dispatched', severity: 'orange' })
  day.at('18:21').device('wl-0001').keeps({ depth: 60, rain: 60 })
  day.at('18:26').finds('wl-0001', { stage: 'dispatched', severity: 'red' })
  day.at('18:30').device('wl-0001').keeps({ depth: 2, rain: 0 })
  day.expectCase({
    device: 'wl-0001',
    category: '0506',
    unit: west,
    stage: 'dispatched',
    severity: 'red',
    after: '18:06',
    within: '4m',
  })
  day.expectNotice({ occasion: 'dispatched', unit: west })
  day.expectNotice({ occasion: 'severity', unit: west })
  day.expectNotice({ occasion: 'severity', unit: west })
  const { cases, alarms, histories } = await day.run('19:00')
  const [flood] = cases
  expect(flood?.standing).toEqual([])
  expect(alarms.filter(({ rule }) => rule === 'water-road-depth')).toMatchObject([
    { standing: false, outcome: 'opened' },
  ])
  const events = (histories[String(flood?.id)] ?? []).map((line) => line.split(' ')[1])
  expect(events.filter((event) => event === 'severityChanged')).toHaveLength(2)
  expect(events).not.toContain('closed')
  expect(events.at(-1)).toBe('evidenceAttached')
})

test('waves of passing cars flood nothing', async () => {
  const day = await timeline({ start, devices: ['wl-0001'] })
  day.at('18:00').device('wl-0001').keeps({ depth: 3 })
  for (const minute of ['18:05', '18:08', '18:12'])
    day.at(`${minute}:05`).device('wl-0001').repeats('5s', { depth: 45 }, { for: '20s' })
  day.expectNoCase()
  await day.run('18:30')
})

test('values that the device or ingest calls bad are judged by nobody', async () => {
  const day = await timeline({ start, devices: ['wl-0001'] })
  const gauge = day.at('18:00').device('wl-0001')
  gauge.repeats('10s', { depth: 60 }, { for: '9m', quality: { depth: 'D' } })
  day.at('18:10').device('wl-0001').repeats('10s', { depth: 4_000 }, { for: '9m' })
  day.expectNoCase()
  const { readings } = await day.run('18:20')
  expect(readings).toBe(110)
})
