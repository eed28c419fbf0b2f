import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { isAlways, openSince, parseWeekHours } from '../../../core/week-hours.ts'

const hours = (text: string) => {
  const found = parseWeekHours(text)
  if (typeof found === 'string') throw new TypeError(found)
  return found
}
const days = ['Mo', 'Tu', 'We', 'Th', 'Fr', 'Sa', 'Su']
/** `Tu 13:05` as a minute of the week. */
const at = (text: string) =>
  days.indexOf(text.slice(0, 2)) * 1_440 + Number(text.slice(3, 5)) * 60 + Number(text.slice(6))

describe('hours of a week', () => {
  test.each([
    ['10:00-21:00', 'We 20:59', 659],
    ['10:00-21:00', 'We 21:00', undefined],
    ['Mo-Fr 10:00-14:00, 16:30-21:00', 'Fr 16:30', 0],
    ['Mo-Fr 10:00-14:00, 16:30-21:00', 'Fr 15:00', undefined],
    ['Mo-Fr 10:00-14:00, 16:30-21:00', 'Sa 17:00', undefined],
    ['Sa,Su 18:00-02:00', 'Mo 01:30', 450],
    ['Sa,Su 18:00-02:00', 'Sa 01:30', undefined],
    ['Fr-Mo 09:00-10:00', 'Su 09:01', 1],
    ['Mo 00:00-24:00; Tu 00:00-06:00', 'Tu 05:00', 1_740],
    ['Su 20:00-24:00; Mo 00:00-03:00', 'Mo 02:00', 360],
  ])('%s: on %s it is open for %s minutes', (text, when, minutes) => {
    expect(openSince(hours(text), at(when))).toBe(minutes)
  })

  test('of all days without a gap are always', () => {
    expect(isAlways(hours('00:00-24:00'))).toBe(true)
    expect(isAlways(hours('06:00-18:00, 18:00-06:00'))).toBe(true)
    expect(isAlways(hours('Mo-Sa 00:00-24:00'))).toBe(false)
  })

  test.each(['', 'Mo-Fr', '25:00-26:00', '10:00', 'Xx 10:00-12:00', '10:00-10:00', 'Mo 1-2', ';'])(
    'are not %j',
    (text) => expect(parseWeekHours(text)).toBeTypeOf('string'),
  )

  test('are what they say at every minute', () => {
    const minute = fc.integer({ min: 0, max: 1_439 })
    const clock = (time: number) =>
      `${String(Math.floor(time / 60)).padStart(2, '0')}:${String(time % 60).padStart(2, '0')}`
    const one = fc
      .record({ day: fc.nat(6), from: minute, to: minute })
      .filter(({ from, to }) => from !== to)
    fc.assert(
      fc.property(fc.array(one, { minLength: 1, maxLength: 6 }), fc.nat(10_079), (all, now) => {
        const text = all.map(({ day, from, to }) => `${days[day]} ${clock(from)}-${clock(to)}`)
        const day = Math.floor(now / 1_440)
        const time = now % 1_440
        const open = all.some((span) =>
          span.from < span.to
            ? span.day === day && time >= span.from && time < span.to
            : (span.day === day && time >= span.from) ||
              ((span.day + 1) % 7 === day && time < span.to),
        )
        expect(openSince(hours(text.join('; ')), now) !== undefined).toBe(open)
      }),
    )
  })
})
