import { describe, expect, test } from 'vitest'

import { citySchema } from '../../../core/city.ts'
import { instant } from '../../../core/time.ts'
import { parseWeekHours } from '../../../core/week-hours.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'
import { openedAt, turnOfHours } from '../../../rules/judging/opening.ts'

const berlin = cityClock(
  citySchema.parse({ name: { zh: '柏林', en: 'Berlin' }, zone: 'Europe/Berlin' }),
)
const at = (text: string) => instant(Date.parse(text))
const hoursOf = (text: string) => {
  const hours = parseWeekHours(text)
  if (typeof hours === 'string') throw new TypeError(hours)
  return hours
}

/** Clocks are set on 2026-03-29 from 02:00 to 03:00, and on 2026-10-25 from 03:00 to 02:00. */
describe('hours on a day on which clocks are set', () => {
  test.each([
    ['01:30-09:00', '2026-03-29T03:10:00+02:00', '2026-03-29T01:30:00+01:00'],
    ['01:30-09:00', '2026-10-25T03:10:00+01:00', '2026-10-25T01:30:00+02:00'],
    // The time at which it opens is not there.
    ['02:15-09:00', '2026-03-29T03:10:00+02:00', '2026-03-29T03:00:00+02:00'],
    ['02:15-09:00', '2026-03-29T05:10:00+02:00', '2026-03-29T03:00:00+02:00'],
    ['18:00-09:00', '2026-03-29T08:00:00+02:00', '2026-03-28T18:00:00+01:00'],
  ])('%s at %s: open since %s', (text, now, opened) => {
    expect(openedAt(hoursOf(text), at(now), berlin)).toBe(at(opened))
  })

  test.each([
    ['01:30-09:00', '2026-03-29T01:40:00+01:00', '2026-03-29T09:00:00+02:00'],
    ['01:30-09:00', '2026-10-25T01:40:00+02:00', '2026-10-25T09:00:00+01:00'],
    // The hour in which it closes is not there.
    ['01:30-02:30', '2026-03-29T01:40:00+01:00', '2026-03-29T03:00:00+02:00'],
    // Set back, the clocks show a time before it opened, and later the time at which it opens once more.
    ['02:15-23:00', '2026-10-25T02:20:00+02:00', '2026-10-25T02:00:00+01:00'],
    ['02:15-23:00', '2026-10-25T02:05:00+01:00', '2026-10-25T02:15:00+01:00'],
    ['10:00-12:00', '2026-06-01T12:00:00+02:00', '2026-06-02T10:00:00+02:00'],
  ])('%s at %s: the next turn is %s', (text, now, turn) => {
    expect(turnOfHours(hoursOf(text), at(now), berlin)).toBe(at(turn))
  })

  test('that never close have no turn', () => {
    const always = hoursOf('00:00-24:00')
    expect(turnOfHours(always, at('2026-06-01T12:00:00+02:00'), berlin)).toBeUndefined()
    expect(openedAt(always, at('2026-06-01T12:00:00+02:00'), berlin)).toBe(0)
  })
})
