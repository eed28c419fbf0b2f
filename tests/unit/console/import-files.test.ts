import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { toCsv } from '../../../core/csv.ts'
import {
  columnsText,
  credentialRows,
  formatOf,
  lotsOf,
  mistakeRows,
} from '../../../console/pages/devices/import-files.ts'

test('what a file is called says how it is to be read', () => {
  expect(['a.csv', 'a.XLSX', 'a.txt', 'a'].map(formatOf)).toEqual(['csv', 'csv', 'csv', 'csv'])
  expect(['a.geojson', 'a.JSON'].map(formatOf)).toEqual(['geojson', 'geojson'])
})

test('columns are told by their place, and those that are left out by a dash', () => {
  expect(columnsText(undefined)).toBeUndefined()
  expect(columnsText(['id', undefined, 'name'])).toBe('id,-,name')
})

test('lots hold every device once, in order, and as many as the API takes', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2_000 }), (count) => {
      const ids = Array.from({ length: count }, (_, n) => `d-${n}`)
      const lots = lotsOf(ids)
      expect(lots.flat()).toEqual(ids)
      expect(lots.every(({ length }) => length >= 1 && length <= 500)).toBe(true)
    }),
  )
})

test('mistakes and credentials as a spreadsheet reads them, a name that looks like a formula too', () => {
  const mistakes = [
    { line: 3, field: 'kind', message: 'no kind', zh: '没有' },
    { message: 'x', zh: '空' },
  ]
  const rows = mistakeRows(mistakes, {
    head: ['行', '列', '错误'],
    placeOf: ({ line }) => line ?? '',
    fieldOf: ({ field }) => field ?? '',
    said: ({ zh }) => zh,
  })
  expect(toCsv(rows)).toBe('\uFEFF行,列,错误\r\n3,kind,没有\r\n,,空\r\n')
  const given = [{ id: 'a', token: 'secret' }]
  expect(credentialRows(['编号', '名称', '凭证'], given, new Map([['a', '=1+1']]))).toEqual([
    ['编号', '名称', '凭证'],
    ['a', '=1+1', 'secret'],
  ])
})
