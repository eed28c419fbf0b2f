import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { CaseEvent } from '../../../console/api/types.ts'
import { deletedPhotos } from '../../../console/parts/deleted-photos.ts'
import { fittedSize, longestSide, photoName } from '../../../console/offline/photo-rules.ts'
import { inDatum, mapLinks } from '../../../console/offline/map-links.ts'
import { geoLink } from '../../../console/offline/position.ts'
import { measuredIn } from '../../../console/pages/crew/measured.ts'
import { placeLine } from '../../../console/pages/crew/named-place.ts'
import { parted } from '../../../console/pages/crew/sorting.ts'
import { axisLabels, widthOfLabels } from '../../../console/words/axis-labels.ts'

describe('photos and places', () => {
  it('fits a picture into the longest side and keeps its shape', () => {
    expect(fittedSize({ width: 4_096, height: 3_072 })).toEqual({ width: 2_048, height: 1_536 })
    const small = { width: 640, height: 480 }
    expect(fittedSize(small)).toEqual(small)
    const side = fc.integer({ min: 1, max: 40_000 })
    fc.assert(
      fc.property(side, side, (width, height) => {
        const fitted = fittedSize({ width, height })
        expect(Math.max(fitted.width, fitted.height)).toBeLessThanOrEqual(longestSide)
        expect(Math.min(fitted.width, fitted.height)).toBeGreaterThanOrEqual(1)
      }),
    )
  })

  it('makes a name that the server takes', () => {
    expect(photoName(' 井盖\u0000.jpg ')).toBe('井盖.jpg')
    expect(photoName('\n')).toBeUndefined()
    expect(photoName('😀'.repeat(150))?.length).toBe(200)
  })

  it('puts latitude first into the link for navigation', () => {
    expect(geoLink({ longitude: 120.1, latitude: 30.2 }, '井 盖')).toBe(
      'geo:30.2,120.1?q=30.2,120.1(%E4%BA%95%20%E7%9B%96)',
    )
  })
})

describe('the orders of a crew', () => {
  it('stand by their deadline, then by gravity; reported ones apart', () => {
    const order = (
      id: string,
      severity: 'blue' | 'red',
      due: readonly number[],
      stage = 'handling',
    ) => ({
      id,
      stage,
      severity,
      unit: id === 'theirs' ? 'road' : 'drainage',
      deadlines: due.map((at) => ({ at })),
    })
    const { open, reported, supported } = parted(
      [
        order('none', 'red', []),
        order('late', 'red', [30]),
        order('mild', 'blue', [20, 50]),
        order('grave', 'red', [20]),
        order('done', 'red', [10], 'verifying'),
        order('theirs', 'red', [5]),
      ],
      'drainage',
    )
    expect(open.map(({ id }) => id)).toEqual(['grave', 'mild', 'late', 'none'])
    expect(reported.map(({ id }) => id)).toEqual(['done'])
    expect(supported.map(({ id }) => id)).toEqual(['theirs'])
  })
})

it('a record says which pictures are kept no longer', () => {
  const event = (name: string, data: CaseEvent['data']) => ({ event: name, data }) as CaseEvent
  const timeline = [
    event('closed', { deleted: ['not this'] }),
    event('photosDeleted', { deleted: ['aa', 'bb'], keep: 1 }),
    event('photosDeleted', { deleted: ['cc'], keep: 1 }),
    event('photosDeleted', {}),
  ]
  expect([...deletedPhotos(timeline)]).toEqual(['aa', 'bb', 'cc'])
})

