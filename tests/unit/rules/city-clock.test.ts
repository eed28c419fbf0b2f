import { describe, expect, test } from 'vitest'

import { citySchema } from '../../../core/city.ts'
import { instant } from '../../../core/time.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'

const clockOf = (night?: { from: string; to: string }, zone = 'Asia/Shanghai') =>
  cityClock(
    citySchema.parse({
      name: { zh: '市', en: 'City' },
      zone,
      ...(night === undefined ? {} : { night }),
    }),
  )
const at = (text: string) => instant(Date.parse(text))

describe('the day or night of an instant began', () => {
  test.each([
    ['2026-03-02T22:00:00.000+08:00', '2026-03-02T22:00:00+08:00'],
    ['2026-03-02T21:59:59.999+08:00', '2026-03-02T06:00:00+08:00'],
    ['2026-03-03T00:00:00.000+08:00', '2026-03-02T22:00:00+08:00'],
    ['2026-03-03T05:59:59.999+08:00', '2026-03-02T22:00:00+08:00'],
    ['2026-03-03T06:00:00.000+08:00', '2026-03-03T06:00:00+08:00'],
  ])('%s: %s', (when, start) => {
    expect(clockOf().periodStart(at(when))).toBe(at(start))
  })

  test('in a city whose night does not pass midnight', () => {
    const clock = clockOf({ from: '00:30', to: '05:00' })
    const start = (when: string) => new Date(clock.periodStart(at(when))).toISOString()
    expect(start('2026-03-03T00:10:00+08:00')).toBe('2026-03-01T21:00:00.000Z')
    expect(start('2026-03-03T00:30:00+08:00')).toBe('2026-03-02T16:30:00.000Z')
    expect(start('2026-03-03T23:00:00+08:00')).toBe('2026-03-02T21:00:00.000Z')
  })

  test('never in a city without a night', () => {
    expect(clockOf({ from: '22:00', to: '22:00' }).periodStart(at('2026-03-03T23:00:00Z'))).toBe(0)
  })

  test('by the clocks on the wall where these are set', () => {
    const clock = clockOf(undefined, 'Europe/Berlin')
    // The clocks went forward at 02:00 of that night.
    expect(clock.periodStart(at('2026-03-29T05:00:00+02:00'))).toBe(at('2026-03-28T22:00:00+01:00'))
  })
})
