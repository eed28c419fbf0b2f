import { describe, expect, test } from 'vitest'

import type { CellCode } from '../../../core/identity.ts'
import { importCsv } from '../../../devices/import.ts'
import { columnNames, deviceColumns } from '../../../devices/register/device-columns.ts'
import { importWords } from '../../../devices/register/import-words.ts'
import type { ImportContext } from '../../../devices/register/import-decision.ts'
import { mistakeText } from '../../../devices/register/row-mistake.ts'
import { openPlace, type Bilingual } from '../../../core/bilingual.ts'

const cell = {
  code: '330106001002003' as CellCode,
  name: 'n',
  community: 'c',
  street: 's',
  district: 'd',
}
const context: ImportContext = {
  crs: 'wgs84',
  grid: { cell: () => cell, cellAt: () => cell },
  registered: new Map(),
}
const noise = { kind: 'noise', site: 'street', longitude: 120.1, latitude: 30.2 }

describe('the columns of a file', () => {
  test.each([
    ['设备编号,设备类型,场所,经度,纬度,名称', 'in Chinese, as an exported file has them'],
    ['编号,类别,点位类型,经度（度）,纬度（度）,设备名称', 'as the forms of the pages call them'],
    ['ID,Device Type,site,LNG,lat,Device_Name', 'in English, as other systems write them'],
  ])('%s are known (%s)', (header) => {
    const imported = importCsv(`${header}\nn-1,noise,street,120.1,30.2,一号`, context)
    expect(imported.mistakes).toEqual([])
    expect(imported.devices).toMatchObject([{ id: 'n-1', name: '一号', ...noise }])
    expect(imported.columns[0]).toEqual({
      heading: header.split(',')[0],
      field: 'id',
      sample: 'n-1',
    })
  })

  test('every field is found by its own words, and no heading means two', () => {
    for (const name of columnNames)
      for (const heading of Object.values<string>(deviceColumns[name])) {
        const { columns } = importCsv(`${heading}\nx`, context)
        expect(columns).toEqual([{ heading, field: name, sample: 'x' }])
      }
  })

  test('a period of minutes is nobody’s, and the column is told as it is headed', () => {
    const { mistakes, columns } = importCsv('编号,上报周期（分钟）\nn-1,5', context)
    expect(mistakes.map(mistakeText)).toEqual([
      {
        zh: '第 1 行：无法识别“上报周期（分钟）”列',
        en: 'line 1: nobody knows the column "上报周期（分钟）"',
      },
    ])
    expect(columns[1]).toEqual({ heading: '上报周期（分钟）', sample: '5' })
  })

  test('are what somebody says they are, and what is left out is not read', () => {
    const text = 'a,b,c,d,e,备注,f\nn-1,noise,street,120.1,30.2,whatever,一号'
    const chosen = ['id', 'kind', 'site', 'longitude', 'latitude', undefined, 'name']
    const { mistakes, devices } = importCsv(text, context, chosen)
    expect(mistakes).toEqual([])
    expect(devices).toMatchObject([{ id: 'n-1', name: '一号', ...noise }])
  })

  test.each([
    [['id', 'kind'], 'line 1: the file has 3 columns, and 2 were said'],
    [['id', 'id', 'name'], 'line 1: the column id stands there twice'],
    [['name', 'kind', 'site'], 'line 1: the column id is missing'],
    [['id', 'kind', 'colour'], 'line 1: nobody knows the column "c"'],
  ])('chosen as %j are refused', (chosen, words) => {
    const { mistakes, devices, columns } = importCsv('a,b,c\n1,2,3', context, chosen)
    expect(devices).toEqual([])
    expect(mistakes.map((mistake) => mistakeText(mistake).en)).toContain(words)
    expect(columns.map(({ heading }) => heading)).toEqual(['a', 'b', 'c'])
  })

  test('kinds, sites and being in service may stand there as people say them', () => {
    const text =
      '编号,类型,场所,经度,纬度,在用\nn-1,噪声,道路旁,120.1,30.2,停用\nm-1,窨井盖,人行道,120.1,30.2,是'
    const { devices, mistakes } = importCsv(text, context)
    expect(mistakes.map((mistake) => mistakeText(mistake).zh)).toEqual([
      expect.stringMatching(/^第 2 行，场所：噪声的场所应为以下之一：.*；不能是 道路旁$/),
    ])
    expect(devices).toEqual([])
    expect(importCsv(text.replace('道路旁', 'street'), context).devices).toMatchObject([
      { kind: 'noise', active: false },
      { kind: 'manhole', site: 'footway', active: true },
    ])
  })
})

describe('mistakes', () => {
  test('are told in Chinese by the names of the columns, and never half in English', () => {
    const text = [
      'id,kind,site,longitude,latitude,component,period,limits,zone,name,cell,gateway,hours',
      'bad id,noise,street,120,30,1,0,x,9z,a\u0000,12,b ad,late',
      'crew-1,tree,street,abc,95,,,road x=1,,,,,',
      'self,noise,street,120,30,,,,,,,self,',
      'self,noise,street,0,0,,,,,,,,',
    ].join('\n')
    const told = importCsv(text, context).mistakes.map(mistakeText)
    expect(told.length).toBeGreaterThan(12)
    for (const { zh } of told) {
      expect(zh).toMatch(/^第 \d+ 行[，：]/)
      expect(zh).not.toMatch(/写法不对（|must|Invalid|expected/)
    }
    expect(told.map(({ zh }) => zh)).toContain('第 3 行，经度：应为数字，实际是文本')
  })

  test('have the same open places in both languages', () => {
    const places = (text: string) => new Set([...text.matchAll(openPlace)].map(([, name]) => name))
    const apart: readonly string[] = ['columnMissing', 'columnMissingFor', 'otherKind']
    for (const [name, words] of Object.entries<Bilingual>(importWords))
      if (!apart.includes(name)) expect(places(words.zh), name).toEqual(places(words.en))
  })
})
