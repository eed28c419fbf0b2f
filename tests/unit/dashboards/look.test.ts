/** What people saw wrong on the boards in a real Grafana, each as a rule that all of them keep. */
import { describe, expect, test } from 'vitest'

import {
  colourless,
  countsAsLines,
  courseBehind,
  cutCaseNumbers,
  cutRow,
  decidingBeyond,
  emptyAxis,
  emptyTimes,
  fallingRates,
  hiddenLinks,
  kioskHeight,
  mapLegends,
  markerSizes,
  namelessBars,
  paleGrades,
  panelsOf,
  spacedUnits,
  stackedSums,
  staleNow,
  thinBars,
  tooManyCurves,
  unsaidMinute,
  unseenLimits,
  variableQueries,
  wrongColours,
} from '../../support/dashboard-look.ts'
import { allDashboards, type PanelModel } from '../../support/dashboards.ts'

const models = allDashboards().map(({ model }) => model)
const panels = panelsOf(models)
const found = (of: (panel: PanelModel) => readonly unknown[] | boolean): readonly string[] =>
  panels.flatMap(({ where, panel }) => {
    const faults = of(panel)
    if (typeof faults === 'boolean') return faults ? [where] : []
    return faults.map((fault) => `${where}: ${String(fault)}`)
  })

describe('the wall', () => {
  const walls = models.filter(({ uid }) => uid.startsWith('ub-wall-'))

  test.each([1_080, 2_160])('fits a screen of %d lines without scrolling', (lines) => {
    expect(walls).toHaveLength(2)
    for (const wall of walls) expect(kioskHeight(wall), wall.uid).toBeLessThanOrEqual(lines)
  })

  test('asks for nothing that is written later than ten seconds, but for rain and lists of a minute', () => {
    const late = panelsOf(walls)
      .filter(({ panel: { title } }) => !/雨量|Rain/.test(title))
      .flatMap(({ where, panel: { targets } }) =>
        targets
          .filter(({ query = '' }) => !/FROM "events"\."/.test(query) || query.includes('"m1"'))
          .map(() => where),
      )
    expect(late).toEqual([])
  })

  test('says what is wrong and where: in words of places', () => {
    for (const { panels: all, uid } of walls) {
      const tables = all.filter(({ type }) => type === 'table')
      expect(tables, uid).toHaveLength(2)
      for (const { targets, title } of tables)
        expect(targets[0]?.query, title).toMatch(/"name".*"place"/)
    }
  })

  test('has a figure for what a command centre asks first', () => {
    const asked = {
      'cases that wait for filing': /"to_file"/,
      'cases that wait for an inspector': /"to_verify"/,
      'the oldest red case': /max\("age_minutes"\).*"severity" = 'red'/,
      'overdue by unit': /"overdue" = 1.*"unit"/,
      'rain of the hour and of the day': /"rain_mean"/,
      'as of when': /"told_at"/,
    }
    for (const { panels: all, uid } of walls) {
      for (const [what, pattern] of Object.entries(asked))
        expect(
          all.some(({ targets }) => targets.some(({ query = '' }) => pattern.test(query))),
          `${uid}: ${what}`,
        ).toBe(true)
      const rain = all.filter(({ targets }) => targets[0]?.query?.includes('"rain_mean"'))
      expect(rain.map(({ timeFrom }) => timeFrom)).toEqual(['1h', '24h'])
      // The same figure until this time of yesterday.
      expect(all.filter((panel) => panel['timeShift'] === '1d')).toHaveLength(1)
    }
  })

  test('has no course behind its digits', () => {
    expect(
      panelsOf(walls)
        .filter(({ panel }) => courseBehind(panel))
        .map(({ where }) => where),
    ).toEqual([])
  })

  test('draws what is worse larger, and on top', () => {
    const maps = panelsOf(walls).filter(({ panel }) => panel.type === 'geomap')
    expect(maps).toHaveLength(2)
    for (const { panel, where } of maps) {
      for (const [symbol, count] of [
        ['circle', 5],
        ['triangle', 2],
      ] as const) {
        const sizes = markerSizes(panel, symbol)
        expect(sizes, where).toHaveLength(count)
        expect(
          [...new Set(sizes)].toSorted((a, b) => a - b),
          where,
        ).toEqual(sizes)
      }
    }
  })
})

describe('every table', () => {
  test('shows what decides on a screen of 1366', () => {
    expect(found((panel) => decidingBeyond(panel, 1_366))).toEqual([])
    expect(found((panel) => cutRow(panel, 1_366))).toEqual([])
  })

  test('shows the whole number of a case', () => {
    expect(found(cutCaseNumbers)).toEqual([])
  })

  test('fills the cell of a grade with its colour', () => {
    expect(found(paleGrades)).toEqual([])
  })

  test('shows that a cell leads somewhere', () => {
    expect(found(hiddenLinks)).toEqual([])
  })
})

describe('every curve', () => {
  test('of a device is one of a few', () => {
    const faultsWith = (queries: typeof variableQueries) =>
      panels.flatMap(({ where, panel, model }) =>
        tooManyCurves(panel, queries(model)).map((fault) => `${where}: ${fault}`),
      )
    expect(faultsWith(variableQueries)).toEqual([])
    // Were their variables choices of all devices: that there are such curves, and that they are found.
    expect(faultsWith(() => new Map()).length).toBeGreaterThan(30)
  })

  test('shows the limits that it is measured by', () => {
    expect(found(unseenLimits)).toEqual([])
  })

  test('of a rate does not fall in the step that has not ended', () => {
    expect(found(fallingRates)).toEqual([])
  })

  test('of counts is made of bars, as wide as their step', () => {
    expect(found(countsAsLines)).toEqual([])
    expect(found(thinBars)).toEqual([])
  })

  test('of a constant 0 has an axis of its size', () => {
    expect(found(emptyAxis)).toEqual([])
  })
})

test('the items of the accounting are a line over the stack, not a part of it', () => {
  const accounting = panels.filter(({ panel: { targets } }) =>
    targets.some(({ alias }) => alias === 'items'),
  )
  expect(accounting).toHaveLength(2)
  expect(found((panel) => stackedSums(panel, ['items']))).toEqual([])
})

test('a device shows over time whether it reported, beside its alarms', () => {
  const states = panels.filter(
    ({ panel, model }) => model.uid.startsWith('ub-device-') && panel.type === 'state-timeline',
  )
  expect(states.map(({ panel: { targets } }) => targets.map(({ alias }) => alias))).toEqual(
    Array.from({ length: 2 }, () => ['reporting', 'severity']),
  )
})

test('colours say what the value says', () => {
  expect(found(wrongColours)).toEqual([])
  expect(found(colourless)).toEqual([])
})

test('a bar that is alone says what it is of', () => {
  expect(found(namelessBars)).toEqual([])
})

test('a number that stands for now is no older than a quarter of an hour, or says of which minute it is', () => {
  expect(found(staleNow)).toEqual([])
  expect(found(unsaidMinute)).toEqual([])
})

test('a histogram is none of Grafana: with all values in one bar it stays empty', () => {
  expect(found(({ type }) => type === 'histogram')).toEqual([])
})

test('units, links and the legend of the map are as people read them', () => {
  expect(found(spacedUnits)).toEqual([])
  expect(found(emptyTimes)).toEqual([])
  expect(found(mapLegends)).toEqual([])
})
