import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { CatalogueCheck } from '../../../cases/api/catalogue-contract.ts'
import { Catalogue } from '../../../cases/desk/catalogue.ts'
import { readDispatch } from '../../../cases/desk/dispatch-file.ts'
import { followTables } from '../../../cases/desk/follow-tables.ts'
import { readUnits, unitCells, unitOf } from '../../../cases/desk/units-file.ts'
import type { Case } from '../../../cases/life/case.ts'
import type { Cells } from '../../../cases/life/catalogue.ts'
import { deadRows } from '../../../cases/life/dispatch-check.ts'
import { assign, type DispatchTable } from '../../../cases/life/dispatch.ts'
import { orderedDifference } from '../../../cases/life/ordered-difference.ts'
import type { UnitId } from '../../../core/identity.ts'
import { days, seconds } from '../../../core/time.ts'
import { untilLater } from '../../support/until.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { calendar, table } from './fixtures.ts'

const lines = (...rows: readonly string[]) => `${rows.join('\n')}\n`
const unitsHead = 'id,name_zh,name_en,duties,cells,webhook'
const [road, drainage, enforcement, sensors] = [
  'road,道路养护,Road care,road,,',
  'drainage,排水中心,Drainage centre,drainage,,',
  'enforcement,城管执法,Enforcement,enforcement environment,330106,',
  'sensors,设备运维,Sensor care,sensors,,',
] as const
const water = 'water,供水公司,,drainage water,,https://hooks.example/secret'
const units = (...rows: readonly string[]) => lines(unitsHead, ...rows)
const dispatch = (...rows: readonly string[]) => lines('order,category,cell,duty,unit', ...rows)

type Tables = 'units' | 'dispatch'
const send = (server: CaseServer, path: string, file: string, who: Who = 'administrator') =>
  server.ask<CatalogueCheck & { details?: string[] }>(
    who,
    'POST',
    `/v1/catalogue/${path}`,
    Buffer.from(file),
    {
      'content-type': 'text/csv',
    },
  )
const put = (server: CaseServer, name: Tables, file: string, after: number, more = '') =>
  send(server, `${name}/versions?after=${after}&reason=order${more}`, file)
const collect = async (server: CaseServer, category: string): Promise<string | undefined> => {
  const report = { category, title: { zh: '积水', en: 'Water' }, lead: 'drainage' }
  const { body } = await server.ask<Case>('operator', 'POST', '/v1/cases', {
    ...{ ...report, limit: '1 working day' },
  })
  await server.order('operator', body.id, { command: 'file' })
  await server.order('dispatcher', body.id, { command: 'accept' })
  return (await server.order('dispatcher', body.id, { command: 'dispatch' })).body.unit
}

test('says every mistake of the rows of units and of the dispatch table by its line', () => {
  const { mistakes } = readUnits(units('a b,,,Road 2,33x,ftp://x', road, road, ',名,,road,3.3E+5,'))
  expect(mistakes.map(({ line, message }) => `${line} ${message.split(':')[0]}`)).toEqual([
    ...['2 id', '2 name_zh', '2 duties', '2 duties', '2 cells', '2 webhook'],
    ...['4 id', '5 id', '5 cells'],
  ])
  expect(readUnits(units()).mistakes).toHaveLength(1)
  const read = readDispatch(dispatch('x,05,3.3E+5,Drainage!,nobody', ',,,,'), table)
  expect(read.mistakes.map(({ line, message }) => `${line} ${message.split(':')[0]}`)).toEqual([
    ...['2 order', '2 category', '2 cell', '2 duty', '2 unit'],
  ])
})

test('rows are read in their order, with those without a number behind the one above', () => {
  const file = dispatch('20,0506,,,排水中心', ',,,drainage,road', '3,01*,,,Road care')
  expect(readDispatch(file, table).rows).toEqual([
    { category: '01*', unit: 'road' },
    { category: '0506', unit: 'drainage' },
    { duty: 'drainage', unit: 'road' },
  ])
})

test('a unit of the folder is the row of its table, and the other way round', () => {
  for (const unit of table.units.values()) expect(unitOf(unitCells(unit))).toEqual(unit)
})

const row = fc.record({
  category: fc.constantFrom('0506', '05*', '0101', undefined),
  cell: fc.constantFrom('330106', '330106001', '330108', undefined),
  duty: fc.constantFrom('drainage', 'road', undefined),
  unit: fc.constantFrom('road', 'drainage', 'enforcement', 'gone'),
})

test('a row that is said to decide nothing decides nothing', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 6 }), (drawn) => {
      const rows = drawn as unknown as DispatchTable['rows']
      const dead = new Set(deadRows({ units: table.units, rows }).map(({ row: place }) => place))
      for (const category of ['0506', '0507', '0101', '0301'])
        for (const lead of ['drainage', 'road', 'gas'])
          for (const cell of ['330106001002009', '330106002001001', '330108001001001', undefined]) {
            const task = { work: 'incident', category, lead, cell } as never
            const found = assign({ units: table.units, rows }, task)
            if (found.unit !== undefined && found.row !== undefined)
              expect(dead.has(found.row)).toBe(false)
          }
    }),
  )
})