describe('where an order is and what was measured', () => {
  const market = { longitude: 123.514715, latitude: 29.498872 }

  it('leads into each map in the datum of that map', () => {
    const links = new Map(mapLinks(market, '井 盖').map(({ map, href }) => [map, href]))
    const numbers = (map: 'amap' | 'baidu' | 'tencent' | 'apple') =>
      [...(links.get(map) ?? '').matchAll(/\d+\.\d+/g)].slice(0, 2).map(Number)
    const metres = ([a = 0, b = 0]: readonly number[], [c = 0, d = 0]: readonly number[]) =>
      Math.hypot((a - c) * 96_700, (b - d) * 111_000)
    const here = [market.longitude, market.latitude]
    expect(metres(numbers('amap'), here)).toBeGreaterThan(100)
    expect(metres(numbers('amap'), here)).toBeLessThan(1_000)
    // A pair that others have published of the same shift.
    const shanghai = inDatum({ longitude: 121.5272106, latitude: 31.1774276 }, 'GCJ02')
    expect(shanghai.longitude).toBeCloseTo(121.531541859215, 5)
    expect(shanghai.latitude).toBeCloseTo(31.17530398364597, 5)
    expect(numbers('tencent').toReversed()).toEqual(numbers('amap'))
    expect(numbers('apple')).toEqual(numbers('tencent'))
    expect(metres(numbers('baidu').toReversed(), numbers('amap'))).toBeGreaterThan(300)
    expect(links.get('other')).toBe(geoLink(market, '井 盖'))
    for (const map of ['amap', 'baidu', 'tencent'] as const)
      expect(links.get(map)).toContain('%E4%BA%95%20%E7%9B%96')
  })

  it('leaves a place outside of China where it is', () => {
    expect(inDatum({ longitude: 2.35, latitude: 48.85 }, 'GCJ02')).toEqual({
      longitude: 2.35,
      latitude: 48.85,
    })
  })

  it('says names before codes', () => {
    const place = { device: 'mh-0065', cell: '990102001002008' }
    expect(placeLine({ place })).toBe('mh-0065')
    const names = { device: '清溪社区污水井盖', cell: '西城区 柳溪街道' }
    expect(placeLine({ place: { ...place, description: '菜场门口' }, names })).toBe(
      '菜场门口 · 清溪社区污水井盖 · 西城区 柳溪街道',
    )
  })

  it('says the last value of the sensor beside its limit, and of the end of an alarm no limit', () => {
    const known = (name: string) => ['depth', 'tilt'].includes(name)
    const told = (condition: string, values: object) => ({
      event: 'evidenceAttached',
      data: { evidence: { condition, values } },
    })
    const first = told('depth3 >= limits.road.file_cm', { depth3: 16, 'limits.road.file_cm': 15 })
    const last = told('depth3 >= 40 && rain > 2', { depth3: 49.5, rain: 3, note: 'x' })
    expect(measuredIn([first], known)).toEqual([
      { quantity: 'depth', value: 16, limit: { operator: '>=', value: 15 } },
    ])
    expect(measuredIn([first, last], known)).toEqual([
      { quantity: 'depth', value: 49.5, limit: { operator: '>=', value: 40 } },
    ])
    expect(measuredIn([told('!(depth3 >= 40)', { depth3: 3 })], known)).toEqual([
      { quantity: 'depth', value: 3 },
    ])
    expect(measuredIn([{ event: 'dispatched', data: { unit: 'road' } }], known)).toEqual([])
  })

  it('says what each of several alarms said last', () => {
    const known = (name: string) => ['tilt', 'coverOpen'].includes(name)
    const told = (alarm: string, condition: string, values: object) => ({
      event: 'evidenceAttached',
      data: { alarm, evidence: { condition, values } },
    })
    const tilted = told('a', 'tilt >= limits.cover.open_deg', {
      tilt: 74.3,
      'limits.cover.open_deg': 15,
    })
    const open = told('b', 'coverOpen', { coverOpen: true })
    const tilt = { quantity: 'tilt', value: 74.3, limit: { operator: '>=', value: 15 } }
    expect(measuredIn([tilted, open], known)).toEqual([tilt, { quantity: 'coverOpen', value: 1 }])
    const upright = told('a', '!(tilt >= 15)', { tilt: 0.2 })
    expect(measuredIn([tilted, open, upright], known)).toEqual([
      { quantity: 'coverOpen', value: 1 },
      { quantity: 'tilt', value: 0.2 },
    ])
  })
})

describe('an axis', () => {
  it('writes no number twice and none cut', () => {
    expect(axisLabels([-104.7, -104.65, -104.6])).toEqual(['-104.70', '-104.65', '-104.60'])
    expect(axisLabels([0, 20, 40])).toEqual(['0', '20', '40'])
    expect(axisLabels([null, 68.8, 68.85])).toEqual(['', '68.80', '68.85'])
  })

  it('is as wide as the longest of its numbers', () => {
    const seven = widthOfLabels(axisLabels([-104.7, -104.65]))
    expect(seven).toBeGreaterThanOrEqual('-104.70'.length * 8)
    expect(widthOfLabels(['-1,104.70'])).toBeGreaterThan(seven)
    expect(widthOfLabels(null)).toBe(widthOfLabels(['0']))
  })

  it('says each tick exactly, however small its step', () => {
    const steps = fc.constantFrom(0.001, 0.01, 0.05, 0.25, 1, 5, 50)
    fc.assert(
      fc.property(steps, fc.integer({ min: -5_000, max: 5_000 }), (step, from) => {
        const ticks = [0, 1, 2].map((place) => (from + place) * step)
        const labels = axisLabels(ticks)
        expect(new Set(labels).size).toBe(3)
        for (const [place, label] of labels.entries())
          expect(Number(label)).toBeCloseTo(ticks[place] ?? Number.NaN, 6)
      }),
    )
  })
})
