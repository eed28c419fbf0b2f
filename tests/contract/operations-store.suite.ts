import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import type {
  OperationsMeasurement,
  OperationsPoint,
  OperationsStore,
} from '../../core/operations.ts'
import { instant } from '../../core/time.ts'

/** A point as the engine gives it back: what it does not have is left out. */
export interface Row {
  /** Nanoseconds. */
  readonly time: bigint
  readonly values: Readonly<Record<string, unknown>>
}

export interface OpenedStore {
  readonly store: OperationsStore
  /** All points of a measurement in the order of time. */
  readonly read: (measurement: OperationsMeasurement) => Promise<readonly Row[]>
}

const at = instant(Date.UTC(2026, 2, 15, 10))
const nanoseconds = (slot = 0) => BigInt(at) * 1_000_000n + BigInt(slot)

const point = (
  tags: OperationsPoint['tags'],
  fields: OperationsPoint['fields'],
  rest: Partial<OperationsPoint> = {},
): OperationsPoint => ({ measurement: 'alarm', at, tags, fields, ...rest })

/** The contract of OperationsStore. `open` gives an empty store. */
export function operationsStoreSuite(name: string, open: () => Promise<OpenedStore>): void {
  describe(`operations store: ${name}`, () => {
    test('keeps words, numbers and truths under their tags, and leaves out what is not known', async () => {
      const { store, read } = await open()
      const fields = { title_zh: '井盖异动', level: 4, because: undefined, open: true, name: '' }
      const tags = { rule: 'cover', device: 'mh-1', kind: undefined, district: '' }
      expect(await store.write([point(tags, fields)])).toEqual([])
      expect(await read('alarm')).toEqual([
        {
          time: nanoseconds(),
          values: { rule: 'cover', device: 'mh-1', title_zh: '井盖异动', level: 4, open: true },
        },
      ])
    })

    test('keeps one point however often it is written, and the last word of it', async () => {
      const { store, read } = await open()
      const one = point({ device: 'a' }, { one: 1, level: 1 })
      await store.write([one, one])
      await store.write([one])
      await store.write([point({ device: 'a' }, { level: 2 })])
      expect((await read('alarm')).map(({ values }) => values)).toEqual([
        { device: 'a', one: 1, level: 2 },
      ])
    })

    test('puts fields of two writers side by side', async () => {
      const { store, read } = await open()
      await store.write([point({}, { open: 3 }, { measurement: 'city' })])
      await store.write([point({}, { devices: 500 }, { measurement: 'city' })])
      expect(await read('city')).toEqual([
        { time: nanoseconds(), values: { open: 3, devices: 500 } },
      ])
    })

    test('tells points of one instant apart by their slots', async () => {
      const { store, read } = await open()
      const slots = [999_999, 0, 41]
      await store.write(slots.map((slot) => point({ device: 'a' }, { one: slot }, { slot })))
      expect((await read('alarm')).map(({ time }) => time)).toEqual(
        [0, 41, 999_999].map(nanoseconds),
      )
    })

    test('takes a whole number and a fraction in the same field', async () => {
      const { store, read } = await open()
      const values = [1, 0.5, -3e-7, 1e21]
      await store.write(values.map((level, slot) => point({ device: 'a' }, { level }, { slot })))
      expect((await read('alarm')).map(({ values: { level } }) => level)).toEqual(values)
    })

    test('gives hostile names back, each as one point', async () => {
      const { store, read } = await open()
      const names = [
        'd x,=1',
        '井盖 1号，=东',
        `it's "quoted"`,
        'a=b',
        '-',
        '😀',
        '#',
        '"',
        'time',
        '1i',
        'true',
      ]
      const points = names.map((device, slot) =>
        point({ device }, { one: 1, title: device }, { slot }),
      )
      expect(await store.write(points)).toEqual([])
      expect((await read('alarm')).map(({ values }) => values)).toEqual(
        names.map((device) => ({ device, one: 1, title: device })),
      )
    })

    test('loses no point to any text: what cannot be said becomes an underscore', async () => {
      const units = fc.array(fc.nat(0xffff), { minLength: 1, maxLength: 12 })
      const text = units.map((codes) => String.fromCharCode(...codes))
      const texts = fc.sample(fc.tuple(text, text), { numRuns: 300, seed: 7 })
      const more = ['\\', 'a\\', '\\"', 'two\nlines', '\r', '\0', '\ud800', 'tab\there', '\u2028']
      const all = [...texts, ...more.map((each) => [each, each] as const)]
      const { store, read } = await open()
      const points = all.map(([device, title], slot) =>
        point({ device, rule: 'r' }, { one: 1, title }, { slot }),
      )
      expect(await store.write(points)).toEqual([])
      const rows = await read('alarm')
      expect(rows.map(({ time }) => time)).toEqual(all.map((_, slot) => nanoseconds(slot)))
      const said = (each: string) => each.replaceAll(/[\\\p{Cc}\p{Surrogate}]/gu, '_')
      expect(rows.map(({ values }) => [values['device'], values['title']])).toEqual(
        all.map(([device, title]) => [said(device), said(title)]),
      )
    })

    test('refuses what has no field or no possible instant, and takes the rest', async () => {
      const { store, read } = await open()
      const good = point({ device: 'a' }, { one: 1 })
      const bad = [
        point({ device: 'b' }, { level: Number.NaN, title: '', name: undefined }),
        point({ device: 'c' }, { one: 1 }, { at: instant(Number.NaN) }),
        point({ device: 'd' }, { one: 1 }, { at: instant(1e15) }),
      ]
      const refused = await store.write([...bad, good])
      expect(refused.map((each) => each.point)).toEqual(bad)
      expect((await read('alarm')).map(({ values }) => values)).toEqual([{ device: 'a', one: 1 }])
    })

    test('takes nothing, and a great many', async () => {
      const { store, read } = await open()
      expect(await store.write([])).toEqual([])
      const many = Array.from({ length: 12_000 }, (_, n) =>
        point({ device: `d-${n % 50}` }, { one: 1 }, { slot: n }),
      )
      expect(await store.write(many)).toEqual([])
      expect(await read('alarm')).toHaveLength(12_000)
    })
  })
}
