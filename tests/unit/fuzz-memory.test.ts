/** A judge of memory that finds nothing is of no use: leaks of several sizes in levels as a run really has them. */
import { describe, expect, test } from 'vitest'

import { plateauOf } from '../fuzz/plateau.ts'

/** Half an hour of HTTP: old objects pile up to four times what stays and are collected, a round takes 1.5 s. */
const perMinute = 40
const rounds = 30 * perMinute
const collected = (round: number) => 340 + ((round * 7) % 190) / 2 + ((round * 13) % 11)
const levels = (leakPerMinute: number) =>
  Array.from({ length: rounds }, (_, round) =>
    Math.round(
      300 * Math.min(1, round / 100) + collected(round) + (leakPerMinute * round) / perMinute,
    ),
  )

describe('memory under fuzzing', () => {
  test('that goes up and down after its warm-up is a plateau', () => {
    const found = plateauOf({ own: levels(0), live: [112, 113] }, 30)
    expect(found.verdict).toBe('plateau')
    expect(Math.abs(found.ownGrowthPercent)).toBeLessThan(2)
    expect(found.eighths).toHaveLength(8)
    expect(found.eighths[7]).toBeGreaterThan(600)
  })

  test('that grows by a tenth from quarter to quarter grows, once it has had time to settle', () => {
    const leaking = { own: levels(20), live: [112, 112] }
    expect(plateauOf(leaking, 30).verdict).toBe('grows')
    expect(plateauOf(leaking, 20)).toMatchObject({ verdict: 'plateau' })
    expect(plateauOf({ ...leaking, live: [217, 234] }, 10).verdict).toBe('grows')
  })

  test('grows when little stays after a collection, though collections hide it', () => {
    const hidden = { own: levels(0.4), live: [112, 112 + 0.4 * 22.5] }
    expect(plateauOf(hidden, 30)).toMatchObject({ liveGrowthPercent: 8, verdict: 'grows' })
  })

  test('is not judged where it may still be the warm-up, or where nothing was measured', () => {
    expect(plateauOf({ own: levels(20), live: [112, 150] }, 9).verdict).toBe('too short to say')
    expect(plateauOf({ own: [1, 2, 3], live: [112, 112] }, 30).verdict).toBe('plateau')
    expect(plateauOf({ own: levels(0), live: [112] }, 30).verdict).toBe('too short to say')
    expect(plateauOf({ own: [1, 2], live: [] }, 30).eighths).toEqual([])
  })
})
