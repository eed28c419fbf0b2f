import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { gridOf, readGrids } from '../../../cases/desk/grids-file.ts'
import type { Evaluation, FigureCases } from '../../../cases/api/evaluation-contract.ts'
import type { CellCode } from '../../../core/identity.ts'
import { isInAreas, narrowedTo } from '../../../core/scope.ts'
import { hours } from '../../../core/time.ts'
import { collected, commit } from '../../contract/case-store-samples.ts'
import { gridAt, gridFinder, isInGrid, reaches } from '../../../core/responsibility-grid.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'
import { table } from './fixtures.ts'

const head = 'grid,name,cells,people,unit'
const csv = (...rows: readonly string[]) => `${[head, ...rows].join('\n')}\n`
const here = '330106001002009'
const city = (cells: readonly string[]) => ({
  ...{ units: table.units, cells: new Set(cells), today: '2026-03-13' },
  cellAt: () => undefined,
  grids: new Set<string>(),
})
const messages = (...rows: readonly string[]) =>
  readGrids(csv(...rows), city([here, '330106002001001'])).mistakes.map(
    ({ line, message }) => `${line} ${message}`,
  )

test('says every mistake of all rows by its line', () => {
  expect(
    messages(`W-1,一号,${here}；330106002,zhao.min、li,排水中心`, 'W-2,二号,330106001001,,'),
  ).toEqual(['3 cells: the grid has nothing at 330106001001'])
  expect(
    messages(
      `W-1,一号,${here},,`,
      'W-2,,330106001,,nobody',
      `W-1,一号,3.30106E+14 12,,`,
      'W 3,三号,,,',
      'W-4,四号,330106002001001 330106002,,',
      'W-5,五号,330106002001001,,',
    ),
  ).toEqual([
    '3 name: is empty',
    '3 unit: no unit is called "nobody"',
    '3 cells: 330106001 is of W-1 (line 2) already',
    '4 cells: "3.30106E+14" is not 6, 9, 12 or 15 digits; a spreadsheet made a number of it: format the column as text',
    '4 cells: "12" is not 6, 9, 12 or 15 digits',
    '4 grid: W-1 stands in line 2 already',
    '5 grid: "W 3" is not 1 to 40 letters, digits, dots or dashes',
    '5 cells: is empty',
    '7 cells: 330106002001001 is of W-4 (line 6) already',
  ])
})

const digit = fc.constantFrom('1', '2')
/** Few enough that they often lie in each other. */
const code = fc
  .tuple(fc.constantFrom(6, 9, 12, 15), fc.array(digit, { minLength: 3, maxLength: 3 }))
  .map(([length, [street = '', community = '', cell = '']]) =>
    `33010600${street}00${community}00${cell}`.slice(0, length),
  )
const drawn = fc.array(fc.array(code, { minLength: 1, maxLength: 3 }), { maxLength: 5 })

test('a cell lies in one grid or in none, or the file is refused', () => {
  const cells = ['1', '2'].flatMap((a) =>
    ['1', '2'].flatMap((b) => ['1', '2'].map((c) => `33010600${a}00${b}00${c}`)),
  )
  fc.assert(
    fc.property(drawn, (grids) => {
      const read = readGrids(csv(...grids.map((of, n) => `G${n},网格,${of.join(' ')},,`)), city([]))
      const all = grids.map((of, n) => gridOf({ grid: `G${n}`, name: '网格', cells: of.join(' ') }))
      const twice = cells.some((cell) => all.filter((grid) => isInGrid(grid, cell)).length > 1)
      expect(read.mistakes.length > 0).toBe(twice)
      for (const cell of cells) {
        const found = gridAt(all, cell)
        if (!twice) expect(gridFinder(all)(cell)).toBe(found?.grid)
        expect(found === undefined).toBe(!all.some((grid) => isInGrid(grid, cell)))
        if (found !== undefined) expect(reaches(found, [cell.slice(0, 9)])).toBe(true)
      }
    }),
  )
})

const put = (server: CaseServer, rows: string, after: number) =>
  server.ask(
    ...(['manager', 'POST', `/v1/catalogue/grids/versions?after=${after}&reason=order`] as const),
    Buffer.from(rows),
    { 'content-type': 'text/csv' },
  )

test('the version of today says who looks after which cells, and the one before is kept', async () => {
  await using server = await openCaseServer()
  const grids = () => server.ask('inspector', 'GET', '/v1/responsibility-grids')
  expect((await grids()).body).toEqual([])
  expect(await put(server, csv('W-1,一号,330106001002,ines、li,排水中心'), 0)).toMatchObject({
    ...{ status: 200, body: { version: 1, rows: 1 } },
  })
  const first = { grid: 'W-1', name: '一号', cells: ['330106001002'], people: ['ines', 'li'] }
  expect((await grids()).body).toEqual([{ ...first, unit: 'drainage' }])
  expect((await put(server, csv('W-2,二号,330106001002,,'), 1)).body).toMatchObject({ version: 2 })
  expect((await grids()).body).toMatchObject([{ grid: 'W-2', people: [] }])
  const before = await server.ask('supervisor', 'GET', '/v1/catalogue/grids/versions/1')
  expect(before.body).toMatchObject({ rows: [{ grid: 'W-1', people: 'ines li' }] })
  const wrong = await put(server, csv('W-3,三号,33,,'), 2)
  expect(wrong).toMatchObject({ status: 400, body: { code: 'import-invalid' } })
})

