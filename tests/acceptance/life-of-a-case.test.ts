import { expect, test } from 'vitest'

import { timeline, type Timeline } from '../support/timeline.ts'

const start = '2026-06-01T12:00:00+08:00'
const unit = 'lj-water-supply'

async function stolenCover(stage: 'dispatched' | 'closed'): Promise<Timeline> {
  const day = await timeline({ start, devices: ['mh-0001'], step: 3 })
  day.at('12:00').device('mh-0001').keeps({ tilt: 40, battery: 90 })
  day.expectCase({
    device: 'mh-0001',
    category: '0101',
    unit,
    stage,
    after: '12:00:30',
    within: '5s',
  })
  day.expectNotice({ occasion: 'dispatched', unit })
  return day
}

test('accepted, handled, failed, reworked, passed and closed, by those who may', async () => {
  const day = await stolenCover('closed')
  const photos = [{ sha256: 'a'.repeat(64) }]
  const at = (time: string) => day.at(time)
  at('12:01').crew('lj-road').does('mh-0001', { command: 'acceptOrder' }, 'not-your-unit')
  at('12:01').person('inspector').does('mh-0001', { command: 'acceptOrder' }, 'not-allowed')
  at('12:01').person('inspector').does('mh-0001', verify(true), 'wrong-stage')
  at('12:02').crew(unit).does('mh-0001', { command: 'acceptOrder' })
  at('12:02:30').finds('mh-0001', { stage: 'handling' })
  at('12:10').crew(unit).does('mh-0001', { command: 'arrive' })
  at('12:30').crew(unit).does('mh-0001', { command: 'report', text: '已复位', photos })
  at('12:30:30').finds('mh-0001', { stage: 'verifying' })
  at('12:31').crew(unit).does('mh-0001', verify(true), 'not-allowed')
  at('12:40').person('inspector').does('mh-0001', verify(false))
  at('12:40:30').finds('mh-0001', { stage: 'rework', reworks: 1, unit })
  at('12:45').crew(unit).does('mh-0001', { command: 'acceptOrder' })
  at('12:50').device('mh-0001').keeps({ tilt: 0, battery: 90 })
  at('12:55').finds('mh-0001', { stage: 'handling', standing: [] })
  at('12:58').crew(unit).does('mh-0001', { command: 'report', text: '重新固定', photos })
  at('13:05').person('inspector').does('mh-0001', verify(true))
  at('13:06').crew(unit).does('mh-0001', { command: 'report', text: '再报', photos }, 'final')
  day.expectNotice({ occasion: 'rework', unit })
  const { cases, histories } = await day.run('13:10')
  expect(cases[0]).toMatchObject({ reworks: 1, overdues: 0 })
  expect(eventsOf(histories)).toEqual([
    'collected',
    'filed',
    'accepted',
    'dispatched',
    'notified',
    'orderAccepted',
    'arrived',
    'reported',
    'rework',
    'notified',
    'orderAccepted',
    'evidenceAttached',
    'reported',
    'verified',
    'closed',
  ])
})

test('an order that nobody works on is overdue once, and its unit is told', async () => {
  const day = await stolenCover('dispatched')
  day.expectNotice({ occasion: 'overdue', unit })
  day.at('13:59').finds('mh-0001', { overdues: 0 })
  const { cases, histories } = await day.run('15:00')
  expect(cases[0]).toMatchObject({ overdues: 1 })
  const overdue = Object.values(histories)[0]?.filter((line) => line.endsWith(' overdue'))
  expect(overdue).toHaveLength(1)
  // Two urgent hours after 12:00:33, at the next look of the sweep.
  expect(overdue?.[0]).toMatch(/^06:00:3\dZ /)
})

test('a deadline that passed while nothing ran is found at the start', async () => {
  const day = await stolenCover('dispatched')
  day.expectNotice({ occasion: 'overdue', unit })
  // At 14:00:33, when the time is over.
  day.at('14:00:30').restart()
  const { cases } = await day.run('14:02')
  expect(cases[0]).toMatchObject({ overdues: 1 })
})

test('while a case is open the same cover opens no second one, and afterwards it does', async () => {
  const day = await stolenCover('closed')
  const device = (time: string) => day.at(time).device('mh-0001')
  device('12:05').keeps({ tilt: 0, battery: 90 })
  device('12:10').keeps({ tilt: 50, battery: 90 })
  device('12:15').keeps({ tilt: 0, battery: 90 })
  day.at('12:20').crew(unit).does('mh-0001', { command: 'report', text: '已复位', photos: [] })
  day.at('12:21').person('inspector').does('mh-0001', verify(true))
  device('12:30').keeps({ tilt: 45, battery: 90 })
  day.expectCase({
    device: 'mh-0001',
    category: '0101',
    unit,
    stage: 'dispatched',
    after: '12:30:30',
    within: '5s',
  })
  day.expectNotice({ occasion: 'dispatched', unit })
  const { alarms } = await day.run('12:35')
  expect(alarms.map(({ outcome }) => outcome).toSorted()).toEqual(['joined', 'opened', 'opened'])
})

const verify = (passed: boolean) => ({
  command: 'verify' as const,
  passed,
  text: passed ? '已复核' : '井盖松动',
  photos: [],
})

const eventsOf = (histories: Readonly<Record<string, readonly string[]>>) =>
  Object.values(histories)[0]?.map((line) => line.split(' ')[1])
