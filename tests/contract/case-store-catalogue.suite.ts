import { expect, test } from 'vitest'

import type { CatalogueVersion } from '../../cases/life/catalogue.ts'
import type { UnitId } from '../../core/identity.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { at } from './case-store-samples.ts'

export const catalogueVersion = (version: number): CatalogueVersion => ({
  head: {
    ...{ table: 'standards', version, from: '2026-03-01', at, by: '王伟' },
    ...{ reason: 'the order of March "\0"', rows: 2 },
    ...(version > 1 && { restores: version - 1 }),
  },
  rows: [
    { category: '0506', condition: '1', filing_zh: '积水 "深" \0' },
    { category: '0506', condition: String(version + 1) },
  ],
})

export const cover = {
  ...{ code: '3301060102000001', name: '污水井盖 DN700 "\0"', owner: 'drainage' },
  ...{ maintenance: 'road', state: 'intact', longitude: '120.13', latitude: '30.26' },
} as const

export const componentsVersion = (
  version: number,
  rows: CatalogueVersion['rows'] = [cover],
  from = '2026-03-01',
): CatalogueVersion => ({
  head: {
    ...{ table: 'components', version, from, at, by: '王伟' },
    ...{ reason: 'census', rows: rows.length },
  },
  rows,
})

/** What every case store does with versions of the tables of a city; `fresh` opens an empty one. */
export function catalogueSuite(fresh: () => Promise<CaseStore>): void {
  test('keeps versions of a table one after the other, each once', async () => {
    const store = await fresh()
    expect(await store.catalogueHeads('standards')).toEqual([])
    expect(await store.catalogueVersion('standards', 1)).toBeUndefined()
    const conflict = { code: 'version-conflict' }
    await expect(store.addCatalogue(catalogueVersion(2))).rejects.toMatchObject(conflict)
    await store.addCatalogue(catalogueVersion(1))
    await expect(store.addCatalogue(catalogueVersion(1))).rejects.toMatchObject(conflict)
    await expect(store.addCatalogue(catalogueVersion(3))).rejects.toMatchObject(conflict)
    await store.addCatalogue(catalogueVersion(2))
    const heads = await store.catalogueHeads('standards')
    expect(heads).toEqual([catalogueVersion(1).head, catalogueVersion(2).head])
    for (const version of [1, 2])
      expect(await store.catalogueVersion('standards', version)).toEqual(catalogueVersion(version))
  })

  test('keeps rows in the order in which they are read', async () => {
    const store = await fresh()
    const units = ['road', 'drainage', 'road', 'gas']
    const rows = units.map((unit, place) => ({ unit, category: `0${900 - place}` }))
    const head = { ...catalogueVersion(1).head, table: 'dispatch', rows: rows.length } as const
    await store.addCatalogue({ head, rows })
    expect(await store.catalogueVersion('dispatch', 1)).toEqual({ head, rows })
    expect(await store.catalogueHeads('units')).toEqual([])
  })

  test('lets one of several put the next version, however close they come', async () => {
    const store = await fresh()
    const put = Array.from({ length: 8 }, () => store.addCatalogue(catalogueVersion(1)))
    const results = await Promise.allSettled(put)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await store.catalogueHeads('standards')).toHaveLength(1)
  })

  test('keeps what versions say of each component, and finds it as it is on a day', async () => {
    const store = await fresh()
    const lost = { code: '3301060101000009', name: 'Cover DN500', owner: 'drainage', state: 'lost' }
    const lamp = { code: '3301060203000001', name: '路灯', state: 'intact' }
    await store.addCatalogue(componentsVersion(1, [cover, lost, lamp]))
    const damaged = { ...cover, name: '雨水井盖', state: 'damaged' }
    await store.addCatalogue(componentsVersion(2, [damaged], '2026-04-01'))
    await expect(store.addCatalogue(componentsVersion(2, [lamp]))).rejects.toMatchObject({
      code: 'version-conflict',
    })
    const [march, april] = ['2026-03-31', '2026-04-01']
    const first = { ...cover, longitude: 120.13, latitude: 30.26, version: 1, from: '2026-03-01' }
    expect(await store.component(cover.code, march)).toEqual(first)
    expect(await store.component(cover.code, april)).toMatchObject({ version: 2, state: 'damaged' })
    expect(await store.component(cover.code, '2026-02-28')).toBeUndefined()
    expect(await store.component('3301060102000002', april)).toBeUndefined()
    const versions = await store.componentVersions(cover.code, 9)
    expect(versions).toMatchObject([{ from: april }, first])
    expect(await store.componentVersions(cover.code, 1)).toHaveLength(1)
    const codes = [cover.code, 'nothing', lamp.code]
    const rows = await store.componentRows(codes, april)
    expect(new Map(rows.map((row) => [row['code'], row]))).toEqual(
      new Map<string, object>([
        [cover.code, damaged],
        [lamp.code, lamp],
      ]),
    )
    const found = async (
      filter: Omit<Parameters<CaseStore['components']>[0], 'day'>,
      { day = march, after }: { day?: string; after?: string } = {},
    ) => (await store.components({ day, ...filter }, 2, after)).map(({ code }) => code)
    expect(await found({})).toEqual([lost.code, cover.code])
    expect(await found({}, { after: cover.code })).toEqual([lamp.code])
    expect(await found({ text: '33010601' })).toEqual([lost.code, cover.code])
    expect(await found({ text: 'dn' })).toEqual([lost.code, cover.code])
    expect(await found({ text: '污水' })).toEqual([cover.code])
    expect(await found({ text: '污水' }, { day: april })).toEqual([])
    expect(await found({ text: '%' })).toEqual([lost.code, cover.code])
    expect(await found({ unit: 'road' as UnitId })).toEqual([cover.code])
    expect(await found({ state: 'damaged' })).toEqual([])
    expect(await found({ state: 'damaged' }, { day: april })).toEqual([cover.code])
  })
}