test('an ordered difference makes one table of the other, and moves no more rows than it must', () => {
  const keyOf = ({ key = '' }: Cells) => key
  const drawn = fc.array(fc.record({ key: fc.constantFrom('p', 'q', 'r', 's'), to: fc.nat(2) }))
  const rowsOf = (all: readonly { key: string; to: number }[]): Cells[] =>
    all.map(({ key, to }) => ({ key, to: String(to) }))
  fc.assert(
    fc.property(drawn, drawn, (one, other) => {
      const [before, after] = [rowsOf(one), rowsOf(other)]
      const { added, gone, changed } = orderedDifference(before, after, keyOf)
      const leaving = new Set([...gone, ...changed.map((pair) => pair.before)].map(orderOf))
      const rows = before.filter((_, place) => !leaving.has(place))
      const coming = [...added, ...changed.map((pair) => pair.after)]
      for (const { order, ...cells } of coming.toSorted((a, b) => orderOf(a) - orderOf(b)))
        rows.splice(Number(order) - 1, 0, cells)
      expect(rows).toEqual(after)
      if (JSON.stringify(before) === JSON.stringify(after))
        expect([added, gone, changed]).toEqual([[], [], []])
    }),
  )
  const swapped = orderedDifference(
    rowsOf(['p', 'q', 'r'].map((key) => ({ key, to: 0 }))),
    rowsOf(['r', 'p', 'q'].map((key) => ({ key, to: 0 }))),
    keyOf,
  )
  expect(swapped.changed).toEqual([
    { before: { order: '3', key: 'r', to: '0' }, after: { order: '1', key: 'r', to: '0' } },
  ])
})
const orderOf = ({ order }: Cells): number => Number(order) - 1

test('units and the dispatch table are changed while it runs, and each case goes by what holds', async () => {
  await using server = await openCaseServer()
  const folder = await server.ask('administrator', 'GET', '/v1/catalogue/units/versions/0')
  expect(folder.body).toMatchObject({ rows: [{ id: 'road' }, {}, { cells: '330106' }, {}] })
  expect(await collect(server, '0506')).toBe('drainage')
  const more = units(road, drainage, enforcement, sensors, water)
  expect((await send(server, 'units/check', more)).body.difference).toMatchObject({
    counts: { added: 1, gone: 0, changed: 0 },
    concerns: [],
    // Two have the duty now, and no row decides between them.
    effects: [
      { lead: 'drainage', before: 'drainage' },
      { lead: 'water', after: 'water' },
    ],
  })
  expect((await put(server, 'units', more, 0)).status).toBe(200)
  const known = await server.ask<{ id: string }[]>('operator', 'GET', '/v1/units')
  expect(known.body.map(({ id }) => id)).toContain('water')
  const rules = dispatch('1,0506,,,供水公司', '2,0505,,,drainage', '3,01*,330106,,road')
  const check = (await send(server, 'dispatch/check', rules)).body
  expect(check.difference).toMatchObject({
    counts: { added: 1, gone: 0, changed: 1 },
    changed: [{ before: { order: '1', unit: 'drainage' }, after: { order: '1', unit: 'water' } }],
    concerns: [],
  })
  expect(check.difference?.effects).toContainEqual(
    expect.objectContaining({ category: '0506', before: 'drainage', after: 'water' }),
  )
  expect((await put(server, 'dispatch', rules, 0)).status).toBe(200)
  expect(await collect(server, '0506')).toBe('water')
  const back = { version: 0, after: 1, reason: 'a mistake' }
  const restored = await server.ask('administrator', 'POST', '/v1/catalogue/dispatch/restore', back)
  expect(restored.status).toBe(200)
  expect(await collect(server, '0506')).toBe('drainage')
})

test('a unit does not go while the dispatch table names it, nor today with open cases', async () => {
  await using server = await openCaseServer()
  expect(await collect(server, '0506')).toBe('drainage')
  const without = units(road, enforcement, sensors, water)
  const named = (await send(server, 'units/check', without)).body.difference
  expect(named?.concerns.map(({ refused }) => refused)).toEqual([
    ...['unit-in-use', 'unit-has-orders', undefined],
  ])
  const refused = await put(server, 'units', without, 0)
  expect([refused.status, refused.body.details]).toEqual([409, ['unit-in-use']])
  const rules = dispatch('1,01*,330106,,road')
  expect((await put(server, 'dispatch', rules, 0)).status).toBe(200)
  const busy = await put(server, 'units', without, 0)
  expect([busy.status, busy.body.details]).toEqual([409, ['unit-has-orders']])
  expect((await put(server, 'units', without, 0, '&from=2026-03-15')).status).toBe(200)
  const unitIds = async () =>
    (await server.ask<{ id: string }[]>('operator', 'GET', '/v1/units')).body.map(({ id }) => id)
  expect(await unitIds()).toContain('drainage')
  server.clock.advance(days(2))
  await server.cases.catalogue.follow()
  expect(await unitIds()).not.toContain('drainage')
  const known = await server.ask<object[]>('operator', 'GET', '/v1/units?former=true')
  expect(known.body).toContainEqual(expect.objectContaining({ id: 'drainage', former: true }))
  expect((await server.ask('drainage', 'GET', '/v1/units')).body).toMatchObject([{ former: true }])
  // Whoever is told of its orders knows it still.
  expect(server.cases.catalogue.table.known.get('drainage' as UnitId)?.name.zh).toBe('排水中心')
  const named0 = { version: 0, after: 1, reason: 'back' }
  const back = await server.ask('administrator', 'POST', '/v1/catalogue/dispatch/restore', named0)
  expect([back.status, back.body['details']]).toEqual([409, ['unit-in-use']])
})

