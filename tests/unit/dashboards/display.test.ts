import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { kindNames } from '../../../core/kinds.ts'
import { choicesOf, closestZoom, columnsOf, textsByUnit } from '../../support/dashboard-display.ts'
import { allDashboards, drawnPanels, root, type PanelModel } from '../../support/dashboards.ts'

const models = allDashboards().map(({ model }) => model)
const panels = models.flatMap((model) =>
  drawnPanels(model).map((panel) => ({ where: `${model.uid}: ${panel.title}`, panel })),
)

describe('names and codes', () => {
  test('are printed as they are written, on every board', () => {
    expect(
      panels.flatMap(({ where, panel }) => textsByUnit(panel).map((name) => `${where}: ${name}`)),
    ).toEqual([])
  })

  test('are looked for where they stand', () => {
    const without = (panel: PanelModel): PanelModel => ({
      ...panel,
      fieldConfig: { defaults: panel.fieldConfig?.defaults ?? {}, overrides: [] },
    })
    const found = panels.filter(({ panel }) => textsByUnit(without(panel)).length > 0)
    const types = new Set(found.map(({ panel }) => panel.type))
    expect([...types].sort()).toEqual(['bargauge', 'geomap', 'table'])
  })
})

test('a map that fits to the city goes near enough to fill itself with it', () => {
  const maps = panels.filter(({ panel }) => panel.type === 'geomap')
  expect(maps).toHaveLength(2)
  for (const { where, panel } of maps) {
    expect(closestZoom(panel), where).toBeGreaterThanOrEqual(12)
  }
})

describe('every list of choices', () => {
  const devices = readFileSync(join(root, 'deploy/sample-city/devices.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',')[0] ?? '')
  const tags: Readonly<Record<string, readonly string[]>> = {
    device: [...devices, '88888880000001', '10'],
    district: ['990102', '990103', '330106'],
    kind: kindNames(),
    work: ['incident', 'maintenance'],
  }
  /** What the fields beside them hold: whether a device reports, and a count of ones. */
  const fields = ['0', '1', '']
  const labels = ['西城区 990102', '东 城区 990103']
  const lists = models.flatMap((model) =>
    model.templating.list
      .filter(({ type, query }) => type === 'query' && query.startsWith('SELECT'))
      .map((variable) => ({ where: `${model.uid}: ${variable.name}`, variable })),
  )

  test('has the values of its tag and no others', () => {
    expect(lists.length).toBeGreaterThan(20)
    for (const { where, variable } of lists) {
      const wanted = columnsOf(variable.query).flatMap((column) => tags[column] ?? [])
      expect(wanted, where).not.toEqual([])
      expect(
        choicesOf(variable, (column) => tags[column] ?? (column === 'label' ? labels : fields)),
        where,
      ).toEqual(wanted)
    }
  })
})
