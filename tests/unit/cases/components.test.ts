import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { Case } from '../../../cases/life/case.ts'
import { catalogueDifference, rowsToPut, type Cells } from '../../../cases/life/catalogue.ts'
import { unitOf, unitRules } from '../../../cases/life/component.ts'
import { readComponents } from '../../../cases/desk/components-file.ts'
import type { UnitId } from '../../../core/identity.ts'
import { openCaseServer, type CaseServer, type Who } from './api-server.ts'
import { table } from './fixtures.ts'

const base = '/v1/catalogue/components'

const head = 'code,name,owner,maintenance,state,longitude,latitude,census'
const cover = '3301060102000001,污水井盖,road,排水中心,完好,120.5,30.2,2026-01-31'
const lamp = '3301060203000007,路灯,,,,,,'
const csv = (...rows: readonly string[]) => `${[head, ...rows].join('\n')}\n`

const file = { 'content-type': 'text/csv' }
const look = (server: CaseServer, rows: string, from = '') =>
  server.ask('manager', 'POST', `${base}/check${from && `?from=${from}`}`, Buffer.from(rows), file)
const put = (server: CaseServer, rows: string, after: number, more = '', who: Who = 'manager') =>
  server.ask(
    who,
    'POST',
    `${base}/versions?after=${after}&reason=census${more}`,
    Buffer.from(rows),
    file,
  )
const found = (server: CaseServer, query = '') =>
  server.ask('operator', 'GET', `/v1/components${query}`)

const city = {
  ...{ units: table.units, cells: new Set(['330106001002003']), today: '2026-03-13' },
  cellAt: () => undefined,
  grids: new Set<string>(),
}
const messages = (...rows: readonly string[]) =>
  readComponents(csv(...rows), city).mistakes.map(({ line, message }) => `${line} ${message}`)

test('says every mistake of all rows by its line', () => {
  expect(messages(cover, lamp)).toEqual([])
  expect(
    messages(
      '3301060102,x,,,,,,',
      '3.30106010200000e+15,x,,,,,,',
      '1101060102000001,x,,,,,,',
      '3301060000000000,,nobody,,new,120.5,,2026-03-14',
      '3301060102000001,x,,,,200,30.2,2026-02-30',
      '3301060102000001,x,,,,,,',
    ),
  ).toEqual([
    '2 code: "3301060102" is not 16 digits',
    expect.stringMatching(/^3 code: .* is not 16 digits; a spreadsheet made a number of it/),
    '4 code: 110106 is no division of the grid (330106)',
    '5 code: there is no big class 00',
    '5 code: there is no small class 00',
    '5 code: numbers begin with 000001',
    '5 name: is empty',
    '5 owner: no unit is called "nobody"',
    expect.stringMatching(/^5 state: "new" is none of intact/),
    '5 longitude and latitude stand together or not at all',
    '5 census: 2026-03-14 has not come yet',
    '6 longitude: "200" is no degrees (WGS-84)',
    '6 census: "2026-02-30" is no day like 2026-01-31',
    '7 code: 3301060102000001 stands in line 6 already',
  ])
  expect(
    readComponents('code,name,cell\n3301060102000001,x,330107001001001\n', city).mistakes,
  ).toMatchObject([{ line: 2, message: expect.stringMatching(/another division/) }])
})

