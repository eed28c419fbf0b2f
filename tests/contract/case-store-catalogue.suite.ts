import { expect, test } from 'vitest'

import type { CatalogueVersion } from '../../cases/life/catalogue.ts'
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

  test('lets one of several put the next version, however close they come', async () => {
    const store = await fresh()
    const put = Array.from({ length: 8 }, () => store.addCatalogue(catalogueVersion(1)))
    const results = await Promise.allSettled(put)
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(await store.catalogueHeads('standards')).toHaveLength(1)
  })
}
