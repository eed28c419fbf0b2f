import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { isInForce, type Suppression } from '../../cases/life/suppression.ts'
import { hours, instant, localTime, minutes, zoneOffset } from '../../core/time.ts'

const start = Date.UTC(2026, 2, 1)
const made = (repeat: Suppression['repeat']): Suppression => ({
  id: 'S1',
  kind: 'permit',
  matcher: { devices: ['mh-1'] },
  upTo: 'orange',
  reason: 'works',
  permit: 'P-1',
  from: instant(start),
  until: instant(start + hours(24 * 60)),
  repeat,
  by: 'olga',
  at: instant(start),
})

const minuteOfDay = fc.integer({ min: 0, max: 1_439 })
const repeats = fc.record({
  weekdays: fc.uniqueArray(fc.integer({ min: 0, max: 6 }), { minLength: 1 }),
  hours: fc.record({ from: minuteOfDay, to: minuteOfDay }),
})

/** Walks forward from the minute in which the hours began, as a person with a calendar would. */
function byWalking(
  {
    weekdays,
    hours: { from, to },
  }: { weekdays: readonly number[]; hours: { from: number; to: number } },
  at: number,
  zone: string,
) {
  const offset = zoneOffset(zone)
  const length = to > from ? to - from : to - from + 1_440
  for (let back = 0; back < length; back += 1) {
    const then = instant(at - minutes(back))
    const { hour, minute, weekday } = localTime(then, offset(then))
    if (hour * 60 + minute === from) return weekdays.includes(weekday)
  }
  return false
}

test('hours of a repeat are those that somebody with a calendar would count', () => {
  fc.assert(
    fc.property(repeats, fc.integer({ min: 0, max: 60 * 24 * 59 }), (repeat, minute) => {
      const at = instant(start + minutes(minute))
      expect(isInForce(made(repeat), at, { offset: zoneOffset('Asia/Shanghai') })).toBe(
        byWalking(repeat, at, 'Asia/Shanghai'),
      )
    }),
    { numRuns: 500 },
  )
})

test('nothing is in force before it begins, after it ends, or after somebody ended it', () => {
  const whole = made(undefined)
  const city = { offset: zoneOffset('Asia/Shanghai') }
  const ended = { ...whole, ended: { by: 'olga', at: instant(start + hours(1)), reason: 'done' } }
  expect(isInForce(whole, instant(start - 1), city)).toBe(false)
  expect(isInForce(whole, whole.from, city)).toBe(true)
  expect(isInForce(whole, whole.until, city)).toBe(false)
  expect(isInForce(ended, instant(start + hours(1) - 1), city)).toBe(true)
  expect(isInForce(ended, instant(start + hours(1)), city)).toBe(false)
})
