import { describe, expect, test } from 'vitest'

import type { Device } from '../../core/device.ts'
import { externalIdSchema, type DeviceId } from '../../core/identity.ts'
import type { Registry } from '../../core/registry.ts'
import { instant } from '../../core/time.ts'

export const device = (id: string, rest: Partial<Device> = {}): Device => ({
  id: id as DeviceId,
  kind: 'noise',
  site: 'street',
  longitude: 120.1,
  latitude: 30.2,
  period: 60,
  active: true,
  ...rest,
})

const credentials = (...entries: readonly (readonly [string, string])[]) =>
  new Map(entries.map(([id, hash]) => [id as DeviceId, hash]))

const sighting = (id: string, lastSeen: number, sample: string, frames = 1) => ({
  id: id as DeviceId,
  lastSeen: instant(lastSeen),
  frames,
  sample,
})

/** The contract of Registry, for every adapter. `open` gives an empty register. */
export function registrySuite(name: string, open: () => Promise<Registry>): void {
  const using = async (work: (registry: Registry) => Promise<void>): Promise<void> => {
    const registry = await open()
    try {
      await work(registry)
    } finally {
      await registry[Symbol.asyncDispose]()
    }
  }

  describe(`registry: ${name}`, () => {
    test('an empty register has no changes', () =>
      using(async (registry) => {
        expect(await registry.changes(0, 10)).toEqual([])
        await registry.put([])
        expect(await registry.unknown(10)).toEqual([])
      }))

    test('gives back every field of a device', () =>
      using(async (registry) => {
        const full = device('mh-1', {
          kind: 'manhole',
          name: '井盖 "一"',
          site: 'road',
          component: '3301060101000001',
          cell: '330106001002003' as Device['cell'],
          zone: '4a',
          limits: { tilt: 30, 'wellLevel.high': 120.5 },
          owner: 'unit-1' as Device['owner'],
          gateway: 'gw-1' as DeviceId,
          mn: '010000A8900016F000169DC1',
          externalId: externalIdSchema.parse('868508064807350'),
          checksum: 'swapped',
          concentration: 'ug/m3',
          active: false,
        })
        await registry.put([full])
        const [row] = await registry.changes(0, 10)
        expect(row?.device).toEqual(full)
        expect(row).not.toHaveProperty('credential')
      }))

    test('an MN is that of one device; devices may take each other’s', () =>
      using(async (registry) => {
        const mnOf = async () =>
          Object.fromEntries(
            (await registry.changes(0, 1_000)).map(({ device: { id, mn } }) => [id, mn]),
          )
        await registry.put([device('d-1', { mn: 'A' }), device('d-2', { mn: 'B' }), device('d-3')])
        for (const twice of [
          [device('d-3', { mn: 'A' })],
          [device('d-1', { mn: 'C' }), device('d-4', { mn: 'C' })],
          [device('d-1', { mn: 'B' }), device('d-4', { mn: 'A' })],
        ])
          await expect(registry.put(twice)).rejects.toMatchObject({ code: 'version-conflict' })
        expect(await mnOf()).toEqual({ 'd-1': 'A', 'd-2': 'B', 'd-3': undefined })
        await registry.put([device('d-1', { mn: 'B' }), device('d-2', { mn: 'A' })])
        await registry.put([device('d-2'), device('d-3', { mn: 'A' })])
        expect(await mnOf()).toEqual({ 'd-1': 'B', 'd-2': undefined, 'd-3': 'A' })
        const others = Array.from({ length: 130 }, (_, n) => device(`m-${n}`, { mn: `M${n}` }))
        await registry.put(others)
        await registry.put(others.map((one, n) => ({ ...one, mn: `M${(n + 100) % 130}` })))
        expect(await mnOf()).toMatchObject({ 'm-0': 'M100', 'm-129': 'M99' })
      }))

    test('a station address is that of one device, and no MN is in its way', () =>
      using(async (registry) => {
        const stationAddress = '0012345678'
        const water = device('w-1', { stationAddress, gaugeZero: -1.5, levelOrigin: 'gauge' })
        await registry.put([water, device('d-1', { mn: stationAddress })])
        expect((await registry.changes(0, 10)).map((row) => row.device)).toContainEqual(water)
        await expect(registry.put([device('w-2', { stationAddress })])).rejects.toMatchObject({
          code: 'version-conflict',
        })
        await registry.put([device('w-1'), device('w-2', { stationAddress })])
        expect(await registry.changes(0, 10)).toHaveLength(3)
      }))

    test('an external id is that of one device, whatever else devices are called', () =>
      using(async (registry) => {
        const external = (id: string) => ({ externalId: externalIdSchema.parse(id) })
        const idsOf = async () =>
          Object.fromEntries(
            (await registry.changes(0, 100)).map(({ device: one }) => [one.id, one.externalId]),
          )
        await registry.put([
          device('d-1', { ...external('A'), mn: 'A' }),
          device('d-2', external('B')),
        ])
        for (const twice of [
          [device('d-3', external('A'))],
          [device('d-3', external('C')), device('d-4', external('C'))],
        ])
          await expect(registry.put(twice)).rejects.toMatchObject({ code: 'version-conflict' })
        await registry.put([device('d-1', external('B')), device('d-2', external('A'))])
        expect(await idsOf()).toEqual({ 'd-1': 'B', 'd-2': 'A' })
        await registry.put([device('d-1'), device('d-3', external('B'))])
        expect(await idsOf()).toEqual({ 'd-1': undefined, 'd-2': 'A', 'd-3': 'B' })
      }))

    test('a name that sent something is no unknown one once a device has it for its external id', () =>
      using(async (registry) => {
        await registry.sighted([
          sighting('868508064807350', 1_000, '{}'),
          sighting('x-1', 2_000, '{}'),
        ])
        await registry.put([
          device('d-1', { externalId: externalIdSchema.parse('868508064807350') }),
        ])
        expect((await registry.unknown(10)).map(({ id }) => id)).toEqual(['x-1'])
      }))

    test('who changed what is kept, newest first; what nobody changed and what programs put is not', () =>
      using(async (registry) => {
        const by = (name: string, at: number) => ({ by: name, at: instant(at) })
        const kitchen = device('fu-1', { kind: 'fume', limits: { tilt: 3 } })
        await registry.put([kitchen, device('d-2')], undefined, by('wang.fang', 1_000))
        const open = { ...kitchen, hours: 'Mo-Fr 10:00-21:00', period: 30 }
        await registry.put([open, device('d-2')], undefined, by('li.wei', 2_000))
        await registry.put([open], undefined, by('nobody', 3_000))
        await registry.put([{ ...open, period: 60 }])
        const { limits: _, ...bare } = open
        await registry.put([bare], undefined, by('li.wei', 4_000))
        expect(await registry.edits(kitchen.id, 10)).toEqual([
          {
            ...by('li.wei', 4_000),
            fields: [
              { field: 'limits', before: '{"tilt":3}' },
              { field: 'period', before: '60', after: '30' },
            ],
          },
          {
            ...by('li.wei', 2_000),
            fields: [
              { field: 'hours', after: 'Mo-Fr 10:00-21:00' },
              { field: 'period', before: '60', after: '30' },
            ],
          },
          { ...by('wang.fang', 1_000), added: true, fields: [] },
        ])
        expect(await registry.edits('d-2' as DeviceId, 10)).toHaveLength(1)
        expect(await registry.edits(kitchen.id, 1)).toMatchObject([{ at: 4_000 }])
      }))

    test('tells when each device came that was added since', () =>
      using(async (registry) => {
        const by = (at: number) => ({ by: 'li.wei', at: instant(at) })
        await registry.put([device('d-0')])
        await registry.put([device('d-1')], undefined, by(1_000))
        await registry.put([device('d-1', { name: 'x' })], undefined, by(3_000))
        const many = Array.from({ length: 1_200 }, (_, n) => device(`m-${n}`))
        await registry.put(many, undefined, by(2_000))
        const since = await registry.addedSince(instant(2_000))
        expect(since.size).toBe(1_200)
        expect(since.get('m-1199' as DeviceId)).toBe(2_000)
        expect((await registry.addedSince(instant(1_000))).get('d-1' as DeviceId)).toBe(1_000)
        expect(await registry.addedSince(instant(2_001))).toEqual(new Map())
      }))

    test('an edit that is refused is no edit', () =>
      using(async (registry) => {
        await registry.put([device('d-1')])
        const seen = new Map([['d-1' as DeviceId, 99]])
        const editing = { by: 'li.wei', at: instant(1) }
        await expect(
          registry.put([device('d-1', { name: 'x' })], seen, editing),
        ).rejects.toMatchObject({ code: 'version-conflict' })
        expect(await registry.edits('d-1' as DeviceId, 10)).toEqual([])
      }))

    test('a reader follows by revision: pages, oldest change first, nothing twice', () =>
      using(async (registry) => {
        const ids = Array.from({ length: 250 }, (_, n) => `d-${n}`)
        await registry.put(ids.map((id) => device(id)))
        const seen: string[] = []
        let revision = 0
        for (;;) {
          const page = await registry.changes(revision, 100)
          for (const row of page) {
            expect(row.revision).toBeGreaterThan(revision)
            revision = row.revision
            seen.push(row.device.id)
          }
          if (page.length < 100) break
        }
        expect(seen.toSorted()).toEqual(ids.toSorted())
        await registry.put([device('d-7', { active: false })])
        const later = await registry.changes(revision, 100)
        expect(later.map((row) => row.device.id)).toEqual(['d-7'])
      }))

    test('a row that says nothing new keeps its revision, whatever the order of its fields', () =>
      using(async (registry) => {
        await registry.put([device('a', { limits: { x: 1, y: 2 } })])
        const before = await registry.changes(0, 10)
        const { id, kind, ...rest } = device('a', { limits: { y: 2, x: 1 } })
        await registry.put([{ ...rest, kind, id }])
        expect(await registry.changes(0, 10)).toEqual(before)
      }))

    test('a revision is never used again', () =>
      using(async (registry) => {
        const used = new Set<number>()
        for (let n = 1; n <= 5; n += 1) {
          await registry.put([device('a', { period: n }), device('b', { period: n })])
          for (const { revision } of await registry.changes(0, 10)) {
            expect(used.has(revision)).toBe(false)
            used.add(revision)
          }
        }
      }))

    test('writers at the same time never give out one revision twice', () =>
      using(async (registry) => {
        await Promise.all(Array.from({ length: 20 }, (_, n) => registry.put([device(`d-${n}`)])))
        const revisions = (await registry.changes(0, 100)).map(({ revision }) => revision)
        expect(new Set(revisions).size).toBe(20)
      }))

    test('what was decided on a row that changed meanwhile is refused as a whole', () =>
      using(async (registry) => {
        const seen = (...entries: readonly (readonly [string, number])[]) =>
          new Map(entries.map(([id, revision]) => [id as DeviceId, revision]))
        await registry.put([device('a')], seen(['a', 0], ['gw', 0]))
        const [first] = await registry.changes(0, 10)
        await registry.put([device('a', { period: 5 })], seen(['a', first?.revision ?? -1]))
        const before = await registry.changes(0, 10)
        const stale = [device('a', { period: 7 }), device('b')]
        for (const old of [seen(['a', first?.revision ?? -1], ['b', 0]), seen(['b', 0], ['a', 0])])
          await expect(registry.put(stale, old)).rejects.toMatchObject({
            code: 'version-conflict',
            details: ['a'],
          })
        expect(await registry.changes(0, 10)).toEqual(before)
        const gone = registry.put([device('b')], seen(['b', 0], ['nobody', 3]))
        await expect(gone).rejects.toMatchObject({ details: ['nobody'] })
        await registry.put(stale, seen(['a', before[0]?.revision ?? -1], ['b', 0]))
        expect(await registry.changes(0, 10)).toHaveLength(2)
      }))

    test('of two that decided on the same rows at the same time, one is refused', () =>
      using(async (registry) => {
        const ids = Array.from({ length: 150 }, (_, n) => `d-${n}`)
        await registry.put(ids.map((id) => device(id)))
        const rows = await registry.changes(0, 1_000)
        const seen = new Map(rows.map((row) => [row.device.id, row.revision]))
        const outcomes = await Promise.allSettled(
          [5, 6, 7].map((period) =>
            registry.put(
              ids.map((id) => device(id, { period })),
              seen,
            ),
          ),
        )
        expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
        const periods = (await registry.changes(0, 1_000)).map((row) => row.device.period)
        expect(new Set(periods).size).toBe(1)
      }))

    test('credentials are replaced, kept over a change, and show as a change', () =>
      using(async (registry) => {
        await registry.put([device('a'), device('b')])
        const [, b] = await registry.changes(0, 10)
        await registry.setCredentials(credentials(['a', 'h1']))
        const changed = await registry.changes(b?.revision ?? 0, 10)
        expect(changed).toMatchObject([{ device: { id: 'a' }, credential: 'h1' }])
        await registry.setCredentials(credentials(['a', 'h1']))
        expect(await registry.changes(changed[0]?.revision ?? 0, 10)).toEqual([])
        await registry.put([device('a', { period: 5 })])
        await registry.setCredentials(credentials(['b', 'h2']))
        const rows = await registry.changes(0, 10)
        expect(rows.map((row) => [row.device.id, row.credential])).toEqual([
          ['a', 'h1'],
          ['b', 'h2'],
        ])
      }))

    test('a credential for a device without a row is refused, and then none is set', () =>
      using(async (registry) => {
        await registry.put([device('a')])
        const refused = registry.setCredentials(credentials(['a', 'h'], ['nobody', 'h']))
        await expect(refused).rejects.toMatchObject({
          code: 'device-unknown',
          details: ['nobody'],
        })
        const [row] = await registry.changes(0, 10)
        expect(row).not.toHaveProperty('credential')
      }))

    test('a refused change uses up nothing that a reader could miss', () =>
      using(async (registry) => {
        await registry.put([device('a')])
        await registry.setCredentials(credentials(['a', 'h'], ['nobody', 'h'])).catch(() => {})
        await registry.put([device('b')])
        expect((await registry.changes(0, 10)).map((row) => row.device.id)).toEqual(['a', 'b'])
      }))

    test('sightings add up and remember the first and the last', () =>
      using(async (registry) => {
        await registry.sighted([sighting('x', 2_000, 'second'), sighting('y', 5_000, 'other')])
        await registry.sighted([sighting('x', 3_000, 'third', 4)])
        await registry.sighted([sighting('x', 1_000, 'first')])
        expect(await registry.unknown(10)).toEqual([
          { id: 'y', firstSeen: 5_000, lastSeen: 5_000, frames: 1, sample: 'other' },
          { id: 'x', firstSeen: 1_000, lastSeen: 3_000, frames: 6, sample: 'third' },
        ])
        expect(await registry.unknown(1)).toHaveLength(1)
      }))

    test('a name that was registered meanwhile is no longer unknown', () =>
      using(async (registry) => {
        await registry.sighted([sighting('x', 1, ''), sighting('y', 2, '')])
        await registry.put([device('y')])
        expect((await registry.unknown(10)).map(({ id }) => id)).toEqual(['x'])
      }))
  })
}

/** `write` puts a text into the row of a device, past the register. */
export async function damagedRowsAreNamed(
  registry: Registry,
  write: (id: string, document: string) => Promise<unknown>,
): Promise<void> {
  await registry.put([device('a'), device('b')])
  for (const [document, fault] of [
    [JSON.stringify({ ...device('b'), period: '60' }), 'period: is no number'],
    [JSON.stringify({ ...device('b'), gateway: { id: 'gw' } }), 'gateway: is no text'],
    ['[]', 'is no object'],
  ] as const) {
    await write('b', document)
    await expect(registry.changes(0, 10)).rejects.toMatchObject({
      code: 'record-damaged',
      message: `device b: ${fault}`,
    })
  }
  await write('b', '{"id":"b","kind":')
  await expect(registry.changes(0, 10)).rejects.toMatchObject({
    code: 'record-damaged',
    message: 'device b is no JSON',
  })
  await registry.put([device('b')])
  expect(await registry.changes(0, 10)).toHaveLength(2)
}
