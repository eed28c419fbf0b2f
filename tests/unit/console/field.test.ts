import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  metresTo,
  mineFirst,
  nearestFirst,
  showDistance,
  waitsForInspector,
} from '../../../console/pages/field/nearest.ts'

const here = { longitude: 120, latitude: 30 }
const at = (id: string, east: number | undefined, due: number) => ({
  id,
  place: east === undefined ? {} : { longitude: 120 + east, latitude: 30 },
  deadlines: [{ kind: 'verification', at: due, certain: true, overdue: false }] as const,
})

describe('what waits for an inspector', () => {
  it('is a check that was asked for, and a report that nobody has verified', () => {
    const order = { check: undefined, verified: false }
    expect(waitsForInspector({ ...order, stage: 'verifying' } as never)).toBe(true)
    expect(waitsForInspector({ stage: 'verifying', verified: true } as never)).toBe(false)
    expect(waitsForInspector({ ...order, stage: 'collected', check: 'asked' } as never)).toBe(true)
    expect(waitsForInspector({ ...order, stage: 'collected', check: 'needed' } as never)).toBe(
      false,
    )
  })

  it('is nearest first, without a place last, and by deadline where nothing is known', () => {
    const far = at('far', 0.1, 1)
    const near = at('near', 0.001, 3)
    const lost = at('lost', undefined, 2)
    const ids = (all: readonly { readonly id: string }[]) => all.map(({ id }) => id)
    expect(ids(nearestFirst([lost, far, near], here))).toEqual(['near', 'far', 'lost'])
    expect(ids(nearestFirst([near, lost, far], undefined))).toEqual(['far', 'lost', 'near'])
    const east = fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined })
    const some = fc.array(fc.tuple(east, fc.nat(3)), { maxLength: 12 })
    fc.assert(
      fc.property(some, (drawn) => {
        const sorted = nearestFirst(
          drawn.map(([off, due], n) => at(`C${n}`, off, due)),
          here,
        )
        expect(sorted).toHaveLength(drawn.length)
        for (const [n, one] of sorted.slice(1).entries()) {
          const [a, b] = [sorted[n], one].map(
            (each) => metresTo(each?.place ?? {}, here) ?? Number.MAX_VALUE,
          )
          expect(a).toBeLessThanOrEqual(b ?? 0)
          if (a === b) expect(sorted[n]?.deadlines[0].at).toBeLessThanOrEqual(one.deadlines[0].at)
        }
      }),
    )
  })

  it('is mine before all others, both as they stood', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9)), (all) => {
        const isMine = (one: number) => one % 2 === 0
        const sorted = mineFirst(all, isMine)
        const mine = all.filter(isMine)
        expect(sorted.slice(0, mine.length)).toEqual(mine)
        expect(sorted.slice(mine.length)).toEqual(all.filter((one) => !isMine(one)))
      }),
    )
  })

  it('is so far away', () => {
    expect(showDistance(118)).toBe('120 m')
    expect(showDistance(994)).toBe('990 m')
    expect(showDistance(996)).toBe('1.0 km')
  })
})
