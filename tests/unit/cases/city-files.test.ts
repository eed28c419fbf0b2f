import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { loadDispatchTable, parseDispatchTable } from '../../../cases/desk/city-files.ts'
import { assign, type Task } from '../../../cases/life/dispatch.ts'
import { UrbanBrainError } from '../../../core/errors.ts'
import type { CellCode, UnitId } from '../../../core/identity.ts'

const units = `
- id: east
  name: { zh: 东区, en: East }
  duties: [road]
  cells: ["330106"]
- id: west
  name: { zh: 西区, en: West }
  duties: [road]
  cells: ["330108", "330109"]
- id: water
  name: { zh: 水务, en: Water }
  duties: [drainage]
  webhook: https://example.org/hook
- id: gas-one
  name: { zh: 燃气一, en: Gas one }
  duties: [gas]
- id: gas-two
  name: { zh: 燃气二, en: Gas two }
  duties: [gas]
`
const dispatch = `
- { category: "0506", cell: "330106001", unit: east }
- { category: "0506", unit: water }
- { category: "03*", unit: west }
- { duty: lamps, unit: water }
`
const mistakes = (texts: {
  units?: string
  dispatch?: string
  categories?: string
  patrols?: string
}): readonly string[] => {
  try {
    parseDispatchTable({ units, dispatch, ...texts })
  } catch (error) {
    if (error instanceof UrbanBrainError && error.code === 'city-invalid') return error.details
    throw error
  }
  return []
}

describe('patrols.csv', () => {
  const patrols = (grid: string, cells: string, from: string) =>
    `plan,name,grid,cells,days,from,to\nriver,沿江巡查,${grid},${cells},daily,${from},12:00\n`

  test('is read as rows of its table', () => {
    const rows = [
      {
        plan: 'river',
        name: '沿江巡查',
        cells: '330106001',
        days: 'daily',
        from: '08:00',
        to: '12:00',
      },
    ]
    const table = parseDispatchTable({
      units,
      dispatch,
      patrols: patrols('', '330106001', '08:00'),
    })
    expect(table.patrols).toEqual(rows)
    expect(parseDispatchTable({ units, dispatch }).patrols).toEqual([])
  })

  test('is refused with its lines, cells that the grid does not have among them', () => {
    expect(mistakes({ patrols: patrols('W-1', '', '8') })).toEqual([
      'patrols.csv:2: grid: there is no responsibility grid "W-1" today',
      expect.stringMatching(/^patrols\.csv:2: from: /),
    ])
    const cells = new Set(['330106002001001'])
    const texts = { units, dispatch, patrols: patrols('', '330106001', '08:00') }
    expect(() => parseDispatchTable(texts, [], cells)).toThrow(/1 mistakes/)
  })
})

