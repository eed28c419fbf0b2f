import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import readXlsxFile from 'read-excel-file/node'

import { writeWorkbook } from '../../../cases/xlsx/workbook.ts'
import { hours, instant, minutes } from '../../../core/time.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'

let api: CaseServer
beforeEach(async () => {
  api = await openCaseServer()
})
afterEach(() => api[Symbol.asyncDispose]())

type Table = readonly (readonly unknown[])[]
/** Each sheet of a workbook, as a spreadsheet reads it. */
async function sheetsIn(file: Uint8Array): Promise<Readonly<Record<string, Table>>> {
  const sheets = await readXlsxFile(Buffer.from(file))
  return Object.fromEntries(sheets.map(({ sheet, data }) => [sheet, data]))
}
async function workbook(path: string, who: Parameters<CaseServer['ask']>[0] = 'manager') {
  const { status, headers, raw } = await api.ask(who, 'GET', path)
  expect(status).toBe(200)
  expect(headers['content-type']).toBe(
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  )
  return { name: String(headers['content-disposition']), sheets: await sheetsIn(raw) }
}
const row = (table: Table | undefined, ...begins: readonly unknown[]) =>
  table?.find((cells) => begins.every((cell, index) => cells[index] === cell))

describe('a workbook', () => {
  test('keeps numbers as numbers, text as text, instants on the clocks of the city', async () => {
    const at = instant(Date.UTC(2026, 2, 13, 22))
    const rows = [
      ['=1+1', 12, { share: 0.5 }, { at }, undefined],
      ['积水\u0000\uD800 & <b>', -0.25, { share: 0 }, { at }, 'end'],
    ]
    const sheet = { name: '一:二/三[四]五', head: ['文', 'n', '%', '时', '空'], rows }
    const file = await writeWorkbook([sheet, { ...sheet, name: 'x'.repeat(40) }], () => hours(8))
    const sheets = await sheetsIn(file)
    expect(Object.keys(sheets)).toEqual(['一 二 三 四 五', 'x'.repeat(31)])
    const city = new Date(Date.UTC(2026, 2, 14, 6))
    expect(Object.values(sheets)[0]).toEqual([
      ['文', 'n', '%', '时', '空'],
      ['=1+1', 12, 0.5, city, null],
      ['积水?? & <b>', -0.25, 0, city, 'end'],
    ])
  })
})

describe('for a spreadsheet', () => {
  test('an evaluation, in the language that was asked for, and as it was frozen', async () => {
    await api.dispatched('wl-1')
    api.clock.advance(hours(24))
    const dates = 'from=2026-03-13&to=2026-03-13'
    const { name, sheets } = await workbook(`/v1/evaluations.xlsx?${dates}&by=street`)
    expect(name).toBe(
      'attachment; filename="urban-brain-evaluation-2026-03-13-2026-03-13-street.xlsx"',
    )
    expect(Object.keys(sheets)).toEqual(['考评排名', '指标明细', '说明'])
    const [head = []] = sheets['考评排名'] ?? []
    expect(head.slice(0, 7)).toEqual([
      ...['街道', '代码', '排名', '上期排名', '得分', '约谈提示', '处置率'],
    ])
    const street = '西湖区 北山街道'
    expect(row(sheets['考评排名'], street)?.slice(0, 7)).toEqual([
      ...[street, '330106001', 1, null, 30, null, 0],
    ])
    expect(row(sheets['指标明细'], street, '330106001', '处置率')).toEqual([
      ...[street, '330106001', '处置率', '处置数', 0, '应处置数', 1, 0, null, null],
    ])
    expect(row(sheets['说明'], '期间')?.[1]).toBe('2026-03-13 – 2026-03-13')

    const path = '/v1/evaluations/frozen/2026-03-13_2026-03-13/commands'
    await api.ask('manager', 'POST', path, { command: 'freeze' })
    const frozen = await workbook(`/v1/evaluations.xlsx?${dates}&edition=1&language=en`)
    expect(frozen.name).toContain('unit-edition-1.xlsx')
    expect(row(frozen.sheets['About'], 'Frozen edition')?.[1]).toBe(1)
    expect(row(frozen.sheets['Ranking'], 'Drainage centre', 'drainage', 1)).toBeDefined()
    const csv = await api.ask('manager', 'GET', `/v1/evaluations.csv?${dates}&edition=1`)
    expect(csv.raw.toString('utf8')).toContain('unit,drainage,1,30,disposeRate,处置率')
    expect((await api.ask('manager', 'GET', `/v1/evaluations.xlsx?edition=1`)).status).toBe(400)
  })

  test('the cases behind a figure', async () => {
    const id = await api.dispatched('wl-1')
    await api.dispatched('mh-1')
    api.clock.advance(hours(24))
    const query = '?from=2026-03-13&to=2026-03-13&figure=handlingDue&key=drainage'
    const { sheets } = await workbook(`/v1/evaluations/cases.xlsx${query}`)
    const [table] = Object.values(sheets)
    expect(Object.keys(sheets)).toEqual(['应处置数'])
    expect(table).toHaveLength(2)
    expect(table?.[1]?.slice(0, 3)).toEqual([id, 1, expect.any(String)])
    const { raw } = await api.ask('manager', 'GET', `/v1/evaluations/cases.csv${query}&language=en`)
    expect(raw.toString('utf8')).toMatch(/^\uFEFFCase,Counts,Title,/)
    expect((await api.ask('drainage', 'GET', `/v1/evaluations/cases.xlsx${query}`)).status).toBe(
      403,
    )
  })

  test('the list of cases that was asked for; a crew gets its own', async () => {
    const mine = await api.dispatched('wl-1')
    await api.dispatched('mh-1')
    const { sheets } = await workbook('/v1/cases.xlsx?stage=dispatched')
    expect(sheets['案件']).toHaveLength(3)
    expect(row(sheets['案件'], mine)).toEqual(
      expect.arrayContaining(['派遣', '0506', '道路积水', '西湖区 北山街道', 'wl-1']),
    )
    const own = await workbook('/v1/cases.xlsx?language=en', 'drainage')
    expect(own.sheets['Cases']?.map(([id]) => id)).toEqual(['Case', mine])
    expect((await api.ask('manager', 'GET', '/v1/cases.xlsx?stage=moon')).status).toBe(400)
    expect((await api.ask(undefined, 'GET', '/v1/cases.xlsx')).status).toBe(401)
  })

  test('the report of a day, a sheet for each breakdown', async () => {
    await api.dispatched('wl-1')
    api.clock.advance(minutes(5))
    const { name, sheets } = await workbook('/v1/report/daily.xlsx')
    expect(name).toContain('urban-brain-daily-2026-03-13.xlsx')
    expect(Object.keys(sheets)).toEqual([
      ...['日报', '按类别', '按处置单位', '按街道', '按等级', '告警（按规则）', '告警最多的设备'],
    ])
    expect(row(sheets['日报'], '派遣')?.[1]).toBe(1)
    expect(row(sheets['按街道'], '330106001')?.slice(0, 3)).toEqual([
      ...['330106001', '西湖区 北山街道', 1],
    ])
    expect((await api.ask('manager', 'GET', '/v1/report/daily.xlsx?date=2030-01-01')).status).toBe(
      400,
    )
  })
})
