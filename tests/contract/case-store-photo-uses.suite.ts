import { expect, test } from 'vitest'

import type { CaseStore } from '../../cases/ports.ts'
import { commit, collected, pictured, sketch } from './case-store-samples.ts'

/** What every case store does with the pictures that records name; `fresh` opens an empty one. */
export function photoUsesSuite(fresh: () => Promise<CaseStore>): void {
  test('knows which cases named a picture, and in which of their events first', async () => {
    const store = await fresh()
    const [one, two] = ['aa'.repeat(32), 'bb'.repeat(32)]
    await store.append(commit('C1', undefined, [collected('wl-1'), pictured(one, one)]))
    await store.append(commit('C2', undefined, [collected('wl-2'), pictured(two), pictured(one)]))
    await store.append(sketch(3))
    expect(await store.photoUses([one])).toEqual([
      { sha256: one, case: 'C1', version: 2 },
      { sha256: one, case: 'C2', version: 3 },
    ])
    expect(await store.photoUses([two, 'cc'.repeat(32)])).toEqual([
      { sha256: two, case: 'C2', version: 2 },
    ])
    expect(await store.photoUses([])).toEqual([])
  })
}
