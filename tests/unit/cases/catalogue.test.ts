import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import {
  catalogueDifference,
  inForce,
  putInForce,
  type CatalogueHead,
  type Cells,
} from '../../../cases/life/catalogue.ts'
import { readWorkbook } from '../../../cases/xlsx/read-workbook.ts'
import { writeWorkbook } from '../../../cases/xlsx/workbook.ts'
import type { Case } from '../../../cases/life/case.ts'
import { days } from '../../../core/time.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { start } from './fixtures.ts'

const columns = ['category', 'condition', 'lead', 'limit', 'filing_zh', 'closing_zh'] as const
const one = '0506,1,drainage,2紧急工作时,积水深 15 厘米,积水排除'
const other = '0506,2,drainage,1工作日,箅子堵塞,已疏通'
const csv = (...rows: readonly string[]) => `${[columns.join(','), ...rows].join('\n')}\n`
const base = '/v1/catalogue/standards'

interface Answered {
  readonly version: number
  readonly newest: number
  readonly inForce: number
  readonly rows: readonly Cells[]
  readonly versions: readonly CatalogueHead[]
  readonly details: readonly string[]
  readonly mistakes: readonly { readonly line: number; readonly message: string }[]
  readonly difference?: Readonly<Record<'added' | 'gone' | 'changed' | 'touched', unknown[]>>
}

const send = (server: CaseServer, path: string, file: string | Uint8Array, who: Who = 'manager') =>
  server.ask<Answered>(who, 'POST', `${base}${path}`, Buffer.from(file), {
    'content-type': 'text/csv',
  })

const put = (server: CaseServer, file: string, after: number, more = '') =>
  send(server, `/versions?after=${after}&reason=${encodeURIComponent('三月文件')}${more}`, file)

const report = { category: '0506', title: { zh: '积水', en: 'Water' }, standard: '0506-1' }

test('a case keeps the version of the standard that it was filed under', async () => {
  await using server = await openCaseServer()
  const before = await server.ask<Case>('operator', 'POST', '/v1/cases', {
    ...{ category: '0506', title: report.title, lead: 'drainage', limit: '1 working day' },
  })
  expect([before.status, before.body.standard]).toEqual([201, undefined])
  expect(await put(server, csv(one, other), 0)).toMatchObject({ status: 200, body: { version: 1 } })
  const first = await server.ask<Case>('operator', 'POST', '/v1/cases', report)
  expect(first.body).toMatchObject({ limit: '2 urgent hours', standard: { catalogue: 1 } })
  const next = csv(one.replace('2紧急', '1紧急'))
  expect((await send(server, '/check', next)).body).toMatchObject({
    mistakes: [],
    difference: {
      ...{ against: 1, newest: 1, added: [], more: false },
      gone: [{ category: '0506', condition: '2' }],
      changed: [{ before: { limit: '2 urgent hours' }, after: { limit: '1 urgent hour' } }],
      touched: [{ row: '0506-1', open: 1 }],
    },
  })
  expect((await put(server, next, 1)).body.version).toBe(2)
  const second = await server.ask<Case>('operator', 'POST', '/v1/cases', {
    ...report,
    standard: undefined,
  })
  expect(second.body).toMatchObject({ limit: '1 urgent hour', standard: { catalogue: 2 } })
  const kept = await server.ask<Case>('operator', 'GET', `/v1/cases/${first.body.id}`)
  expect(kept.body).toMatchObject({
    case: { limit: '2 urgent hours', standard: { catalogue: 1 } },
  })
  const standards = await server.ask<readonly object[]>('drainage', 'GET', '/v1/standards')
  expect(standards.body).toMatchObject([{ id: '0506-1', limit: '1 urgent hour', catalogue: 2 }])
  const back = { version: 1, after: 2, reason: 'a mistake' }
  expect(
    (await server.ask<Answered>('manager', 'POST', `${base}/restore`, back)).body,
  ).toMatchObject({
    ...{ version: 3, restores: 1, by: 'max', rows: 2 },
  })
  const list = (await server.ask<Answered>('operator', 'GET', base)).body
  expect(list).toMatchObject({ inForce: 3, newest: 3 })
  expect(list.versions.map(({ reason }) => reason)).toEqual(['a mistake', '三月文件', '三月文件'])
  const empty = { version: 0, after: 3, reason: 'as the files say' }
  expect((await server.ask<Answered>('manager', 'POST', `${base}/restore`, empty)).body.rows).toBe(
    0,
  )
  expect((await server.ask('operator', 'GET', '/v1/standards')).body).toEqual([])
})

test('a version begins on its day, and refuses to begin before today', async () => {
  await using server = await openCaseServer()
  const past = await put(server, csv(one), 0, '&from=2026-03-12')
  expect([past.status, past.body.details]).toEqual([409, ['begins-in-the-past']])
  expect((await put(server, csv(one), 0, '&from=2026-03-15')).status).toBe(200)
  expect((await server.ask<Answered>('operator', 'GET', base)).body.inForce).toBe(0)
  server.clock.advance(days(2))
  expect((await server.ask<Answered>('operator', 'GET', base)).body.inForce).toBe(1)
})

