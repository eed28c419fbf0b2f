import { readdirSync, readFileSync } from 'node:fs'

import { parse as parseCsv } from 'csv-parse/sync'
import pointInPolygon from 'point-in-polygon-hao'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

import { readPatrols, planOf } from '../../../cases/desk/patrols-file.ts'
import { citySchema } from '../../../core/city.ts'
import { deviceSchema } from '../../../core/device.ts'
import { kindOf } from '../../../core/kinds.ts'
import { sampleCity } from '../../../simulators/sample-city.ts'

const folder = new URL('../../../deploy/sample-city/', import.meta.url)
const committed = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const city = sampleCity()
const duties = ['road', 'drainage', 'enforcement', 'environment', 'sanitation', 'sensors', 'gas']

describe('the folder deploy/sample-city', () => {
  it('is what the generator writes', () => {
    for (const [name, content] of city.files) expect(committed(name), name).toBe(content)
    expect(readdirSync(folder).sort()).toEqual([...city.files.keys(), 'README.md'].sort())
  })

  it('names districts of nobody', () => {
    expect(new Set(city.cells.map(({ code }) => code.slice(0, 6)))).toEqual(
      new Set(['990102', '990103']),
    )
  })

  it('holds a city and a grid of two districts, four streets and ten communities', () => {
    expect(citySchema.parse(parse(committed('city.yaml'))).zone).toBe('Asia/Shanghai')
    const codes = city.cells.map(({ code }) => code)
    expect(codes).toHaveLength(200)
    expect(new Set(codes).size).toBe(200)
    for (const code of codes) expect(code).toMatch(/^\d{15}$/)
    expect(new Set(codes.map((code) => code.slice(0, 9))).size).toBe(4)
    expect(new Set(codes.map((code) => code.slice(0, 12))).size).toBe(10)
  })

  it('numbers the cells of a community west to east, then north to south', () => {
    const communities = new Map<string, typeof city.cells>()
    for (const cell of city.cells) {
      const community = cell.code.slice(0, 12)
      communities.set(community, [...(communities.get(community) ?? []), cell])
    }
    for (const cells of communities.values()) {
      const inOrder = [...cells].sort((a, b) => a.row - b.row || a.column - b.column)
      expect(cells.map(({ code }) => code.slice(12))).toEqual(
        inOrder.map((_, index) => String(index + 1).padStart(3, '0')),
      )
      expect(cells).toEqual(inOrder)
    }
  })

  it('leaves no gap: neighbours share their corners', () => {
    const at = new Map(city.cells.map((cell) => [`${cell.column}/${cell.row}`, cell]))
    for (const { column, row, ring } of city.cells) {
      const east = at.get(`${column + 1}/${row}`)
      const south = at.get(`${column}/${row + 1}`)
      if (east !== undefined) expect([ring[1], ring[2]]).toEqual([east.ring[0], east.ring[3]])
      if (south !== undefined) expect([ring[0], ring[1]]).toEqual([south.ring[3], south.ring[2]])
      expect(ring[0]).toEqual(ring.at(-1))
    }
  })
})