test('a census names what it changes, whatever it does not name stays, and each says since when', async () => {
  await using server = await openCaseServer()
  const dry = await look(server, csv(cover, lamp))
  expect(dry.body).toMatchObject({ difference: { counts: { added: 2, gone: 0, changed: 0 } } })
  expect((await found(server)).body).toEqual({ items: [] })
  expect((await put(server, csv(cover, lamp), 0, '', 'dispatcher')).status).toBe(403)
  expect(await put(server, csv(cover, 'x,,,,,,,'), 0)).toMatchObject({
    ...{
      status: 400,
      body: { details: ['line 3: code: "x" is not 16 digits', expect.anything()] },
    },
  })
  expect((await put(server, csv(cover, lamp), 0)).body).toMatchObject({ version: 1, rows: 2 })
  expect(await put(server, csv(cover), 1)).toMatchObject({ body: { details: ['nothing-new'] } })
  const lost = csv(cover.replace('完好', 'lost'), lamp)
  expect(await put(server, lost, 0)).toMatchObject({ body: { details: ['catalogue-moved'] } })
  expect((await look(server, lost, '2026-04-01')).body).toMatchObject({
    difference: {
      ...{ against: 1, counts: { added: 0, gone: 0, changed: 1 } },
      changed: [{ before: { state: 'intact', owner: 'road' }, after: { state: 'lost' } }],
    },
  })
  const put2 = await put(server, lost, 1, '&from=2026-04-01')
  expect(put2.body).toMatchObject({ version: 2, rows: 1 })
  expect((await found(server, '?limit=1')).body).toMatchObject({
    ...{ items: [{ state: 'intact', version: 1 }], next: '3301060102000001' },
  })
  expect((await found(server, '?on=2026-04-01')).body).toMatchObject({
    items: [{ state: 'lost', version: 2 }, { version: 1 }],
  })
  expect((await found(server, '/3301060102000001')).body).toMatchObject({
    ...{ unit: 'road', component: { cell: '330106001002009', state: 'intact' } },
    versions: [
      { version: 2, from: '2026-04-01', state: 'lost', by: 'max', reason: 'census' },
      { version: 1, from: '2026-03-13', state: 'intact' },
    ],
  })
  expect((await found(server, '/3301060102000002')).status).toBe(404)
  // What waits is replaced by what is put later, though it says what holds already.
  expect((await put(server, csv(cover), 2)).body).toMatchObject({ version: 3, rows: 1 })
  expect((await found(server, '?on=2026-04-01&state=intact')).body).toMatchObject({
    items: [{ version: 3 }, { version: 1 }],
  })
})

test('a case of a component is where it is, and goes to its owner before the tables', async () => {
  await using server = await openCaseServer()
  await put(server, csv(cover), 0)
  const { body } = await server.ask<Case>('operator', 'POST', '/v1/cases', {
    ...{ category: '0506', title: { zh: '井盖', en: 'Cover' }, lead: 'drainage' },
    ...{ limit: '2 urgent hours', component: '3301060102000001' },
  })
  expect(body.place).toMatchObject({ cell: '330106001002009', longitude: 120.5 })
  for (const command of ['file', 'accept'])
    expect((await server.order('operator', body.id, { command })).status).toBe(200)
  const sent = await server.order('dispatcher', body.id, { command: 'dispatch' })
  expect(sent.body).toMatchObject({ stage: 'dispatched', unit: 'road' })
})

test('a setting says whether owner or maintenance has the case, the other where it is missing', async () => {
  await using server = await openCaseServer({ componentUnit: 'maintenance' })
  await put(server, csv(cover), 0)
  const one = await found(server, '/3301060102000001')
  expect(one.body).toMatchObject({ unit: 'drainage' })
  const unit = fc.option(fc.constantFrom('a', 'b').map((id) => id as UnitId))
  fc.assert(
    fc.property(unit, unit, fc.constantFrom(...unitRules), (owner, maintenance, rule) => {
      const component = { ...(owner && { owner }), ...(maintenance && { maintenance }) }
      const rest = unitOf(component, rule)
      if (rule === 'none') expect(rest).toBeUndefined()
      else if (rule === 'owner') expect(rest).toBe(owner ?? maintenance ?? undefined)
      else expect(rest).toBe(maintenance ?? owner ?? undefined)
    }),
  )
})

/** Of one component: what was put when, and from when. */
const puts = fc.array(
  fc.record({
    state: fc.constantFrom('intact', 'damaged', 'lost'),
    from: fc.integer({ min: 1, max: 9 }),
  }),
  { maxLength: 8 },
)

test('whatever is put, a component is from that day on as it was put last', () => {
  const dayOf = (number: number) => `2026-03-0${number}`
  fc.assert(
    fc.property(puts, (asked) => {
      const versions: { readonly from: string; readonly rows: readonly Cells[] }[] = []
      const heldOn = (day: string) =>
        versions.findLast(({ from, rows }) => from <= day && rows.length > 0)?.rows[0]
      const expected = new Map<string, string>()
      for (const { state, from } of asked) {
        const [day, row] = [dayOf(from), { code: '1', state }]
        const held = heldOn(day)
        const difference = catalogueDifference(held ? [held] : [], [row], ({ code = '' }) => code)
        const waiting = versions.some((version) => version.from > day)
        versions.push({ from: day, rows: rowsToPut([row], difference, waiting) })
        for (let number = from; number <= 9; number += 1) expected.set(dayOf(number), state)
      }
      for (let number = 1; number <= 9; number += 1)
        expect(heldOn(dayOf(number))?.['state']).toBe(expected.get(dayOf(number)))
    }),
  )
})
