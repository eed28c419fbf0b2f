import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { chineseCalendar } from '../../cases/calendar/chinese-calendar.ts'
import {
  deadline,
  elapsed,
  goesOn,
  parseLimit,
  type Calendar,
  type Limit,
} from '../../cases/life/working-time.ts'
import { citySchema } from '../../core/city.ts'
import { instant, localTime, type Instant } from '../../core/time.ts'

const city = citySchema.parse({ name: { zh: '样城', en: 'Sample' } })
const calendar = chineseCalendar(city)
const wholeYear = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03'].map(
  (date) => `2027-${date}`,
)
const withHours = (...hours: readonly { readonly from: string; readonly to: string }[]) =>
  chineseCalendar(citySchema.parse({ name: city.name, working: { hours } }))
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

  test('holidays of fixed dates need no notice; a year without one is certain of nothing else', () => {
    expect(deadline(shanghai('2026-12-31T17:00'), limit('2 working hours'), calendar)).toEqual({
      at: shanghai('2027-01-04T09:00'),
      certain: false,
    })
    const of = (date: string) => calendar.workday(Date.parse(date) / 86_400_000)
    for (const date of ['2027-01-01', '2027-05-01', '2027-10-03', '2041-10-01'])
      expect(of(date), date).toEqual({ work: false, certain: true })
    // The eve of the Spring Festival of 2027 to its third day, Qingming, Dragon Boat, Mid-Autumn.
    for (const date of ['2027-02-05', '2027-02-08', '2027-04-05', '2027-06-09', '2027-09-15'])
      expect(of(date), date).toEqual({ work: false, certain: false })
    for (const date of ['2027-02-04', '2027-02-09', '2027-05-03'])
      expect(of(date), date).toEqual({ work: true, certain: false })
    expect(calendar.ends(shanghai('2026-11-28T10:00'))).toBe(Date.UTC(2027, 0, 1) / 86_400_000)
  })

  test('a city that names all of a year knows it, swap days and festivals as it says', () => {
    const known = chineseCalendar({
      ...city,
      working: {
        ...city.working,
        workdays: ['2027-10-09'],
        holidays: [...wholeYear, '2027-10-04'],
      },
    })
    const of = (date: string) => known.workday(Date.parse(date) / 86_400_000)
    expect(of('2027-10-04')).toEqual({ work: false, certain: true })
    expect(of('2027-10-09')).toEqual({ work: true, certain: true })
    expect(of('2027-10-10')).toEqual({ work: false, certain: true })
    expect(of('2027-02-06')).toEqual({ work: false, certain: true })
    expect(of('2027-02-08')).toEqual({ work: true, certain: true })
    expect(known.ends(shanghai('2026-11-28T10:00'))).toBe(Date.UTC(2028, 0, 1) / 86_400_000)
  })

  test.each([
    ['2026-03-10T17:00', '2 working hours', '2026-03-10T21:00'],
    ['2026-03-11T01:00', '2 working hours', '2026-03-11T09:00'],
    // The shift of Friday ends on Saturday; Sunday has none.
    ['2026-03-13T20:00', '7 working hours', '2026-03-16T09:00'],
    ['2026-03-14T01:00', '1 working hour', '2026-03-14T02:00'],
    ['2026-03-14T02:00', '1 working hour', '2026-03-16T09:00'],
    ['2026-03-16T01:00', '1 working hour', '2026-03-16T09:00'],
  ])('a shift over midnight: %s + %s = %s', (start, words, end) => {
    const late = withHours(
      { from: '08:00', to: '12:00' },
      { from: '14:00', to: '18:00' },
      { from: '20:00', to: '02:00' },
    )
    expect(deadline(shanghai(start), limit(words), late).at).toBe(shanghai(end))
  })

  test.each(['24:00', '00:00'])('hours until midnight may end at %s', (to) => {
    const evening = withHours({ from: '14:00', to })
    expect(deadline(shanghai('2026-03-13T23:00'), limit('2 working hours'), evening)).toEqual({
      at: shanghai('2026-03-16T15:00'),
      certain: true,
    })
  })

  test.each([
    [[['08:00', '08:00']], 'empty'],
    [
      [
        ['14:00', '18:00'],
        ['08:00', '12:00'],
      ],
      'order',
    ],
    [
      [
        ['08:00', '12:00'],
        ['11:00', '18:00'],
      ],
      'overlap',
    ],
    [
      [
        ['01:00', '12:00'],
        ['20:00', '02:00'],
      ],
      'next day',
    ],
    [[['24:00', '12:00']], 'HH:MM'],
  ])('%j is a mistake', (periods, word) => {
    const hours = periods.map(([from, to]) => ({ from, to }))
    const { error } = citySchema.safeParse({ name: city.name, working: { hours } })
    expect(error?.issues.map(({ message }) => message).join()).toContain(word)
  })

  const isWorked = (local: number, of: Calendar): boolean =>
    [0, 1].some((back) => {
      const day = 86_400_000
      const date = Math.floor(local / day) - back
      const minute = Math.floor((local - date * day) / 60_000)
      return of.workday(date).work && of.hours.some(({ from, to }) => from <= minute && minute < to)
    })

  /** Walks minute by minute over the calendar and knows nothing of shifts but where they stand. */
  function walked(start: Instant, amount: number, of: Calendar): Instant {
    const works = (local: number) => isWorked(local, of)
    let local = start + of.offset(start)
    for (let left = amount; left > 0; local += 60_000) if (works(local)) left -= 1
    return instant(local - of.offset(start))
  }

  const wholeMinutes = fc
    .integer({ min: Date.UTC(2025, 11, 20) / 60_000, max: Date.UTC(2026, 11, 25) / 60_000 })
    .map((n) => instant(n * 60_000))
  const cuts = fc.uniqueArray(fc.integer({ min: 0, max: 95 }), { minLength: 2, maxLength: 6 })

  test('every calendar of hours agrees with a walk minute by minute', () => {
    fc.assert(
      fc.property(wholeMinutes, fc.integer({ min: 1, max: 900 }), cuts, (start, amount, marks) => {
        const sorted = marks.slice(0, marks.length & ~1).sort((a, b) => a - b)
        // Every other set goes over midnight: the last mark is where the day before still ends.
        const turned = marks.length % 2 === 1 ? [...sorted.slice(1), (sorted[0] ?? 0) + 96] : sorted
        const hours = Array.from({ length: turned.length / 2 }, (_, n) => ({
          from: (turned[2 * n] ?? 0) * 15,
          to: (turned[2 * n + 1] ?? 0) * 15,
        }))
        const of = { ...calendar, hours }
        expect(deadline(start, { amount: amount / 60, unit: 'working hour' }, of).at).toBe(
          walked(start, amount, of),
        )
      }),
      { numRuns: 300 },
    )
  })

  /** Counts the minutes that work between two, as above. */
  function counted(from: Instant, until: Instant, of: Calendar): number {
    let minutes = 0
    for (let at: number = from; at < until; at += 60_000)
      if (isWorked(at + of.offset(from), of)) minutes += 1
    return minutes
  }

  test('what a clock counts between two instants agrees with a walk minute by minute', () => {
    fc.assert(
      fc.property(wholeMinutes, fc.nat(3_000), (from, minutes) => {
        const until = instant(from + minutes * 60_000)
        expect(elapsed(from, until, limit('4 working hours'), calendar)).toBe(
          counted(from, until, calendar) * 60_000,
        )
        expect(elapsed(from, until, limit('4 urgent hours'), calendar)).toBe(minutes * 60_000)
      }),
      { numRuns: 50 },
    )
  })

  const lengths = fc.nat(10 * 86_400_000)
  test('a deadline that stood still has the time that was left, wherever it goes on', () => {
    fc.assert(
      fc.property(starts, amounts, units, lengths, lengths, (start, amount, unit, ran, stood) => {
        const of = { amount, unit }
        const due = deadline(start, of, calendar).at
        const stop = instant(Math.min(start + ran, due - 1))
        const left = elapsed(stop, due, of, calendar)
        expect(goesOn(stop, left, of, calendar).at).toBe(due)
        const again = instant(stop + stood)
        const next = goesOn(again, left, of, calendar).at
        expect(next).toBeGreaterThanOrEqual(due)
        expect(elapsed(again, next, of, calendar)).toBe(left)
        const used = elapsed(start, stop, of, calendar)
        expect(used + left).toBe(elapsed(start, due, of, calendar))
      }),
    )
  })

  test('a calendar without a workday ends', () => {
    const never: Calendar = { ...calendar, workday: () => ({ work: false, certain: true }) }
    const start = shanghai('2026-03-13T09:00')
    expect(deadline(start, limit('2 working hours'), never)).toEqual({
      at: instant(start + 7_200_000),
      certain: false,
    })
  })
})
