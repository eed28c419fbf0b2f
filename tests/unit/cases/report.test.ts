import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { dailyReport, dayOf, type DayFacts } from '../../../cases/report/report.ts'
import { severities } from '../../../core/severity.ts'
import type { DeviceId, RuleId, UnitId } from '../../../core/identity.ts'
import { dateOf, hours, instant, minutes, zoneOffset } from '../../../core/time.ts'

const shanghai = zoneOffset('Asia/Shanghai')
const day = dayOf('2026-03-15', shanghai)
const now = instant(day.to + 1)

const nothing: DayFacts = {
  hours: [],
  events: [],
  open: [],
  closed: [],
  recurred: [],
  alarms: { cleared: 0, raised: [], devices: [] },
}
const road = 'road' as UnitId
const water = { category: '0506', severity: 'yellow' } as const
const cover = { category: '0103', severity: 'red', unit: road, street: '330106001' } as const

describe('the day of a city', () => {
  test('is that of its clocks', () => {
    expect(day.from).toBe(Date.parse('2026-03-15T00:00:00+08:00'))
    expect(day.to - day.from).toBe(hours(24))
    expect(dateOf(day.from, shanghai)).toBe('2026-03-15')
    expect(dateOf(instant(day.from - 1), shanghai)).toBe('2026-03-14')
  })

  test('has 23 and 25 hours where the clocks are changed, and leaves no gap', () => {
    const paris = zoneOffset('Europe/Paris')
    const lengths = ['2026-03-28', '2026-03-29', '2026-10-25'].map((date) => {
      const { from, to } = dayOf(date, paris)
      return (to - from) / hours(1)
    })
    expect(lengths).toEqual([24, 23, 25])
    expect(dayOf('2026-03-29', paris).to).toBe(dayOf('2026-03-30', paris).from)
    const noon = dayOf('2026-03-29', paris, '12:00')
    expect([noon.from, noon.to]).toEqual([
      Date.parse('2026-03-29T00:00:00+01:00'),
      Date.parse('2026-03-29T12:00:00+02:00'),
    ])
  })
})

