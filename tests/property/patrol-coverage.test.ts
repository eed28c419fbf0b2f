/** What a track has come past, against a definition that walks every step in small paces and knows no geometry but distances. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { metresBetween } from '../../core/distance.ts'
import { coverage, longestStep, type TrackPosition } from '../../core/patrol-coverage.ts'

const centre = { longitude: 120.15, latitude: 30.25 }
/** So many metres east and north of the centre. */
const placeAt = (east: number, north: number) => ({
  longitude: centre.longitude + east / (111_195 * Math.cos((centre.latitude * Math.PI) / 180)),
  latitude: centre.latitude + north / 111_195,
})
const metres = fc.integer({ min: -300, max: 300 })
const place = fc.tuple(metres, metres).map(([east, north]) => placeAt(east, north))
const track = fc
  .array(
    fc.record({
      place,
      wait: fc.constantFrom(5_000, 30_000, longestStep, longestStep + 5_000, 600_000),
      accuracy: fc.constantFrom(3, 12, 49, 50, 51, 400),
    }),
    { maxLength: 12 },
  )
  .map((steps) => {
    let at = 0
    return steps.map(({ place: where, wait, accuracy }): TrackPosition => {
      at += wait
      return { ...where, at, accuracy }
    })
  })
const points = fc
  .array(fc.record({ place, radius: fc.constantFrom(5, 30, 120) }), { maxLength: 5 })
  .map((all) => all.map(({ place: where, radius }, n) => ({ ...where, radius, name: `p${n}` })))

/** Cells of a hundred metres, by their numbers. */
const cellAt = (longitude: number, latitude: number) =>
  `${Math.floor((longitude - centre.longitude) * 1_000)}/${Math.floor((latitude - centre.latitude) * 1_000)}`
const cells = ['0/0', '0/1', '1/0', '-1/0', '-1/-1']

const paces = 400
/** How near the way comes to a place, beyond what its accuracy gives. */
function beyond(believed: readonly TrackPosition[], to: { longitude: number; latitude: number }) {
  let least = Infinity
  for (const [n, position] of believed.entries()) {
    least = Math.min(least, metresBetween(position, to) - position.accuracy)
    const before = believed[n - 1]
    if (before === undefined || position.at - before.at > longestStep) continue
    const worst = Math.max(position.accuracy, before.accuracy)
    for (let pace = 0; pace <= paces; pace += 1) {
      const share = pace / paces
      const between = {
        longitude: before.longitude + (position.longitude - before.longitude) * share,
        latitude: before.latitude + (position.latitude - before.latitude) * share,
      }
      least = Math.min(least, metresBetween(between, to) - worst)
    }
  }
  return least
}

test('reaches the check points and unit grids that a walk in small paces reaches', () => {
  fc.assert(
    fc.property(track, points, (positions, wanted) => {
      const believed = positions.filter(({ accuracy }) => accuracy <= 50)
      const found = coverage(positions, { points: wanted, cells }, cellAt, { accuracy: 50 })
      for (const point of wanted) {
        const rest = beyond(believed, point) - point.radius
        // A pace is as long as two metres here: nearer to the edge than that they may differ.
        if (Math.abs(rest) > 3) expect(found.points.includes(point.name)).toBe(rest < 0)
      }
      const lain = new Set(believed.map(({ longitude, latitude }) => cellAt(longitude, latitude)))
      expect(found.cells).toBe(cells.filter((cell) => lain.has(cell)).length)
      expect(found.ofCells).toBe(cells.length)
    }),
  )
})

test('does not look at the order in which positions came, and more of them never take a point away', () => {
  fc.assert(
    fc.property(track, points, fc.nat(), (positions, wanted, seed) => {
      const area = { points: wanted, cells }
      const whole = coverage(positions, area, cellAt, { accuracy: 50 })
      const turned =
        seed % 2 === 0
          ? positions.toReversed()
          : positions.toSorted((a, b) => (a.longitude < b.longitude ? -1 : 1))
      expect(coverage(turned, area, cellAt, { accuracy: 50 })).toEqual(whole)
      const less = coverage(positions.slice(0, -1), area, cellAt, { accuracy: 50 })
      for (const name of less.points) expect(whole.points).toContain(name)
    }),
  )
})
