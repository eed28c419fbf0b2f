/** A loose switch that opens and shuts a cover all day: what is told of it, and what is not. */
import { expect, test } from 'vitest'

import { timeline, type Outcome, type Timeline } from '../support/timeline.ts'

const start = '2026-06-01T12:00:00+08:00'
const cover = 'mh-0001'
const water = 'lj-water-supply'
const options = {
  start,
  devices: [cover],
  step: 30,
  registered: { [cover]: { period: 60 } },
}

const noon = 43_200
const day = 86_400

/** So many seconds after noon. */
const clock = (after: number): string => {
  const second = noon + after
  const text = new Date((second % day) * 1_000).toISOString().slice(11, 19)
  return second < day ? text : `+${Math.floor(second / day)}d ${text}`
}

/** From noon on it is open and shut for 20 to 90 s each. */
function bounces(played: Timeline, until: number): void {
  let [open, draw] = [true, 1]
  for (let second = 0; second < until;) {
    played.at(clock(second)).device(cover).says({ coverOpen: open, tilt: 1 })
    open = !open
    draw = (draw * 48_271) % 2_147_483_647
    second += 20 + (draw % 71)
  }
}

/** The crew finds the cover in its frame, and the case is closed although the switch says otherwise. */
function isClosed(played: Timeline): void {
  const at = (time: string) => played.at(time)
  at('12:02').crew(water).does(cover, { command: 'acceptOrder' })
  at('12:05').crew(water).does(cover, { command: 'report', text: '井盖完好', photos: [] })
  at('12:08')
    .person('inspector')
    .does(cover, { command: 'verify', passed: true, photos: [], despite: '井盖在位，开关松动' })
}

/** The case of the cover, closed, and that of its switch. */
function expectBoth(played: Timeline): void {
  const incident = { device: cover, category: '0101', stage: 'closed' } as const
  played.expectCase({ ...incident, after: '12:00:30', within: '35s' })
  const order = { device: cover, category: '9901', work: 'maintenance' } as const
  played.expectCase({ ...order, after: '12:05', within: '10m' })
  for (const unit of [water, 'lj-sensors'])
    played.expectNotice({ occasion: 'dispatched', unit, device: cover })
}

const ofCover = (outcome: Outcome): readonly string[] =>
  outcome.cases.flatMap(({ id, category, stage }) =>
    category === '0101' && stage === 'closed'
      ? (outcome.histories[id] ?? []).map((line) => line.replace(/^\S+ /, ''))
      : [],
  )

test('a day and a night of it are one case of the cover and one for the keeper of sensors', async () => {
  const played = await timeline(options)
  bounces(played, day)
  played.at(clock(day)).device(cover).keeps({ coverOpen: false, tilt: 1 })
  isClosed(played)
  expectBoth(played)
  const outcome = await played.run('+1d 14:30')
  expect(outcome.alarms.map(({ rule, standing }) => `${rule} ${standing}`).toSorted()).toEqual([
    'manhole-cover-open false',
    'manhole-cover-open false',
    'manhole-cover-open false',
    'manhole-switch-bouncing false',
  ])
  // Every two hours the record says why nothing follows; when the switch is calm nothing stands.
  const record = ofCover(outcome)
  expect(record.filter((event) => event === 'recheckPostponed').length).toBeGreaterThan(10)
  expect(record.filter((event) => event === 'rechecked')).toHaveLength(1)
})

test('a tilt says that the cover is open after all', async () => {
  const played = await timeline(options)
  bounces(played, 3 * 3_600)
  isClosed(played)
  expectBoth(played)
  played.at('15:00').device(cover).keeps({ coverOpen: true, tilt: 40 })
  const next = { device: cover, category: '0101', stage: 'dispatched' } as const
  played.expectCase({ ...next, after: '15:01', within: '2m' })
  played.expectNotice({ occasion: 'dispatched', unit: water, device: cover })
  const { cases } = await played.run('15:30')
  expect(cases.filter(({ follows }) => follows !== undefined)).toHaveLength(1)
})

test('so does water that rises under it', async () => {
  const played = await timeline(options)
  bounces(played, 3_600)
  isClosed(played)
  expectBoth(played)
  for (let minute = 0; minute < 30; minute += 1)
    played
      .at(clock(3_600 + 60 * minute))
      .device(cover)
      .says({ coverOpen: true, wellLevel: 20 + 3 * minute })
  const next = { device: cover, category: '0101', severity: 'red', stage: 'dispatched' } as const
  played.expectCase({ ...next, after: '13:02', within: '15m' })
  played.expectNotice({ occasion: 'dispatched', unit: water, device: cover })
  await played.run('13:30')
})

test('one that opens seldom is a loose switch from the sixth opening on: until then a closed case has a next one', async () => {
  const played = await timeline(options)
  for (let opening = 0; opening < 7; opening += 1) {
    const second = opening * 2_400
    played.at(clock(second)).device(cover).keeps({ coverOpen: true, tilt: 1 })
    played
      .at(clock(second + 90))
      .device(cover)
      .keeps({ coverOpen: false, tilt: 1 })
  }
  isClosed(played)
  const incident = { device: cover, category: '0101' } as const
  played.expectCase({ ...incident, stage: 'closed', after: '12:00:30', within: '35s' })
  played.expectCase({ ...incident, stage: 'dispatched', after: '12:40:30', within: '35s' })
  const order = { device: cover, category: '9901', work: 'maintenance' } as const
  played.expectCase({ ...order, after: '15:20', within: '3m' })
  for (const unit of [water, water, 'lj-sensors'])
    played.expectNotice({ occasion: 'dispatched', unit, device: cover })
  played.expectNotice({ occasion: 'overdue', unit: water, device: cover })
  const { cases } = await played.run('16:30')
  expect(cases.map(({ category }) => category).toSorted()).toEqual(['0101', '0101', '9901'])
})