describe('units.yaml and dispatch.yaml', () => {
  test('are read', () => {
    const table = parseDispatchTable({ units, dispatch })
    expect([...table.units.keys()]).toEqual(['east', 'west', 'water', 'gas-one', 'gas-two'])
    expect(table.rows).toHaveLength(4)
    expect(parseDispatchTable({ units: '', dispatch: '' }).rows).toEqual([])
  })

  test('every mistake of both files is reported at once, with its line', () => {
    const found = mistakes({
      units: `${units}
- id: "bad id"
  name: { zh: x, en: y }
  duties: []
  wobhook: no
`,
      dispatch: '- { category: 506, unit: east }\n- { cell: "x", unit: east }\n',
    })
    const starts = found.map((line) => line.split(' ').slice(0, 2).join(' '))
    expect(starts).toEqual([
      'units.yaml:21: 5.id:',
      'units.yaml:23: 5.duties:',
      'units.yaml:24: 5.wobhook:',
      'dispatch.yaml:1: 0.category:',
      'dispatch.yaml:2: 1.cell:',
    ])
  })

  test('a unit that does not exist, one that is there twice, and no YAML at all', () => {
    expect(mistakes({ dispatch: '\n- { unit: nobody }' })).toEqual([
      'dispatch.yaml:2: 0.unit: there is no unit nobody in units.yaml',
    ])
    expect(mistakes({ units: units.replace('id: west', 'id: east') })[0]).toBe(
      'units.yaml:6: 1.id: the unit east stands here twice',
    )
    expect(mistakes({ units: '- {', dispatch: '[' }).length).toBeGreaterThanOrEqual(2)
    expect(mistakes({ units: 'a: 1' })[0]).toMatch(/^units\.yaml:1:/)
    expect(mistakes({ units: units.replace('https:', 'file:') })[0]).toMatch(/webhook/)
    for (const login of ['user:hidden@', 'user@', ':hidden@']) {
      const [mistake] = mistakes({ units: units.replace('https://', `https://${login}`) })
      expect(mistake).toMatch(/^units\.yaml:\d+: \d+\.webhook: .*signature/)
      expect(mistake).not.toContain('hidden')
    }
  })

  test('categories.yaml is read, and every mistake of it has its line', async () => {
    const categories =
      '- { category: "0506", recheck: 30m }\n- { category: "05*", recurrence: 3d }\n'
    expect(parseDispatchTable({ units, dispatch, categories }).categories).toEqual([
      { category: '0506', recheck: 1_800_000 },
      { category: '05*', recurrence: 259_200_000 },
    ])
    expect(parseDispatchTable({ units, dispatch }).categories).toEqual([])
    expect(
      mistakes({
        categories: `- { category: "05*", recheck: 2 hours }
- { category: "0101" }
- { category: "0102", recheckvoid: 3h, recheck: 1h }
`,
      }).map((line) => line.split(' ').slice(0, 2).join(' ')),
    ).toEqual([
      'categories.yaml:1: 0.recheck:',
      'categories.yaml:2: 1:',
      'categories.yaml:3: 2.recheckvoid:',
    ])
    expect(mistakes({ categories: `${categories}- { category: "0512", recheck: 1h }` })).toEqual([
      'categories.yaml:3: 2: the row of 05* before it fits all that this one fits',
    ])
    const folder = await mkdtemp(join(tmpdir(), 'city-'))
    await writeFile(join(folder, 'units.yaml'), units)
    await writeFile(join(folder, 'dispatch.yaml'), '- { unit: nobody }')
    await writeFile(join(folder, 'categories.yaml'), '- { category: 506, recheck: 1h }')
    await expect(loadDispatchTable(folder)).rejects.toMatchObject({
      details: [/^dispatch\.yaml:1:/, /^categories\.yaml:1: 0\.category/].map(
        (text) => expect.stringMatching(text) as string,
      ),
    })
    await rm(folder, { recursive: true })
  })

  test('a folder without them is one error that names both', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'city-'))
    await expect(loadDispatchTable(folder)).rejects.toMatchObject({
      code: 'city-invalid',
      details: [
        expect.stringContaining('units.yaml') as string,
        expect.stringContaining('dispatch.yaml') as string,
      ],
    })
    await writeFile(join(folder, 'units.yaml'), units)
    await writeFile(join(folder, 'dispatch.yaml'), dispatch)
    expect((await loadDispatchTable(folder)).units.size).toBe(5)
    await rm(folder, { recursive: true })
  })
})

describe('dispatch', () => {
  const table = parseDispatchTable({ units, dispatch })
  const task = (more: Partial<Task>): Task => ({
    work: 'incident',
    category: '0999',
    lead: 'nothing',
    cell: '330106001002003' as CellCode,
    ...more,
  })

  test.each<[string, Partial<Task>, string | undefined, string]>([
    ['the first row that fits', { category: '0506' }, 'east', 'table'],
    [
      'the next one elsewhere',
      { category: '0506', cell: '330106002000001' as CellCode },
      'water',
      'table',
    ],
    ['an unknown cell fits no cell', { category: '0506', cell: undefined }, 'water', 'table'],
    ['a row whose unit does not work there', { category: '0301' }, undefined, 'no-unit'],
    [
      'a category by its head',
      { category: '0301', cell: '330109001002003' as CellCode },
      'west',
      'table',
    ],
    ['a duty', { lead: 'lamps' }, 'water', 'table'],
    ['the only unit with the duty there', { lead: 'road' }, 'east', 'duty'],
    [
      'the only unit with the duty, elsewhere',
      { lead: 'road', cell: '330108001002003' as CellCode },
      'west',
      'duty',
    ],
    ['two with the duty', { lead: 'gas' }, undefined, 'no-unit'],
    ['none with the duty', { lead: 'trees' }, undefined, 'no-unit'],
    [
      'the owner before the table',
      { category: '0506', owner: 'gas-one' as UnitId },
      'gas-one',
      'owner',
    ],
    ['an owner nobody knows', { category: '0506', owner: 'gone' as UnitId }, 'east', 'table'],
    [
      'maintenance passes the owner by',
      { work: 'maintenance', lead: 'drainage', owner: 'gas-one' as UnitId },
      'water',
      'duty',
    ],
    [
      'maintenance by an owner who does it',
      { work: 'maintenance', lead: 'gas', owner: 'gas-one' as UnitId },
      'gas-one',
      'owner',
    ],
  ])('%s', (_, more, unit, why) => {
    const found = assign(table, task(more))
    expect(found.unit).toBe(unit)
    expect(found.unit === undefined ? found.reason : found.why).toBe(why)
    if (found.unit === undefined) expect(found.text).toMatch(/\.$/)
  })
})
