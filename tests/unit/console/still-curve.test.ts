import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  limitEnds,
  pathOf,
  sheet,
  spanOf,
  timeTicks,
  valueTicks,
  type Frame,
} from '../../../console/parts/still-curve.ts'
import { decidingAlarm } from '../../../console/pages/cases/record.ts'
import type { CaseEvent } from '../../../console/api/types.ts'

const hour = 3_600_000
const frame: Frame = { from: 0, to: 10 * hour, low: 0, high: 100 }

describe('a curve on paper', () => {
  test('has its times at round hours of the city', () => {
    const from = Date.parse('2026-03-12T16:20:00Z')
    const ticks = timeTicks(from, from + 4 * hour, 8 * hour)
    expect(ticks.map((at) => new Date(at + 8 * hour).toISOString().slice(11, 16))).toEqual([
      ...['01:00', '02:00', '03:00', '04:00'],
    ])
    const kathmandu = timeTicks(from, from + 24 * hour, 5.75 * hour)
    for (const at of kathmandu) expect((at + 5.75 * hour) % (6 * hour)).toBe(0)
  })

  test('never has more lines than can be read, and always some', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e6, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-3, max: 1e6, noNaN: true }),
        (low, size) => {
          const ticks = valueTicks({ low, high: low + size })
          expect(ticks.length).toBeGreaterThanOrEqual(2)
          expect(ticks.length).toBeLessThanOrEqual(9)
        },
      ),
    )
    fc.assert(
      fc.property(fc.integer({ min: 60_000, max: 400 * 24 * hour }), (length) => {
        expect(timeTicks(0, length, 8 * hour).length).toBeLessThanOrEqual(7)
      }),
    )
  })

  test('has all values and limits in sight, also when nothing changes', () => {
    const points = [
      { at: 0, value: 3, high: 40 },
      { at: 1, value: null },
    ]
    const { low, high } = spanOf(points, [60])
    expect(low).toBeLessThan(3)
    expect(high).toBeGreaterThan(60)
    const flat = spanOf([{ at: 0, value: 7 }], [])
    expect(flat.high).toBeGreaterThan(flat.low)
  })

  test('is broken where nothing was measured, and shows a value that stands alone', () => {
    const points = [
      { at: 0, value: 0 },
      { at: hour, value: 100 },
      { at: 2 * hour, value: null },
      { at: 5 * hour, value: 50, high: 100 },
    ]
    const ground = sheet.height - sheet.bottom
    const path = pathOf(points, frame, 'value')
    expect(path.match(/[ML]/g)?.join('')).toBe('MLM')
    expect(path).toContain(`M${sheet.left.toFixed(1)} ${ground.toFixed(1)}L`)
    expect(path).toMatch(/h0\.01$/)
    expect(pathOf(points, frame, 'high')).not.toBe(path)
    expect(pathOf([], frame, 'value')).toBe('')
  })

  test('writes limits that lie near each other at different ends', () => {
    const at = (value: number) => ({ value, severity: 'red', label: `${value}` }) as const
    expect(limitEnds([at(10), at(11), at(60)], frame)).toEqual(['left', 'right', 'left'])
  })
})

test('the gravest alarm of a case decides, the first of equally grave ones', () => {
  const told = (alarm: string, severity?: string, event = 'evidenceAttached') =>
    ({ event, data: { alarm, severity } }) as unknown as CaseEvent
  expect(decidingAlarm([])).toBeUndefined()
  const timeline = [told('a', 'yellow'), told('b', 'red'), told('c', 'red'), told('a', undefined)]
  expect(decidingAlarm(timeline)).toBe('b')
  expect(decidingAlarm(timeline.slice(0, 1))).toBe('a')
})
