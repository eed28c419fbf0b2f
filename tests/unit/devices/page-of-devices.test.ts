import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type { Device } from '../../../core/device.ts'
import { deviceOrders } from '../../../devices/api/contract.ts'
import { pageOf, type Asked, type PageOfDevices } from '../../../devices/api/page-of-devices.ts'
import { calledBy } from '../../../devices/api/called.ts'
import type { CellCode, UnitId } from '../../../core/identity.ts'
import { device } from '../../contract/registry.suite.ts'

const rows = fc.uniqueArray(fc.integer({ min: 0, max: 60 }), { maxLength: 40 }).chain((numbers) =>
  fc.tuple(
    ...numbers.map((number) =>
      fc
        .record({ name: fc.option(fc.constantFrom('甲', '乙', '丙'), { nil: undefined }) })
        .map(({ name }) => ({
          device: device(`d-${number}`, name === undefined ? {} : { name }),
        })),
    ),
  ),
)
const asked = fc.record({
  order: fc.constantFrom(...deviceOrders),
  downwards: fc.boolean(),
  limit: fc.integer({ min: 1, max: 7 }),
})
type Page = PageOfDevices<{ readonly device: Device }>
const idsOf = (page: Page) => page.rows.map((row) => row.device.id)

describe('the register, a page at a time', () => {
  test('forwards shows each device once in the order asked for, and backwards the same pages', () => {
    fc.assert(
      fc.property(rows, asked, (all, how) => {
        const pages: (readonly string[])[] = []
        let next: Partial<Asked> | undefined = {}
        while (next !== undefined) {
          const page: Page = pageOf(all, { ...how, ...next })
          expect(page.total).toBe(all.length)
          pages.push(idsOf(page))
          next = page.after === undefined ? undefined : { after: page.after }
        }
        const whole = idsOf(pageOf(all, { ...how, limit: 1_000 }))
        expect(pages.flat()).toEqual(whole)
        expect([...whole].sort()).toEqual(all.map((row) => row.device.id).sort())
        for (const [place, ids] of pages.entries()) {
          const [first] = ids
          if (place === 0 || first === undefined) continue
          expect(idsOf(pageOf(all, { ...how, before: first }))).toEqual(pages[place - 1])
        }
      }),
    )
  })

  test('finds devices by what people call their street and their unit', () => {
    const cell = {
      code: '990102002001002',
      name: '8号网格',
      community: '清溪社区',
      street: '柳溪街道',
    }
    const called = calledBy({
      grid: {
        cell: (code) =>
          code === cell.code ? { ...cell, code: code as CellCode, district: '西城区' } : undefined,
      },
      units: new Map([
        ['lj-drainage-west', { name: { zh: '西城排水抢险队', en: 'Drainage west' } }],
      ]),
    })
    const all = [
      { device: device('a', { cell: cell.code as CellCode }) },
      { device: device('b', { owner: 'lj-drainage-west' as UnitId }) },
      { device: device('c') },
    ]
    const found = (q: string) => idsOf(pageOf(all, { q, limit: 9 }, called))
    expect(found('柳溪街道')).toEqual(['a'])
    expect(found('西城区 清溪 8号')).toEqual(['a'])
    expect(found('西城排水')).toEqual(['b'])
    expect(found('drainage WEST')).toEqual(['b'])
    expect(found('东城')).toEqual([])
  })

  test('goes on after a device that fits no more, and begins anew after one that nobody knows', () => {
    const all = ['a', 'b', 'c', 'd'].map((id) => ({ device: device(id, { active: id !== 'b' }) }))
    const some = { active: true, limit: 1 }
    expect(idsOf(pageOf(all, { ...some, after: 'b' }))).toEqual(['c'])
    expect(idsOf(pageOf(all, { ...some, after: 'bb' }))).toEqual(['c'])
    expect(idsOf(pageOf(all, { ...some, before: 'c' }))).toEqual(['a'])
    expect(idsOf(pageOf(all, { limit: 9, ids: 'd,x,a' }))).toEqual(['a', 'd'])
  })

  test('has what lacks the field at its end, in both directions', () => {
    const all = [device('a'), device('b', { name: '乙' }), device('c', { name: '甲' })]
    const order = (downwards: boolean) =>
      idsOf(
        pageOf(
          all.map((one) => ({ device: one })),
          { order: 'name', downwards, limit: 9 },
        ),
      )
    expect(order(false)).toEqual(['b', 'c', 'a'])
    expect(order(true)).toEqual(['c', 'b', 'a'])
  })
})
