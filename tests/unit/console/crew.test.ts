import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { CaseEvent } from '../../../console/api/types.ts'
import { deletedPhotos } from '../../../console/parts/deleted-photos.ts'
import { fittedSize, longestSide, photoName } from '../../../console/offline/photo-rules.ts'
import { geoLink } from '../../../console/offline/position.ts'
import { parted } from '../../../console/pages/crew/sorting.ts'

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
