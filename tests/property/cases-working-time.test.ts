import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { chineseCalendar } from '../../cases/adapters/chinese-calendar.ts'
import { deadline, parseLimit, type Calendar, type Limit } from '../../cases/working-time.ts'
import { citySchema } from '../../core/city.ts'
import { instant, localTime, type Instant } from '../../core/time.ts'

const city = citySchema.parse({ name: { zh: '样城', en: 'Sample' } })
const calendar = chineseCalendar(city)
const shanghai = (text: string): Instant => instant(Date.parse(`${text}+08:00`))
const limit = (text: string): Limit => {
  const parsed = parseLimit(text)
  if (parsed === undefined) throw new Error(`no limit: ${text}`)
  return parsed
}
const due = (start: string, words: string) =>
  new Date(deadline(shanghai(start), limit(words), calendar).at + 8 * 3_600_000)
    .toISOString()
    .slice(0, 16)

describe('working time', () => {
  test.each([
    ['2026-03-14T23:30', '2 urgent hours', '2026-03-15T01:30'],
    ['2026-03-13T09:00', '3 natural days', '2026-03-16T09:00'],
    ['2026-03-13T09:00', '4 working hours', '2026-03-13T15:00'],
    ['2026-03-13T10:00', '2 working hours', '2026-03-13T12:00'],
    ['2026-03-13T12:30', '1 working hour', '2026-03-13T15:00'],
    ['2026-03-13T17:30', '1 working hour', '2026-03-16T08:30'],
    ['2026-03-14T10:00', '1 working day', '2026-03-16T18:00'],
    ['2026-03-13T09:00', '1 working day', '2026-03-16T09:00'],
    // 14 February 2026 is a Saturday on which people work; the Spring Festival begins on the 15th, until the 23rd.
    ['2026-02-13T17:00', '2 working hours', '2026-02-14T09:00'],
    ['2026-02-14T17:00', '2 working hours', '2026-02-24T09:00'],
    ['2026-09-30T17:00', '1工作日', '2026-10-08T17:00'],
  ])('%s + %s = %s', (start, words, end) => {
    expect(due(start, words)).toBe(end)
  })

  test('words: both languages, nothing ambiguous, nothing absurd', () => {
    expect(parseLimit('2 urgent hours')).toEqual({ amount: 2, unit: 'urgent hour' })
    expect(parseLimit('2紧急工作时')).toEqual({ amount: 2, unit: 'urgent hour' })
    expect(parseLimit('4 工作时')).toEqual({ amount: 4, unit: 'working hour' })
    expect(parseLimit('30 minutes')).toEqual({ amount: 30, unit: 'minute' })
    expect(parseLimit('1.5 working days')).toEqual({ amount: 1.5, unit: 'working day' })
    for (const text of [
      '2 hours',
      '4小时',
      '2天',
      '',
      'hours',
      '0 working hours',
      '-1 working hours',
      '1e9 working hours',
      '999999 natural days',
      '2 constructor',
      '2 toString',
      'two working hours',
    ])
      expect(parseLimit(text), text).toBeUndefined()
  })

  const starts = fc
    .integer({ min: Date.UTC(2025, 0, 1), max: Date.UTC(2026, 10, 1) })
    .map((n) => instant(n))
  const amounts = fc.integer({ min: 1, max: 60 })
  const units = fc.constantFrom<Limit['unit']>('working hour', 'minute', 'urgent hour')

  test('a later start never has an earlier deadline', () => {
    fc.assert(
      fc.property(starts, fc.nat(7 * 86_400_000), amounts, units, (start, later, amount, unit) => {
        const first = deadline(start, { amount, unit }, calendar).at
        expect(
          deadline(instant(start + later), { amount, unit }, calendar).at,
        ).toBeGreaterThanOrEqual(first)
      }),
    )
  })

  test('one limit after the other is the sum of both', () => {
    fc.assert(
      fc.property(starts, amounts, amounts, units, (start, a, b, unit) => {
        const once = deadline(start, { amount: a + b, unit }, calendar).at
        const first = deadline(start, { amount: a, unit }, calendar).at
        expect(deadline(first, { amount: b, unit }, calendar).at).toBe(once)
      }),
    )
  })

  test('a deadline of working time lies in working time, never before its start', () => {
    fc.assert(
      fc.property(starts, amounts, (start, amount) => {
        const { at, certain } = deadline(start, { amount, unit: 'working hour' }, calendar)
        const { hour, minute } = localTime(at, calendar.offset(at))
        const of = hour * 60 + minute
        expect(calendar.hours.some(({ from, to }) => from <= of && of <= to)).toBe(true)
        const day = Math.floor((at + calendar.offset(at)) / 86_400_000)
        expect(calendar.workday(day)).toEqual({ work: true, certain: true })
        expect(at).toBeGreaterThan(start)
        expect(certain).toBe(true)
      }),
    )
  })

  test('a year without a published calendar is weekdays, and says so; the city may name its days', () => {
    const late = deadline(shanghai('2027-09-30T17:00'), limit('2 working hours'), calendar)
    expect(late).toEqual({ at: shanghai('2027-10-01T09:00'), certain: false })
    const named = chineseCalendar({
      ...city,
      working: { ...city.working, holidays: ['2027-10-01'], workdays: ['2027-10-02'] },
    })
    expect(named.workday(Date.UTC(2027, 9, 1) / 86_400_000)).toEqual({ work: false, certain: true })
    expect(named.workday(Date.UTC(2027, 9, 2) / 86_400_000)).toEqual({ work: true, certain: true })
  })

  test('overlapping hours count once, and a calendar without a workday ends', () => {
    const overlapping = chineseCalendar({
      zone: 'Asia/Shanghai',
      working: {
        hours: [
          { from: '10:00', to: '12:00' },
          { from: '08:00', to: '11:00' },
          { from: '18:00', to: '17:00' },
        ],
        holidays: [],
        workdays: [],
      },
    })
    expect(overlapping.hours).toEqual([
      { from: 480, to: 660 },
      { from: 660, to: 720 },
    ])
    const never: Calendar = { ...calendar, workday: () => ({ work: false, certain: true }) }
    const start = shanghai('2026-03-13T09:00')
    expect(deadline(start, limit('2 working hours'), never)).toEqual({
      at: instant(start + 7_200_000),
      certain: false,
    })
  })
})
