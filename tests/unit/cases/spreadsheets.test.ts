import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import readXlsxFile from 'read-excel-file/node'

import { writeWorkbook } from '../../../cases/xlsx/workbook.ts'
import { hours, instant, minutes, plus } from '../../../core/time.ts'
import { alarmsTopic } from '../../../core/topics.ts'
import { until } from '../../support/until.ts'
import { openCaseServer, type CaseServer } from './api-server.ts'
import { alarm, start } from './fixtures.ts'

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
      expect.arrayContaining([
        '派遣',
        '0506',
        '道路积水',
        '西湖区 北山街道',
        'wl-1',
        '积水点 wl-1',
      ]),
    )
    const own = await workbook('/v1/cases.xlsx?language=en', 'drainage')
    expect(own.sheets['Cases']?.map(([id]) => id)).toEqual(['Case', mine])
    expect((await api.ask('manager', 'GET', '/v1/cases.xlsx?stage=moon')).status).toBe(400)
    expect((await api.ask(undefined, 'GET', '/v1/cases.xlsx')).status).toBe(401)
  })

  test('the list of alarms that was asked for, of some days, whole as CSV', async () => {
    const later = alarm({ device: 'wl-2', began: plus(start, hours(24)) })
    await api.log.append(alarmsTopic, [alarm(), later])
    await until(async () => {
      const { body } = await api.ask<{ items: unknown[] }>('manager', 'GET', '/v1/alarms')
      return body.items.length === 2
    })
    const { name, sheets } = await workbook('/v1/alarms.xlsx?to=2026-03-13')
    expect(name).toBe('attachment; filename="urban-brain-alarms.xlsx"')
    const [head = [], ...rows] = sheets['告警'] ?? []
    expect(head.slice(1, 7)).toEqual(['标题', '规则', '等级', '设备', '网格编码', '街道'])
    expect(rows.map((cells) => cells[4])).toEqual(['wl-1'])
    expect(rows[0]).toEqual(expect.arrayContaining(['道路积水', '黄色', '未恢复', '已生成案件']))
    const lines = async (query: string) => {
      const { status, raw } = await api.ask('manager', 'GET', `/v1/alarms.csv?${query}`)
      return [status, raw.toString('utf8').trim().split('\r\n').length]
    }
    expect(await lines('language=en')).toEqual([200, 3])
    expect(await lines('from=2026-03-14')).toEqual([200, 2])
    expect(await lines('device=wl-1&from=2026-03-14')).toEqual([200, 1])
    expect((await api.ask('manager', 'GET', '/v1/alarms.csv?from=moon')).status).toBe(400)
    expect((await api.ask('drainage', 'GET', '/v1/alarms.csv')).status).toBe(403)
  })

  test('cases and alarms of some days, on the clocks of the city', async () => {
    const early = await api.dispatched('wl-1')
    api.clock.advance(hours(24))
    const late = await api.dispatched('wl-2')
    const listed = async (query: string) => {
      const { body } = await api.ask<{ items: { id: string }[] }>(
        ...(['manager', 'GET', `/v1/cases?${query}`] as const),
      )
      return body.items.map(({ id }) => id)
    }
    expect(await listed('to=2026-03-13')).toEqual([early])
    expect(await listed('from=2026-03-14')).toEqual([late])
    expect(await listed('from=2026-03-13&to=2026-03-14')).toEqual([late, early])
    const backwards = '/v1/cases?from=2026-03-14&to=2026-03-13'
    expect((await api.ask('manager', 'GET', backwards)).status).toBe(400)
  })

  test('the report of a day, a sheet for each breakdown', async () => {
    await api.dispatched('wl-1')
    api.clock.advance(minutes(5))
    const { name, sheets } = await workbook('/v1/report/daily.xlsx')
    expect(name).toContain('urban-brain-daily-2026-03-13.xlsx')
    expect(Object.keys(sheets)).toEqual([
      ...['日报', '按类别', '按处置单位', '按街道', '按等级'],
      ...['按小时', '告警（按规则）', '告警最多的设备'],
    ])
    expect(sheets['按小时']).toHaveLength(25)
    expect(row(sheets['日报'], '派遣')?.[1]).toBe(1)
    expect(sheets['告警最多的设备']).toEqual([
      ['代码', '名称', '告警数'],
      ['wl-1', '积水点 wl-1', 1],
    ])
    expect(row(sheets['按街道'], '330106001')?.slice(0, 3)).toEqual([
      ...['330106001', '西湖区 北山街道', 1],
    ])
    expect((await api.ask('manager', 'GET', '/v1/report/daily.xlsx?date=2030-01-01')).status).toBe(
      400,
    )
  })
})
