import { describe, expect, test } from 'vitest'

import { chineseCalendar } from '../../../cases/calendar/chinese-calendar.ts'
import { citySchema } from '../../../core/city.ts'
import { instant, plus } from '../../../core/time.ts'
import { cityClock } from '../../../rules/judging/city-clock.ts'

const cityOf = (zone: string, working = {}) =>
  citySchema.parse({
    name: { zh: '市', en: 'City' },
    zone,
    working: { hours: [{ from: '08:00', to: '18:00' }], ...working },
  })
const at = (text: string) => instant(Date.parse(text))

describe('what the calendar says', () => {
  const city = cityOf('Asia/Shanghai')
  const clock = cityClock(city, chineseCalendar(city))

  test.each([
    ['2026-02-17T12:00:00+08:00', { workday: false, holiday: true, swapDay: false }],
    ['2026-02-14T12:00:00+08:00', { workday: true, holiday: false, swapDay: true }],
    ['2026-02-13T12:00:00+08:00', { workday: true, holiday: false, swapDay: false }],
    ['2026-03-07T12:00:00+08:00', { workday: false, holiday: false, swapDay: false }],
    ['2026-10-01T00:00:00+08:00', { workday: false, holiday: true, swapDay: false }],
    ['2026-09-30T23:59:59+08:00', { workday: true, holiday: false, swapDay: false }],
  ])('%s', (when, expected) => {
    const now = at(when)
    expect({
      workday: clock.workday(now),
      holiday: clock.holiday(now),
      swapDay: clock.swapDay(now),
    }).toEqual(expected)
  })

  test('wins over by what the city says', () => {
    const own = cityOf('Asia/Shanghai', { holidays: ['2026-03-04'], workdays: ['2026-03-07'] })
    for (const clock of [cityClock(own), cityClock(own, chineseCalendar(own))]) {
      expect(clock.holiday(at('2026-03-04T12:00:00+08:00'))).toBe(true)
      expect(clock.swapDay(at('2026-03-07T12:00:00+08:00'))).toBe(true)
    }
  })

  test('months and seasons', () => {
    const words = ['2026-02-28', '2026-03-01', '2026-08-31', '2026-11-30', '2026-12-01'].map(
      (date) => [
        clock.month(at(`${date}T12:00:00+08:00`)),
        clock.season(at(`${date}T12:00:00+08:00`)),
      ],
    )
    expect(words).toEqual([
      [2, 'winter'],
      [3, 'spring'],
      [8, 'summer'],
      [11, 'autumn'],
      [12, 'winter'],
    ])
  })
})

describe('where clocks are set', () => {
  const clock = cityClock(cityOf('Europe/Berlin'))
  const utc = (text: string) => at(`${text}:00Z`)
  const iso = (value: number) => new Date(value).toISOString().slice(0, 16)

  test('night turns to day at six on the wall, forward and back', () => {
    expect(iso(clock.turnsAfter(utc('2026-03-29T00:30'), false))).toBe('2026-03-29T04:00')
    expect(iso(clock.turnsAfter(utc('2026-10-25T00:30'), false))).toBe('2026-10-25T05:00')
  })

  test('the hour turns where it really does', () => {
    expect(iso(clock.turnsAfter(utc('2026-03-29T00:30'), true))).toBe('2026-03-29T01:00')
    // Two o'clock comes twice: the hour is the same, its minutes begin anew.
    expect(iso(clock.turnsAfter(utc('2026-10-25T00:30'), true))).toBe('2026-10-25T01:00')
    expect(iso(clock.turnsAfter(utc('2026-10-25T01:00'), true))).toBe('2026-10-25T02:00')
  })

  test('a part of the day is as long as the clocks make it', () => {
    const part = (when: string, hours: number) => [
      iso(clock.partStart(utc(when), hours * 3_600_000)),
      iso(clock.partEnd(utc(when), hours * 3_600_000)),
    ]
    expect(part('2026-10-25T00:30', 6)).toEqual(['2026-10-24T22:00', '2026-10-25T05:00'])
    expect(part('2026-03-29T00:30', 6)).toEqual(['2026-03-28T23:00', '2026-03-29T04:00'])
    expect(part('2026-10-25T00:30', 1)).toEqual(['2026-10-25T00:00', '2026-10-25T01:00'])
    expect(part('2026-10-25T01:30', 1)).toEqual(['2026-10-25T01:00', '2026-10-25T02:00'])
  })

  test('days, weeks and months begin at midnight on the wall', () => {
    const now = utc('2026-10-25T12:00')
    const units = (['day', 'week', 'month'] as const).map((unit) => [
      iso(clock.unitStart(now, unit)),
      iso(clock.unitEnd(now, unit)),
    ])
    expect(units).toEqual([
      ['2026-10-24T22:00', '2026-10-25T23:00'],
      ['2026-10-18T22:00', '2026-10-25T23:00'],
      ['2026-09-30T22:00', '2026-10-31T23:00'],
    ])
    expect(clock.unitEnd(plus(clock.unitEnd(now, 'day'), -1), 'day')).toBe(
      clock.unitEnd(now, 'day'),
    )
  })
})