test('cases are listed and evaluated by grid, and by one grid alone, within what one sees', async () => {
  await using server = await openCaseServer()
  const cells = ['330106001002009', '330106001002010', '330106002001001']
  for (const [index, cell] of cells.entries()) {
    const first = collected(`wl-${index}`, server.clock.now())
    if (first.event !== 'collected') throw new TypeError('another event')
    const place = { ...first.data.place, cell: cell as CellCode }
    await server.store.append(
      commit(`C${index}`, undefined, [{ ...first, data: { ...first.data, place } }]),
    )
  }
  expect((await put(server, csv('W-1,一号,330106001002,,'), 0)).status).toBe(200)
  const idsOf = ({ items }: { readonly items: readonly { readonly id: string }[] }) =>
    items.map(({ id }) => id).toSorted()
  const listed = async (query: string) =>
    idsOf((await server.ask<FigureCases>('manager', 'GET', `/v1/cases?${query}`)).body)
  expect(await listed('')).toEqual(['C0', 'C1', 'C2'])
  expect(await listed('grid=W-1')).toEqual(['C0', 'C1'])
  expect(await listed('grid=W-1&cell=330106001002010')).toEqual(['C1'])
  expect(await listed('grid=W-1&cell=330106002')).toEqual([])
  expect((await server.ask('manager', 'GET', '/v1/cases?grid=W-9')).status).toBe(400)
  const sheet = String((await server.ask('manager', 'GET', '/v1/cases.csv?grid=W-1')).raw)
  expect(sheet).toContain('责任网格')
  expect(sheet).toContain('一号')

  server.clock.advance(hours(24))
  const dates = 'from=2026-03-13&to=2026-03-13'
  const evaluate = async (query: string) =>
    (await server.ask<Evaluation>('manager', 'GET', `/v1/evaluations?${dates}&${query}`)).body
  const reported = ({ values }: Evaluation['total']) =>
    values.find(({ indicator }) => indicator === 'registerRate')?.denominator
  const rowsOf = ({ rows }: Evaluation) =>
    rows.map((row) => `${row.key ?? '-'} ${reported(row)}`).toSorted()
  const byGrid = await evaluate('by=grid')
  expect(rowsOf(byGrid)).toEqual(['- 1', 'W-1 2'])
  expect(reported(byGrid.total)).toBe(3)
  expect(rowsOf(await evaluate('by=street&grid=W-1'))).toEqual(['330106001 2'])
  const behind = async (query: string) =>
    idsOf(
      (
        await server.ask<FigureCases>(
          ...([
            'manager',
            'GET',
            `/v1/evaluations/cases?${dates}&figure=reported&${query}`,
          ] as const),
        )
      ).body,
    )
  expect(await behind('by=grid&key=W-1')).toEqual(['C0', 'C1'])
  expect(await behind('by=unit&grid=W-1')).toEqual(['C0', 'C1'])
  expect(await behind('by=grid&key=-')).toEqual(['C2'])

  const frozen = '/v1/evaluations/frozen/2026-03-13_2026-03-13/commands'
  expect((await server.ask('manager', 'POST', frozen, { command: 'freeze' })).status).toBe(200)
  // Divided anew, from today: what is of the day before stays.
  await put(server, csv('W-7,七号,330106,,'), 1)
  expect(await listed('grid=W-7')).toEqual(['C0', 'C1', 'C2'])
  for (const edition of ['', '&edition=1']) {
    expect(rowsOf(await evaluate(`by=grid${edition}`))).toEqual(['- 1', 'W-1 2'])
    expect(await behind(`by=grid&key=W-1${edition}`)).toEqual(['C0', 'C1'])
  }
  for (const query of ['grid=W-7', 'grid=W-1&edition=1']) {
    const refused = await server.ask('manager', 'GET', `/v1/evaluations?${dates}&${query}`)
    expect(refused.status).toBe(400)
  }
})

test('a grid narrows what one sees, and never widens it', () => {
  const heads = fc.array(code, { maxLength: 3 })
  fc.assert(
    fc.property(fc.option(heads, { nil: undefined }), heads, code, (areas, cells, cell) => {
      const inGrid = isInGrid({ cells }, cell)
      expect(isInAreas(narrowedTo({ areas }, cells), cell)).toBe(
        isInAreas({ areas }, cell) && inGrid,
      )
    }),
  )
})