describe('the report of a day', () => {
  test('of nothing is zeros, and no handling time at all', () => {
    const report = dailyReport(day, nothing, now)
    expect(report).toMatchObject({ date: '2026-03-15', generatedAt: now, byUnit: [] })
    expect(new Set(Object.values(report.cases))).toEqual(new Set([0]))
    expect(Object.keys(report.cases)).toHaveLength(11)
    expect(report).not.toHaveProperty('handlingMinutes')
  })

  test('has each hour of the day, also where nothing happened', () => {
    const found = [
      { figure: 'collected', hour: 0, count: 2 },
      { figure: 'closed', hour: 23, count: 1 },
      { figure: 'raised', hour: 23, count: 4 },
    ] as const
    const { byHour } = dailyReport(day, { ...nothing, hours: found }, now)
    expect(byHour).toHaveLength(24)
    const none = { collected: 0, closed: 0, raised: 0 }
    expect(byHour[0]).toEqual({ ...none, at: day.from, collected: 2 })
    expect(byHour[1]).toEqual({ ...none, at: day.from + hours(1) })
    expect(byHour[23]).toEqual({ at: day.to - hours(1), collected: 0, closed: 1, raised: 4 })
    const changed = dayOf('2026-10-25', zoneOffset('Europe/Paris'))
    expect(dailyReport(changed, nothing, now).byHour).toHaveLength(25)
  })

  test('counts each event under its figure, and breaks down what came, ended and is open', () => {
    const report = dailyReport(
      day,
      {
        ...nothing,
        events: [
          { ...water, event: 'collected', count: 3 },
          { ...cover, event: 'collected', count: 1 },
          { ...cover, event: 'filed', count: 4 },
          { ...cover, event: 'dispatched', count: 5 },
          { ...cover, event: 'reported', count: 6 },
          { ...cover, event: 'returned', count: 7 },
          { ...cover, event: 'rework', count: 8 },
          { ...cover, event: 'overdue', count: 2 },
          { ...cover, event: 'closed', count: 1 },
          { ...water, event: 'voided', count: 9 },
        ],
        open: [
          { ...cover, count: 2 },
          { ...water, count: 3 },
        ],
        closed: [
          { ...cover, overdues: 1, unitOverdues: 0 },
          { ...water, overdues: 0, unitOverdues: 0 },
        ],
        recurred: [{ ...water, unit: road, count: 2 }],
      },
      now,
    )
    expect(report.cases).toEqual({
      collected: 4,
      filed: 4,
      dispatched: 5,
      reported: 6,
      closed: 1,
      voided: 9,
      returned: 7,
      reworked: 8,
      overdue: 2,
      openAtEnd: 5,
      recurred: 2,
    })
    const ofCover = { collected: 1, closed: 1, inTime: 0, openAtEnd: 2, overdue: 2, recurred: 0 }
    const ofWater = { collected: 3, closed: 0, inTime: 1, openAtEnd: 3, overdue: 0, recurred: 2 }
    expect(report.byCategory).toEqual([
      { category: '0103', ...ofCover },
      { category: '0506', ...ofWater },
    ])
    // The unit had the case in time, and the one that came back was its own.
    expect(report.byUnit).toEqual([
      { unit: 'road', ...ofCover, inTime: 1, recurred: 2 },
      { ...ofWater, recurred: 0 },
    ])
    expect(report.byStreet).toEqual([{ street: '330106001', ...ofCover }, ofWater])
    expect(report.bySeverity).toEqual([
      { severity: 'red', ...ofCover },
      { severity: 'yellow', ...ofWater },
    ])
  })

  test('says who was in time, and how long handling took', () => {
    const like = { ...cover, unitOverdues: 0 }
    const handled = (n: number, overdues = 0) => ({
      ...like,
      overdues,
      handledFor: minutes(n),
    })
    const report = (...numbers: readonly number[]) =>
      dailyReport(day, { ...nothing, closed: numbers.map((n) => handled(n)) }, now)
    expect(report(30).handlingMinutes).toEqual({ median: 30, p90: 30 })
    expect(report(40, 10).handlingMinutes).toEqual({ median: 25, p90: 40 })
    expect(report(1, 2, 3, 4, 5, 6, 7, 8, 9, 100).handlingMinutes).toEqual({ median: 5.5, p90: 9 })
    expect(report(3, 1.26, 2).handlingMinutes).toEqual({ median: 2, p90: 3 })
    const closed = [handled(5), handled(500, 2), { ...like, overdues: 0 }]
    expect(dailyReport(day, { ...nothing, closed }, now)).toMatchObject({
      onTime: { closed: 3, inTime: 2 },
      handlingMinutes: { median: 252.5, p90: 500 },
    })
  })

  test('names the rules and devices that raised the most first', () => {
    const title = { zh: '积水', en: 'Water' }
    const report = dailyReport(
      day,
      {
        ...nothing,
        alarms: {
          cleared: 4,
          raised: [
            { rule: 'b' as RuleId, title, count: 1 },
            { rule: 'c' as RuleId, title, count: 7 },
            { rule: 'a' as RuleId, title, count: 1 },
          ],
          devices: [
            { device: 'wl-1' as DeviceId, count: 2 },
            { device: 'wl-2' as DeviceId, count: 6 },
          ],
        },
      },
      now,
    )
    expect(report.alarms).toMatchObject({ raised: 9, cleared: 4 })
    expect(report.alarms.byRule.map(({ rule }) => rule)).toEqual(['c', 'a', 'b'])
    expect(report.topDevices).toEqual([
      { device: 'wl-2', alarms: 6 },
      { device: 'wl-1', alarms: 2 },
    ])
  })

  test('every breakdown adds up to the same', () => {
    const group = fc.record(
      {
        category: fc.constantFrom('0103', '0506', '9901'),
        severity: fc.constantFrom(...severities),
        unit: fc.constantFrom('road' as UnitId, 'drainage' as UnitId),
        street: fc.constantFrom('330106001', '330106002'),
        count: fc.integer({ min: 1, max: 9 }),
      },
      { requiredKeys: ['category', 'severity', 'count'] },
    )
    const event = fc
      .tuple(group, fc.constantFrom('collected', 'filed', 'closed', 'overdue', 'rework'))
      .map(([like, event]) => ({ ...like, event }))
    fc.assert(
      fc.property(fc.array(event), fc.array(group), fc.array(group), (events, open, recurred) => {
        const report = dailyReport(day, { ...nothing, events, open, recurred }, now)
        const figures = ['collected', 'closed', 'openAtEnd', 'overdue', 'recurred'] as const
        for (const rows of [report.byCategory, report.byUnit, report.byStreet, report.bySeverity]) {
          for (const figure of figures)
            expect(rows.reduce((sum, row) => sum + row[figure], 0)).toBe(report.cases[figure])
          for (const row of rows)
            expect(figures.reduce((sum, figure) => sum + row[figure], 0)).toBeGreaterThan(0)
        }
      }),
    )
  })
})