test('tells of rows that decide nothing, and keeps addresses from who may not change them', async () => {
  await using server = await openCaseServer()
  const rules = dispatch('1,05*,,,drainage', '2,0506,,,road', '3,0877,330108,,enforcement')
  const { difference } = (await send(server, 'dispatch/check', rules)).body
  expect(difference?.concerns.map(({ en }) => en)).toEqual([
    'row 2 decides nothing: row 1 fits first whatever it fits',
    'row 3 decides nothing: enforcement does not work there',
    'row 3: the grid has nothing at 330108',
    'row 3: there is no category 0877',
  ])
  const all = units(road, drainage, enforcement, sensors, water)
  expect((await put(server, 'units', all, 0)).status).toBe(200)
  for (const [who, shown] of [
    ['manager', true],
    ['operator', false],
  ] as const)
    for (const path of ['', '/table.csv']) {
      const url = `/v1/catalogue/units/versions/1${path}`
      const { raw } = await server.ask(who, 'GET', url)
      expect(raw.toString().includes('hooks.example')).toBe(shown)
    }
  expect((await send(server, 'units/check', all, 'supervisor')).status).toBe(403)
})

test('another process follows within two seconds, and at midnight without anybody', async () => {
  await using server = await openCaseServer()
  const { store, clock, observer } = server
  const other = new Catalogue({ store, clock, calendar, table })
  const following = followTables({ clock, observer, catalogue: other })
  await following.start()
  const id = 'water' as UnitId
  const more = units(road, drainage, enforcement, sensors, water)
  expect((await put(server, 'units', more, 0, '&from=2026-03-14')).status).toBe(200)
  expect((await put(server, 'dispatch', dispatch('1,05*,,,road'), 0)).status).toBe(200)
  await untilLater(clock, seconds(1), () => other.table.rows[0]?.unit === 'road', 'the rows')
  expect(other.table.units.has(id)).toBe(false)
  clock.advance(days(1))
  await untilLater(clock, seconds(1), () => other.table.units.has(id), 'the units')
  await following.stop()
})

test('says who would get a case, by what holds and by a file', async () => {
  await using server = await openCaseServer()
  const rules = dispatch('1,0506,,,road', '2,0301,330106,,enforcement')
  const tried = async (query: string, file = rules, who: Who = 'supervisor') =>
    (await send(server, `dispatch/try?${query}`, file, who)).body
  expect(await tried('category=0506')).toEqual({
    ...{ lead: '', inForce: { unit: 'drainage', why: 'table', row: 1 } },
    file: { unit: 'road', why: 'table', row: 1 },
  })
  expect(await tried('category=0301&cell=330106001002009')).toEqual({
    ...{ lead: '', inForce: {}, file: { unit: 'enforcement', why: 'table', row: 2 } },
  })
  // The owner comes first, whatever the tables say.
  expect(await tried('category=0506&device=mh-1')).toMatchObject({
    ...{ inForce: { unit: 'road', why: 'owner' }, file: { unit: 'road', why: 'owner' } },
  })
  expect(await tried('category=0301&lead=sensors', '')).toEqual({
    ...{ lead: 'sensors', inForce: { unit: 'sensors', why: 'duty' } },
  })
  expect(await tried('category=0506&device=nothing')).toMatchObject({ code: 'not-found' })
  expect(await tried('category=0506', 'unit\nnobody\n')).toMatchObject({ code: 'import-invalid' })
  expect(await tried('category=0506', rules, 'operator')).toMatchObject({ code: 'forbidden' })
})

test('a workbook of a table has headings that people read, and is taken as it was given', async () => {
  await using server = await openCaseServer()
  for (const name of ['units', 'dispatch', 'standards', 'patrols', 'grids', 'components'])
    for (const language of ['zh', 'en']) {
      const path = `/v1/catalogue/${name}/versions/0/table.xlsx?language=${language}`
      const { status, raw } = await server.ask('administrator', 'GET', path)
      expect(status).toBe(200)
      const url = `/v1/catalogue/${name}/check`
      const { body } = await server.ask<CatalogueCheck>('administrator', 'POST', url, raw, {
        'content-type': 'application/octet-stream',
      })
      const counts = { added: 0, gone: 0, changed: 0 }
      expect(body).toMatchObject({ mistakes: [], difference: { counts } })
    }
})
