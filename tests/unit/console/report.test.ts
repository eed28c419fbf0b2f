import { describe, expect, test } from 'vitest'

import type { DailyReport } from '../../../console/api/types.ts'
import {
  cityDate,
  cityHour,
  isDate,
  isEmptyDay,
  onTimeShare,
  shifted,
} from '../../../console/pages/cases/daily.ts'
import { dailyReport, dayOf } from '../../../cases/report/report.ts'
import { toCsv } from '../../../core/csv.ts'
import { instant } from '../../../core/time.ts'

const offset = () => 8 * 3_600_000

/** What the platform makes of a day on which nothing happened: the page must know it for one. */
const quiet: DailyReport = dailyReport(
  dayOf('2026-03-13', offset),
  {
    hours: [],
    events: [],
    open: [],
    closed: [],
    recurred: [],
    alarms: { cleared: 0, raised: [], devices: [] },
  },
  instant(0),
)

describe('the daily report', () => {
  test('a day without events is empty, also while cases are open', () => {
    expect(isEmptyDay(quiet)).toBe(true)
    expect(isEmptyDay({ ...quiet, cases: { ...quiet.cases, openAtEnd: 3 } })).toBe(true)
    expect(isEmptyDay({ ...quiet, cases: { ...quiet.cases, voided: 1 } })).toBe(false)
    expect(isEmptyDay({ ...quiet, alarms: { ...quiet.alarms, cleared: 1 } })).toBe(false)
  })

  test('no closed case is no share, not none in time', () => {
    expect(onTimeShare(quiet)).toBeUndefined()
    expect(onTimeShare({ ...quiet, onTime: { closed: 4, inTime: 3 } })).toBe(0.75)
  })

  test('the date is that of the city, not of the browser', () => {
    expect(cityDate(Date.parse('2026-03-12T16:00:00Z'), 'Asia/Shanghai')).toBe('2026-03-13')
    expect(cityDate(Date.parse('2026-03-12T15:59:59Z'), 'Asia/Shanghai')).toBe('2026-03-12')
  })

  test('an hour is that of the city too', () => {
    const at = Date.parse('2026-03-12T16:00:00Z')
    expect(cityHour(at, 'Asia/Shanghai')).toBe('00:00')
    expect(cityHour(at + 3_600_000, 'Asia/Kathmandu')).toBe('22:45')
  })

  test('days follow each other over the ends of months and years', () => {
    expect(shifted('2026-03-01', -1)).toBe('2026-02-28')
    expect(shifted('2027-12-31', 1)).toBe('2028-01-01')
    expect(shifted('2028-02-28', 1)).toBe('2028-02-29')
  })

  test('an address with no date in it names none', () => {
    expect(isDate('2026-03-13')).toBe(true)
    expect(['2026-13-01', '13.3.2026', '', undefined].some(isDate)).toBe(false)
  })

  test('the table reads back in a spreadsheet: quotes, lines, no formulas, no data is empty', () => {
    expect(
      toCsv([
        ['名称', 'n'],
        ['say "a", b', 1.5],
        ['two\nlines', undefined],
        ['=HYPERLINK("x")', -1],
      ]),
    ).toBe('\uFEFF名称,n\r\n"say ""a"", b",1.5\r\n"two\nlines",\r\n"\'=HYPERLINK(""x"")",-1\r\n')
  })
})
