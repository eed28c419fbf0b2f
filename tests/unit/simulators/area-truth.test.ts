/** What rules over areas have to tell, and what happens to places: by hand, and on what is drawn for the sample city. */
import { describe, expect, test } from 'vitest'

import type { Device } from '../../../core/device.ts'
import { days, instant, minutes, plus } from '../../../core/time.ts'
import { sampleCity } from '../../../simulators/sample-city.ts'
import { areaHappenings, withAreas } from '../../../simulators/script/trial/area-events.ts'
import { areaSpans, type TriedArea } from '../../../simulators/script/trial/area-truth.ts'
import type { Happening, Tells } from '../../../simulators/script/trial/happening.ts'
import { clusters, isStreetGauge, placed } from '../../../simulators/script/trial/places.ts'
import { scoreAreas } from '../../../simulators/script/trial/score.ts'
import { areaRule, deviceOf } from '../../support/rules-city.ts'

const noon = instant(Date.parse('2026-06-01T12:00:00+08:00'))
const at = (minute: number) => plus(noon, minutes(minute))
const gauges = ['a', 'b', 'c', 'd'].map((id, index) =>
  deviceOf({ id, longitude: 120 + index / 1_000 }),
)

const flood = (from: number, until: number, tells?: Tells): Happening => ({
  name: 'flood',
  cause: { type: 'incident', kind: 'flood', strength: 40 },
  duration: minutes(until - from),
  demands: ['deep'],
  ...(tells && { tells }),
  ...{ from: at(from), until: at(until), over: at(until) },
})
const stuck = (from: number, until: number): Happening => ({
  name: 'stuck',
  cause: { type: 'stuck' },
  duration: minutes(until - from),
  ...{ from: at(from), until: at(until), over: at(until) },
})

const tried = (levels: string, over = 'catchment'): TriedArea => {
  const { meaning } = areaRule('many', over, levels)
  return { rule: 'many', alarms: ['deep'], meaning, areas: new Map([['catchment:1', gauges]]) }
}
const plansOf = (...plans: readonly (readonly Happening[])[]) =>
  new Map(plans.map((plan, index) => [gauges[index]?.id as string, plan]))

/** Minutes from noon in which it must tell, the ten after the end in them. */
const demanded = (area: TriedArea, ...plans: readonly (readonly Happening[])[]) =>
  areaSpans(area, gauges, plansOf(...plans))
    .filter((span) => span.demanded)
    .map(({ from, until }) => [(from - noon) / 60_000, (until - noon) / 60_000])

const severe: Tells = { severity: ['orange', 'red'], values: { depth: [20, 60] } }

describe('a rule over an area has to tell', () => {
  const three = tried('[{ severity: orange, devices: 3 }]')

  test('what is so while as many as it asks for have what its members tell', () => {
    expect(demanded(three, [flood(0, 60)], [flood(5, 60)], [flood(10, 50)])).toEqual([[10, 60]])
    expect(demanded(three, [flood(0, 60)], [flood(5, 60)])).toEqual([])
    expect(demanded(three, [flood(0, 60)], [flood(5, 60)], [flood(55, 120)])).toEqual([])
  })

  test('nothing that hangs on a device to which something else happens', () => {
    expect(demanded(three, [flood(0, 60)], [flood(0, 60)], [flood(0, 60), stuck(-30, 20)])).toEqual(
      [],
    )
  })

  test.each<[string, string, number]>([
    ['a share of the devices', '[{ severity: orange, share: 75% }]', 1],
    ['a larger share', '[{ severity: orange, share: 80% }]', 0],
    ['so many as grave', '[{ severity: orange, devices: 3, from: orange }]', 1],
    ['so many graver than is known', '[{ severity: orange, devices: 3, from: red }]', 0],
    ['one as grave', '[{ severity: orange, worst: orange }]', 1],
    ['one graver than is known', '[{ severity: orange, worst: red }]', 0],
    ['a sum', '[{ severity: orange, sum: { depth: 60 } }]', 1],
    ['a sum that may be', '[{ severity: orange, sum: { depth: 61 } }]', 0],
    ['either level', '[{ severity: yellow, devices: 4 }, { severity: red, devices: 3 }]', 1],
  ])('%s', (_, levels, count) => {
    const one = [flood(0, 60, severe)]
    expect(demanded(tried(levels), one, one, one)).toHaveLength(count)
  })

  test('later, with a hold, and not what ends before', () => {
    const held = tried('[{ severity: orange, devices: 3, hold: 20m }]')
    expect(demanded(held, [flood(0, 60)], [flood(0, 60)], [flood(0, 60)])).toEqual([[0, 90]])
    expect(demanded(held, [flood(0, 29)], [flood(0, 29)], [flood(0, 29)])).toEqual([])
  })

  test('what lies within its radius', () => {
    const near = (metres: number) =>
      tried('[{ severity: orange, devices: 3 }]', `{ radius: ${metres}m }`)
    const one = [flood(0, 60)]
    expect(demanded(near(110), one, one, one)).toHaveLength(1)
    expect(demanded(near(110), one, one, [], one)).toHaveLength(0)
    expect([...clusters(gauges, 50).keys()]).toEqual(['a', 'b', 'c', 'd'])
    expect([...clusters(gauges, 110).keys()]).toEqual(['a'])
  })
})

