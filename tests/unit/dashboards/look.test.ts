/** What people saw wrong on the boards in a real Grafana, each as a rule that all of them keep. */
import { describe, expect, test } from 'vitest'

import {
  decidingBeyond,
  emptyTimes,
  fallingRates,
  hiddenLinks,
  kioskHeight,
  namelessBars,
  panelsOf,
  scaleLegends,
  spacedUnits,
  staleNow,
  tooManyCurves,
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
})

describe('every table', () => {
  test('shows what decides on a screen of 1366', () => {
    expect(found((panel) => decidingBeyond(panel, 1_366))).toEqual([])
  })

  test('shows that a cell leads somewhere', () => {
    expect(found(hiddenLinks)).toEqual([])
  })
})

describe('every curve', () => {
  test('of a device is one of a few', () => {
    const faults = panels.flatMap(({ where, panel, model }) =>
      tooManyCurves(panel, variableQueries(model)).map((fault) => `${where}: ${fault}`),
    )
    expect(faults).toEqual([])
  })

  test('shows the limits that it is measured by', () => {
    expect(found(unseenLimits)).toEqual([])
  })

  test('of a rate does not fall in the step that has not ended', () => {
    expect(found(fallingRates)).toEqual([])
  })
})

test('colours say what the value says', () => {
  expect(found(wrongColours)).toEqual([])
})

test('a bar that is alone says what it is of', () => {
  expect(found(namelessBars)).toEqual([])
})

test('a number that stands for now is no older than a quarter of an hour', () => {
  expect(found(staleNow)).toEqual([])
})

test('a histogram is none of Grafana: with all values in one bar it stays empty', () => {
  expect(found(({ type }) => type === 'histogram')).toEqual([])
})

test('units, links and the legend of the map are as people read them', () => {
  expect(found(spacedUnits)).toEqual([])
  expect(found(emptyTimes)).toEqual([])
  expect(found(scaleLegends)).toEqual([])
})
