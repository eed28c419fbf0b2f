/** Which unit is where, told by its orders; and what today is compared with. */
import { describe, expect, test } from 'vitest'

import {
  crewOrders,
  idleUnits,
  unitsAtWork,
  type OrderedCase,
} from '../../../console/pages/centre/crews.ts'
import { crewPoints, noPoints, rainPoints } from '../../../console/pages/centre/features.ts'
import { gaugesIn } from '../../../console/pages/centre/picture.ts'
import { hiddenAfter, hiddenIn } from '../../../console/pages/centre/filter-address.ts'
import { change, dayBefore } from '../../../console/pages/centre/yesterday.ts'

const order = (id: string, rest: Partial<OrderedCase> = {}): OrderedCase => ({
  ...{ id, unit: 'drainage', stage: 'handling', dispatchedAt: 100 },
  ...rest,
})

describe('a crew', () => {
  test.each([
    ['has an order that it has not accepted', { stage: 'dispatched' }, 'told'],
    ['has one again, and has not said that it comes', { stage: 'rework', arrivedAt: 150 }, 'told'],
    ['comes', {}, 'coming'],
    ['is there', { arrivedAt: 150 }, 'on-site'],
    ['was there before the work came back', { arrivedAt: 150, reportedAt: 200 }, 'coming'],
    ['is there again', { arrivedAt: 250, reportedAt: 200 }, 'on-site'],
    ['of another unit had been there', { arrivedAt: 50 }, 'coming'],
  ] as const)('%s', (_, rest, state) => {
    expect(crewOrders([order('a', rest)])).toMatchObject([{ unit: 'drainage', state }])
  })

  test('does nothing for what is with nobody, reported, or suspended', () => {
    const suspended = { suspension: { state: 'suspended' } } as const
    const { unit: _, ...nobodys } = order('c')
    expect(
      crewOrders([order('a', { stage: 'verifying' }), order('b', suspended), nobodys]),
    ).toEqual([])
    const asked = { suspension: { state: 'asked' } } as const
    expect(crewOrders([order('b', asked)])).toHaveLength(1)
  })

  test('stands where it is before where it goes, and a unit without an order is idle', () => {
    const orders = crewOrders([
      order('told', { stage: 'dispatched', unit: 'road' }),
      order('coming'),
      order('there', { arrivedAt: 200 }),
    ])
    const units = unitsAtWork(orders).map((one) => [one.unit, one.orders.map(({ of }) => of.id)])
    expect(units).toEqual([
      ['drainage', ['there', 'coming']],
      ['road', ['told']],
    ])
    expect(idleUnits([{ id: 'gas' }, { id: 'road' }], orders)).toEqual([{ id: 'gas' }])
  })

  test('is left off the map by the address', () => {
    expect(hiddenIn(new URLSearchParams('hidden=crews'))).toEqual(['crews'])
    expect(hiddenIn(new URLSearchParams('hidden=rain,pink,crews'))).toEqual(['crews', 'rain'])
    expect(hiddenAfter([], 'rain', false)).toBe('rain')
    expect(hiddenAfter(['crews', 'rain'], 'crews', true)).toBe('rain')
    expect(hiddenAfter(['crews'], 'crews', true)).toBe('')
  })
})

describe('on the map', () => {
  const nowhere = new Map<string, never>()

  test('a crew stands at the place of its order, on site above the others', () => {
    const placed = (id: string, rest: Partial<OrderedCase> = {}) => ({
      ...order(id, rest),
      ...{ severity: 'red' as const, collectedAt: 1, deadlines: [] },
      place: { longitude: 120, latitude: 30 },
    })
    const orders = crewOrders([placed('a'), placed('b', { arrivedAt: 200 })])
    const { features } = crewPoints(orders, nowhere, nowhere)
    expect(features.map(({ properties }) => properties)).toEqual([
      { id: 'b', sign: 'on-site', rank: 3 },
      { id: 'a', sign: 'coming', rank: 2 },
    ])
    const unplaced = crewOrders([{ ...placed('c'), place: {} }])
    expect(crewPoints(unplaced, nowhere, nowhere)).toEqual(noPoints)
  })

  test('a gauge says how much fell, and of a dry hour nothing', () => {
    const gauge = (device: string, hour: number) => ({ device, hour, longitude: 120, latitude: 30 })
    const { features } = rainPoints([gauge('wet', 12.5), gauge('dry', 0)])
    expect(features.map(({ properties }) => properties)).toEqual([
      { id: 'wet', sign: 'wet', rank: 12.5, text: '12.5 mm' },
      { id: 'dry', sign: 'dry', rank: 0 },
    ])
  })

  test('gauges are those of the street that is looked at', () => {
    const gauges = [{ cell: '990102001002001' }, { cell: '990102002002001' }, {}]
    expect(gaugesIn(gauges, { street: '990102001' })).toEqual([gauges[0]])
    expect(gaugesIn(gauges, {})).toBe(gauges)
  })
})

describe('today', () => {
  const zone = 'Asia/Shanghai'
  const at = (time: string) => Date.parse(`${time}:00+08:00`)
  const of = (date: string, time: string) => ({
    ...{ date, generatedAt: at(`${date}T${time}`), to: at(`${date}T00:00`) + 86_400_000 },
  })

  test('is compared with the day before until the same time of day', () => {
    expect(dayBefore(of('2026-03-01', '14:08'), zone)).toEqual({
      ...{ date: '2026-02-28', time: '14:05' },
    })
  })

  test('has the first minutes after midnight, on the clocks of the city, as its beginning', () => {
    expect(dayBefore(of('2026-01-01', '00:01'), zone)).toEqual({
      ...{ date: '2025-12-31', time: '00:00' },
    })
  })

  test('is compared with nothing once it is over', () => {
    const { date, to } = of('2026-03-01', '00:00')
    expect(dayBefore({ date, to, generatedAt: to }, zone)).toBeUndefined()
  })

  test.each([
    [5, 8, '+3'],
    [8, 5, '−3'],
    [5, 5, '±0'],
  ])('%i then and %i now is %s', (before, now, said) => {
    expect(change(before, now)).toBe(said)
  })
})