test('what is told in its time is right, at another false, and none of it is counted by its devices alone', () => {
  const area = tried('[{ severity: orange, devices: 3 }]')
  const plans = plansOf([flood(0, 60)], [flood(5, 60)], [flood(10, 50)])
  const told = (minute: number, name = 'catchment:1') => ({
    ...{ rule: 'many', device: 'a', area: name, files: true },
    at: at(minute),
  })
  const scored = (...raised: readonly ReturnType<typeof told>[]) =>
    scoreAreas([area], plans, raised, days(1))[0]
  expect(scored(told(12))).toMatchObject({ truths: 1, recall: 1, precision: 1 })
  expect(scored(told(12))?.delay).toEqual({ p50: 120, p90: 120, max: 120 })
  expect(scored(told(300))).toMatchObject({ recall: 0, false: 1, falseCasesPerSensorDay: 0.25 })
  expect(scored()?.missedIn).toEqual({ nothing: 1 })
})

describe('what happens to places', () => {
  const devices = placed(sampleCity().devices)
  const midnights = Array.from({ length: 14 }, (_, day) => plus(noon, days(day)))
  const found = areaHappenings(devices, { seed: 1, midnights })
  const byName = new Map<string, Map<string, Device[]>>()
  for (const device of devices)
    for (const { name, from } of found.get(device.id) ?? []) {
      const place = name === 'feed out' ? device.power : device.catchment
      const day = `${Math.floor((from - noon) / days(1))} ${place}`
      const all = byName.get(name) ?? new Map<string, Device[]>()
      byName.set(name, all.set(day, [...(all.get(day) ?? []), device]))
    }
  const groups = (name: string) => [...(byName.get(name)?.values() ?? [])]

  test('is the same for the same seed, and another for another', () => {
    expect(areaHappenings(devices, { seed: 1, midnights })).toEqual(found)
    expect(areaHappenings(devices, { seed: 2, midnights })).not.toEqual(found)
  })

  test('strikes three gauges of a catchment or more, and two', () => {
    expect(groups('catchment under water').length).toBeGreaterThan(20)
    for (const group of groups('catchment under water')) {
      expect(group.length).toBeGreaterThanOrEqual(3)
      expect(group.every(isStreetGauge)).toBe(true)
    }
    for (const group of groups('two floods')) expect(group).toHaveLength(2)
  })

  test('takes the power from all of a feed, and from none that has a battery', () => {
    const feeds = groups('feed out')
    expect(feeds.length).toBeGreaterThan(10)
    for (const [first, ...others] of feeds) {
      const members = devices.filter(({ power }) => power === first?.power)
      expect(1 + others.length).toBe(members.length)
      expect(members.some(({ kind }) => kind === 'manhole')).toBe(false)
    }
  })

  test('keeps a registered catchment and feed', () => {
    const catchment = devices.find(isStreetGauge)?.catchment
    const [one] = placed([{ ...gauges[0], catchment, power: devices[0]?.power } as Device])
    expect(one).toMatchObject({ catchment, power: devices[0]?.power })
  })

  test('goes before what happens to one device, with an hour between', () => {
    const [over] = [flood(0, 60)]
    const own = [flood(-200, -90), flood(-30, -10), flood(119, 130), flood(121, 130)]
    expect(withAreas(own, [over]).map(({ from }) => (from - noon) / 60_000)).toEqual([-200, 0, 121])
  })
})