describe('the devices of the sample city', () => {
  const rows: readonly Record<string, string>[] = parseCsv(committed('devices.csv'), {
    columns: true,
  })

  it('are about five hundred', () => {
    const count = (kind: string) => rows.filter((row) => row['kind'] === kind).length
    const sizes = { manhole: 150, water: 90, noise: 110, dust: 70, fume: 80, gateway: 4 }
    expect(Object.fromEntries(Object.keys(sizes).map((kind) => [kind, count(kind)]))).toEqual(sizes)
    expect(rows).toHaveLength(Object.values(sizes).reduce((sum, size) => sum + size))
  })

  it('fit the schema of devices and the sites of their kind', () => {
    expect(rows).toHaveLength(city.devices.length)
    for (const device of city.devices) {
      expect(deviceSchema.safeParse(device).error).toBeUndefined()
      expect(kindOf(device.kind).sites).toContain(device.site)
    }
    expect(new Set(city.devices.map(({ id }) => id)).size).toBe(city.devices.length)
    const components = city.devices.flatMap(({ component }) => component ?? [])
    expect(new Set(components).size).toBe(components.length)
  })

  it('stand inside the cell and district they claim', () => {
    const cells = new Map(city.cells.map((cell) => [cell.code, cell]))
    for (const { id, cell, component, longitude, latitude } of city.devices) {
      const found = cell === undefined ? undefined : cells.get(cell)
      expect(found, id).toBeDefined()
      const ring = (found?.ring ?? []).map(([x, y]) => [x, y])
      expect(pointInPolygon([longitude, latitude], [ring]), id).toBe(true)
      if (component !== undefined) expect(component.slice(0, 6)).toBe(cell?.slice(0, 6))
    }
  })

  it('say 40 to 60 readings a second together', () => {
    const perSecond = city.devices.reduce((sum, { period }) => sum + 1 / period, 0)
    expect(perSecond).toBeGreaterThan(40)
    expect(perSecond).toBeLessThan(60)
  })

  it('know the levels of their river and their gateway', () => {
    const gateways = city.devices.filter(({ kind }) => kind === 'gateway').map(({ id }) => id)
    const children = city.devices.filter(({ gateway }) => gateway !== undefined)
    expect(children.length).toBeGreaterThan(10)
    for (const { gateway } of children) expect(gateways).toContain(gateway)
    for (const { limits } of city.devices.filter(({ site }) => site === 'river')) {
      expect(limits?.['guaranteed']).toBeGreaterThan(limits?.['warning'] ?? Number.NaN)
    }
    for (const { zone } of city.devices.filter(({ kind }) => kind === 'noise')) {
      expect(zone).toBeDefined()
    }
  })
})

describe('the units of the sample city', () => {
  const units: readonly { id: string; duties: string[]; cells: string[] }[] = parse(
    committed('units.yaml'),
  )
  const rows: readonly { unit: string; duty?: string; cell?: string }[] = parse(
    committed('dispatch.yaml'),
  )

  it('are the ones the dispatch table and the devices name', () => {
    const ids = units.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { unit } of rows) expect(ids).toContain(unit)
    for (const { owner } of city.devices) if (owner !== undefined) expect(ids).toContain(owner)
  })

  it('have every duty of the rules in every district', () => {
    for (const district of ['990102', '990103']) {
      for (const duty of duties) {
        const able = units.filter(
          ({ duties, cells }) =>
            duties.includes(duty) && (cells.length === 0 || cells.includes(district)),
        )
        expect(
          able.map(({ id }) => id),
          `${duty} in ${district}`,
        ).not.toEqual([])
        const row = rows.find(
          (each) => each.duty === duty && (each.cell === undefined || each.cell === district),
        )
        expect(able.map(({ id }) => id)).toContain(row?.unit)
      }
    }
  })
})

describe('the patrol plans of the sample city', () => {
  const cells = new Set<string>(city.cells.map(({ code }) => code))
  const { rows, mistakes } = readPatrols(committed('patrols.csv'), { cells, grids: new Set() })
  const plans = rows.map(planOf)

  it('have no mistakes, and check points in the unit grids that are walked', () => {
    expect(mistakes).toEqual([])
    for (const { points, cells: walked, name } of plans) {
      expect(points.length).toBeGreaterThan(0)
      for (const point of points) {
        if ('component' in point) throw new Error(`${point.name} has no position`)
        const at = city.cells.find(({ ring }) =>
          pointInPolygon([point.longitude, point.latitude], [ring.map(([x, y]) => [x, y])]),
        )
        expect(
          walked.some((head) => at?.code.startsWith(head)),
          `${name}: ${point.name}`,
        ).toBe(true)
      }
    }
  })

  it('leave no hour in which nothing is to be walked', () => {
    const hour = (text: string) => Number(text.slice(0, 2))
    const isWalked = (now: number) =>
      plans.some(({ from, to }) =>
        hour(from) < hour(to)
          ? hour(from) <= now && now < hour(to)
          : hour(from) <= now || now < hour(to),
      )
    expect(Array.from({ length: 24 }, (_, now) => now).filter((now) => !isWalked(now))).toEqual([])
  })
})
