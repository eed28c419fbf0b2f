/** The register as a file: what the list holds, and what an import takes again. */
import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import readXlsxFile from 'read-excel-file/node'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { toCsv } from '../../../core/csv.ts'
import type { Device } from '../../../core/device.ts'
import { importCsv } from '../../../devices/import.ts'
import { cellOf, columnNames, deviceColumns } from '../../../devices/register/device-columns.ts'
import { parseGrid } from '../../../devices/register/grid.ts'
import { sampleCity } from '../../../simulators/sample-city.ts'
import { startDeskServer, type DeskServer } from '../../support/desk-server.ts'

const city = sampleCity()
const grid = parseGrid(city.files.get('grid.geojson') ?? '')
const [west, east] = ['990102', '990103'] as const
const tokens = [
  { name: 'all', role: 'administrator', token: 'of-all' },
  { name: 'west', role: 'operator', areas: [west], token: 'of-the-west' },
] as const

let desk: DeskServer
beforeAll(async () => {
  desk = await startDeskServer({ tokens })
  const answer = await desk.ask('/v1/devices/import?format=csv', {
    ...{ token: 'of-all', method: 'POST', headers: { 'content-type': 'text/csv' } },
    body: city.files.get('devices.csv') ?? '',
  })
  expect([answer.status, await answer.text()]).toEqual([200, expect.any(String)])
})
afterAll(() => desk[Symbol.asyncDispose]())

const file = async (query: string, token = 'of-all') => {
  const answer = await desk.ask(`/v1/devices.${query}`, { token })
  expect(answer.status).toBe(200)
  return Buffer.from(await answer.arrayBuffer())
}
const rowsOf = (bytes: Buffer) =>
  parse<Record<string, string>>(bytes.toString('utf8'), { bom: true, columns: true })

describe('the register as a file', () => {
  test('holds the devices that the list holds, of whoever asks', async () => {
    const listed = async (query: string, token: string) => {
      const answer = await desk.ask(`/v1/devices?limit=1000&${query}`, { token })
      const { devices } = (await answer.json()) as { devices: { id: string }[] }
      return devices.map(({ id }) => id)
    }
    const filters = [
      '',
      `cell=${east}`,
      'kind=water&active=true',
      `q=${encodeURIComponent('井盖 02-23')}`,
    ]
    for (const { token } of tokens)
      for (const filter of filters) {
        const rows = rowsOf(await file(`csv?language=en&${filter}`, token))
        expect(rows.map(({ id }) => id)).toEqual(await listed(filter, token))
      }
    expect(rowsOf(await file(`csv?language=en&cell=${east}`, 'of-the-west'))).toEqual([])
    expect(rowsOf(await file('csv?language=en&kind=gateway')).length).toBe(4)
  })

  test('has the same rows as a workbook, under Chinese headings', async () => {
    const [sheet] = await readXlsxFile(await file('xlsx?kind=gateway'))
    const [head, ...rows] = sheet?.data ?? []
    expect(head).toEqual(columnNames.map((name) => deviceColumns[name].zh))
    const csv = rowsOf(await file('csv?kind=gateway'))
    expect(rows.map(([id]) => id)).toEqual(csv.map((row) => row['设备编号']))
  })

  test.each(['zh', 'en'])('is imported again and changes nothing (%s)', async (language) => {
    const body = await file(`csv?language=${language}`)
    const answer = await desk.ask('/v1/devices/import?format=csv', {
      ...{ token: 'of-all', method: 'POST', headers: { 'content-type': 'text/csv' }, body },
    })
    expect(await answer.json()).toMatchObject({
      new: 0,
      changed: 0,
      unchanged: city.devices.length,
    })
  })
})

/** Texts that a spreadsheet might take for something else, and what CSV has to quote. */
const name = fc.oneof(
  fc.constantFrom('=1+1', '-1层水位', '+86', '@here', "'quoted", "'=odd", 'a,b', 'a "b"', '=a,"b"'),
  fc.stringMatching(/^[=+\-@'",;a-z井]{1,12}$/),
)

test('whatever a device is called, its file holds no formula and gives the same device back', () => {
  const [first] = city.devices
  if (first === undefined) throw new Error('the sample city has devices')
  fc.assert(
    fc.property(name, (text) => {
      const device: Device = { ...first, name: text }
      const row = columnNames.map((column) => cellOf(device, column))
      const csv = toCsv([columnNames.map((column) => deviceColumns[column].zh), row])
      const cells = parse(csv, { bom: true })[1] ?? []
      expect(cells[columnNames.indexOf('name')]).not.toMatch(/^[=+\-@]/)
      const registered = new Map([[device.id, { device, revision: 1 }]])
      const { mistakes, changes } = importCsv(csv, { grid, crs: 'wgs84', registered })
      expect([mistakes, changes.unchanged]).toEqual([[], 1])
    }),
  )
})