test('names every mistake by its line, and puts nothing in force with one', async () => {
  await using server = await openCaseServer()
  const wrong = csv(one, '506,1,nobody,2紧急工作时,积水,排除', one)
  const { body } = await send(server, '/check', wrong)
  expect(body.difference).toBeUndefined()
  expect(body.mistakes.map(({ line }) => line)).toEqual([3, 3, 4])
  const refused = await put(server, wrong, 0)
  expect([refused.status, refused.body.details.length]).toEqual([400, 3])
  expect((await server.ask<Answered>('operator', 'GET', base)).body.newest).toBe(0)
  for (const file of ['', 'PK\u0003\u0004 no workbook', Buffer.from([0xff, 0xd8, 0x80])])
    expect((await send(server, '/check', file)).status).toBe(400)
})

test('refuses who may not, what was not looked at, and what changes nothing', async () => {
  await using server = await openCaseServer()
  expect((await send(server, '/check', csv(one), 'supervisor')).status).toBe(403)
  expect((await put(server, csv(one), 0)).status).toBe(200)
  const moved = await put(server, csv(one, other), 0)
  expect([moved.status, moved.body.details]).toEqual([409, ['catalogue-moved']])
  const same = await put(server, csv(one), 1)
  expect([same.status, same.body.details]).toEqual([409, ['nothing-new']])
  const unknown = { version: 7, after: 1, reason: 'x' }
  expect((await server.ask('manager', 'POST', `${base}/restore`, unknown)).status).toBe(404)
  expect((await server.ask('manager', 'GET', `${base}/versions/7`)).status).toBe(404)
  expect((await server.ask('manager', 'GET', '/v1/catalogue/nothing')).status).toBe(400)
})

test('takes a workbook as a CSV, and gives out what it takes', async () => {
  await using server = await openCaseServer()
  const rows = [one, '', other].map((row) => (row === '' ? [] : row.split(',')))
  const book = await writeWorkbook([{ name: '标准', head: [...columns, 'from'], rows }], () => 0)
  expect((await send(server, '/check', book)).body.mistakes).toEqual([])
  const wrong = [one.split(','), [], ['x']]
  const bad = await writeWorkbook([{ name: '标准', head: [...columns], rows: wrong }], () => 0)
  const { mistakes } = (await send(server, '/check', bad)).body
  expect(mistakes[0]).toEqual({
    line: 4,
    message: 'category: "x" is not four digits',
    zh: '类别（category）："x" 不是四位数字',
  })
  await put(server, csv(one, other), 0)
  const file = await server.ask('operator', 'GET', `${base}/versions/1/table.csv`)
  expect(await put(server, file.raw.toString(), 1)).toMatchObject({
    body: { details: ['nothing-new'] },
  })
})

test('reads what a spreadsheet keeps as a number or a date', async () => {
  const rows = [
    ['a', 506, 3_205_080_101_000_001],
    [undefined, { at: start }, { share: 0.5 }],
  ]
  const book = await writeWorkbook([{ name: 'x', head: ['h', '', ''], rows }], () => -Number(start))
  expect(await readWorkbook(book)).toEqual({
    rows: [
      ['h', '', ''],
      ['a', '506', '3.205080101000001e+15'],
      ['', '1970-01-01', '0.5'],
    ],
  })
  expect(await readWorkbook(Buffer.from('PK'))).toEqual({ mistake: expect.any(String) })
})

const day = fc.integer({ min: 10, max: 28 }).map((n) => `2026-03-${n}`)
const cells = fc.dictionary(fc.constantFrom('a', 'b'), fc.constantFrom('1', '2'))
const keyed = fc.uniqueArray(fc.record({ key: fc.constantFrom('p', 'q', 'r'), cells }), {
  selector: ({ key }) => key,
})
const keyOf = ({ key = '' }: Cells) => key

test('a difference is what makes one table of the other', () => {
  fc.assert(
    fc.property(keyed, keyed, (from, to) => {
      const rowsOf = (drawn: typeof from): Cells[] =>
        drawn.map(({ key, cells: row }) => ({ ...row, key }))
      const [before, after] = [rowsOf(from), rowsOf(to)]
      const { added, gone, changed } = catalogueDifference(before, after, keyOf)
      const table = new Map(before.map((row) => [keyOf(row), row]))
      for (const row of gone) table.delete(keyOf(row))
      for (const row of [...added, ...changed.map(({ after: row }) => row)])
        table.set(keyOf(row), row)
      expect([...table.values()].toSorted(byKey)).toEqual(after.toSorted(byKey))
      for (const pair of changed) expect(pair.before).not.toEqual(pair.after)
    }),
  )
})
const byKey = (one: Cells, other: Cells) => keyOf(one).localeCompare(keyOf(other))

test('the newest version that has begun holds, whatever order they begin in', () => {
  const changed = { added: [{ key: 'p' }], gone: [], changed: [] }
  fc.assert(
    fc.property(fc.array(day, { maxLength: 6 }), day, day, (froms, today, looked) => {
      const heads: CatalogueHead[] = []
      for (const from of froms) {
        const put = putInForce(
          { table: 'standards', after: heads.length, from, rows: 1, reason: 'x' },
          heads,
          changed,
          { by: 'ada', at: start, today },
        )
        if ('text' in put) expect([put.reason, from < today]).toEqual(['begins-in-the-past', true])
        else heads.push(put)
      }
      expect(heads.map(({ version }) => version)).toEqual(heads.map((_, place) => place + 1))
      const begun = heads.filter(({ from }) => from <= looked).map(({ version }) => version)
      expect(inForce(heads, looked)?.version ?? 0).toBe(Math.max(0, ...begun))
    }),
  )
})
