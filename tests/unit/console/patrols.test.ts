import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { dropAll, enqueue, type Action } from '../../../console/offline/queue.ts'
import { readWalk, withPosition } from '../../../console/pages/field/walk-kept.ts'
import { projection, ringsOf, trackLines } from '../../../console/pages/patrols/track-shape.ts'
import type { TrackPosition } from '../../../core/patrol-coverage.ts'

const position = (at: number, more: Partial<TrackPosition> = {}): TrackPosition => ({
  ...{ at, longitude: 120.5, latitude: 30.25, accuracy: 8, ...more },
})

describe('what a phone keeps of a patrol', () => {
  it('reads the patrol that it is on, and nothing that is none', () => {
    const kept = { id: 'P20260313-0123456789ab', name: '东片', by: 'ines', since: 7 }
    expect(readWalk(JSON.stringify({ ...kept, more: 1 }))).toEqual(kept)
    for (const text of [null, '', '{', 'null', '7', '{"id":"P1"}'])
      expect(readWalk(text)).toBeUndefined()
  })

  it('takes a position in five seconds, and no more than can be sent', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20_000 }), { maxLength: 700 }), (waits) => {
        let piece: readonly TrackPosition[] = []
        let at = 0
        for (const wait of waits) {
          at += wait
          piece = withPosition(piece, position(at))
        }
        expect(piece.length).toBeLessThanOrEqual(500)
        for (const [n, one] of piece.entries())
          if (n > 0) expect(one.at - (piece[n - 1]?.at ?? 0)).toBeGreaterThanOrEqual(5_000)
      }),
    )
  })

  it('lets go of all of a patrol but what is just going out', () => {
    const made = (id: string, of: string) =>
      ({
        ...{ id, case: of, by: { name: 'ines' }, madeAt: 1 },
        request: { command: 'patrol', of, step: { command: 'start' } },
      }) as const
    const all = [made('a', 'P1'), made('b', 'P2'), made('c', 'P1')]
      .reduce<readonly Action[]>(enqueue, [])
      .map((action) => (action.id === 'c' ? { ...action, state: 'sending' as const } : action))
    expect(dropAll(all, 'P1').map(({ id }) => id)).toEqual(['b', 'c'])
  })
})

describe('a track as a drawing', () => {
  const box = { width: 640, height: 400 }
  const degrees = fc.record({
    longitude: fc.integer({ min: 1_200_000, max: 1_201_000 }).map((n) => n / 10_000),
    latitude: fc.integer({ min: 300_000, max: 301_000 }).map((n) => n / 10_000),
  })

  it('lies within its box, north up and west left', () => {
    fc.assert(
      fc.property(fc.array(degrees, { minLength: 1, maxLength: 20 }), (places) => {
        const place = projection(places, box)
        for (const one of places) {
          const [x, y] = place(one)
          expect(x).toBeGreaterThanOrEqual(0)
          expect(x).toBeLessThanOrEqual(box.width)
          expect(y).toBeGreaterThanOrEqual(0)
          expect(y).toBeLessThanOrEqual(box.height)
          for (const other of places) {
            if (other.longitude > one.longitude) expect(place(other)[0]).toBeGreaterThanOrEqual(x)
            if (other.latitude > one.latitude) expect(place(other)[1]).toBeLessThanOrEqual(y)
          }
        }
      }),
    )
    expect(projection([position(1)], box)(position(1))).toEqual([320, 200])
  })

  it('has no line where the phone was not heard of', () => {
    const lines = trackLines([position(0), position(60_000), position(121_000), position(125_000)])
    expect(lines.map((line) => line.map(({ at }) => at))).toEqual([
      [0, 60_000],
      [121_000, 125_000],
    ])
    expect(trackLines([])).toEqual([])
  })

  it('knows the rings of one polygon and of several', () => {
    const ring = [[0, 0]]
    expect(ringsOf({ type: 'Polygon', coordinates: [ring] })).toEqual([ring])
    expect(ringsOf({ type: 'MultiPolygon', coordinates: [[ring], [ring]] })).toEqual([ring, ring])
  })
})
