import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import type { CellCode } from '../../core/identity.ts'
import type { RegisteredDevice } from '../../core/registry.ts'
import { importCsv } from '../../devices/import.ts'
import type { ImportContext } from '../../devices/register/import-decision.ts'

const cell = {
  code: '330106001002003' as CellCode,
  name: 'n',
  community: 'c',
  street: 's',
  district: 'd',
}
const other = { ...cell, code: '330106001002004' as CellCode }
const grid: ImportContext['grid'] = {
  cell: (code) => [cell, other].find((one) => one.code === code),
  cellAt: (longitude) => (longitude < 120.5 ? cell : other),
}

const importInto = (
  text: string,
  register: ReadonlyMap<string, RegisteredDevice>,
): Map<string, RegisteredDevice> => {
  const { devices, mistakes } = importCsv(text, { crs: 'wgs84', grid, registered: register })
  expect(mistakes).toEqual([])
  return new Map([
    ...register,
    ...devices.map((device): [string, RegisteredDevice] => [device.id, { device, revision: 1 }]),
  ])
}

const optional = (cells: fc.Arbitrary<string>) => fc.oneof(fc.constant(''), cells)
const columns = {
  kind: fc.constant('water'),
  site: fc.constantFrom('road', 'underpass', 'river'),
  longitude: fc
    .double({ min: 120.1, max: 120.9, noNaN: true })
    .map((degrees) => degrees.toFixed(6)),
  latitude: fc.constantFrom('30.1', '30.25'),
  name: optional(fc.constantFrom('大道', 'well', 'a;b')),
  component: optional(fc.constantFrom('3301060101000001', '3301060101000002')),
  zone: optional(fc.constantFrom('0', '2', '4a')),
  owner: optional(fc.constantFrom('unit-1', 'unit-2')),
  period: optional(fc.constantFrom('1', '60', '86400')),
  limits: optional(fc.constantFrom('road.file_cm=12', 'road.file_cm=12;road.watch_cm=5')),
  cell: optional(fc.constantFrom(cell.code, other.code)),
  active: optional(fc.constantFrom('true', 'false')),
}
const names = Object.keys(columns)
const rows = fc.uniqueArray(
  fc.record({ id: fc.integer({ min: 0, max: 20 }).map((n) => `d-${n}`), ...columns }),
  { minLength: 1, maxLength: 8, selector: ({ id }) => id },
)
const paired = (chosen: readonly string[]): readonly string[] =>
  chosen.includes('longitude') || chosen.includes('latitude')
    ? [...new Set([...chosen, 'longitude', 'latitude'])]
    : chosen
const subset = fc.subarray(names).map(paired)

type Cells = Readonly<Record<string, string>>
const fileOf = (list: readonly Cells[], chosen: readonly string[]): string =>
  [['id', ...chosen], ...list.map((row) => ['id', ...chosen].map((name) => row[name] ?? ''))]
    .map((line) => line.join())
    .join('\n')

test('what an import says it changes is what it changes, and of the rest nothing', () => {
  fc.assert(
    fc.property(rows, rows, subset, (list, others, chosen) => {
      const first = importInto(fileOf(list, names), new Map())
      const known = others.filter(({ id }) => first.has(id))
      fc.pre(known.length > 0)
      const text = fileOf(known, chosen)
      const context = { crs: 'wgs84', grid, registered: first } as const
      const { rows: said, changes } = importCsv(text, context)
      const second = importInto(text, first)
      const differing = [...second].flatMap(([id, { device }]) => {
        const before: Readonly<Record<string, unknown>> = { ...first.get(id)?.device }
        const after: Readonly<Record<string, unknown>> = { ...device }
        const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
        const changed = fields.filter(
          (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
        )
        return changed.length > 0 ? [[id, changed.toSorted()] as const] : []
      })
      const told = said.map(
        ({ device, fields }) => [device.id, fields?.map(({ field }) => field)] as const,
      )
      expect(new Map(told)).toEqual(new Map(differing))
      expect(changes).toMatchObject({
        ...{ new: 0, changed: said.length, unchanged: known.length - said.length },
      })
    }),
  )
})

test('to import some columns of a file again changes nothing', () => {
  fc.assert(
    fc.property(rows, subset, (list, chosen) => {
      const first = importInto(fileOf(list, names), new Map())
      expect(importInto(fileOf(list, chosen), first)).toEqual(first)
    }),
  )
})

test('to import some columns of another file changes these and nothing else', () => {
  fc.assert(
    fc.property(rows, rows, subset, (list, others, chosen) => {
      const first = importInto(fileOf(list, names), new Map())
      const known = others.filter(({ id }) => first.has(id))
      fc.pre(known.length > 0)
      const second = importInto(fileOf(known, chosen), first)
      // A device that moves is in another cell then; the cell is made of the position.
      const said = new Set<string>([...chosen, ...(chosen.includes('longitude') ? ['cell'] : [])])
      for (const [id, { device }] of second) {
        const before: Readonly<Record<string, unknown>> = { ...first.get(id)?.device }
        const after: Readonly<Record<string, unknown>> = { ...device }
        for (const name of [...names, 'id', 'gateway'])
          if (!said.has(name)) expect(after[name], `${id}.${name}`).toEqual(before[name])
        const row: Cells | undefined = known.find((one) => one.id === id)
        if (before['active'] === false && !(said.has('active') && row?.['active'] === 'true'))
          expect(after['active'], 'out of service never ends by omission').toBe(false)
      }
    }),
  )
})
