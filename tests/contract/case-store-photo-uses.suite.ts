import { expect, test } from 'vitest'

import type { CaseStore } from '../../cases/ports.ts'
import { urbanBrain as service } from '../../cases/life/passed.ts'
import { instant } from '../../core/time.ts'
import { at, closed, commit, collected, pictured, sketch } from './case-store-samples.ts'

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
    expect(await store.namedPhotos([two, 'cc'.repeat(32), one])).toEqual(new Set([one, two]))
    expect(await store.namedPhotos([])).toEqual(new Set())
  })

  test('names the pictures that no case holds on to any more, until a record says that they are gone', async () => {
    const store = await fresh()
    const [one, two, three] = ['aa'.repeat(32), 'bb'.repeat(32), 'cc'.repeat(32)]
    const ended = (n: number) => ({ ...closed, at: instant(at + n) })
    const first = commit('C1', undefined, [collected('wl-1'), pictured(one, two), ended(1)])
    await store.append(first)
    await store.append(commit('C2', undefined, [collected('wl-2'), pictured(two), ended(5)]))
    await store.append(commit('C3', undefined, [collected('wl-3'), pictured(three)]))
    await store.append(commit('C4', undefined, [collected('wl-4'), ended(1)]))
    const due = (n: number, except: readonly string[] = [], limit = 9) =>
      store.photosDue(instant(at + n), except, limit)
    expect(await due(1)).toEqual([])
    expect(await due(5)).toEqual([{ case: 'C1', version: 3, photos: [one] }])
    expect(await due(9)).toEqual([
      { case: 'C1', version: 3, photos: [one, two] },
      { case: 'C2', version: 3, photos: [two] },
    ])
    expect(await due(9, [], 1)).toHaveLength(1)
    expect(await due(9, ['drainage'])).toEqual([])
    const gone = { deleted: [one, two], keep: 1 }
    await store.append(
      commit('C1', first.after, [{ event: 'photosDeleted', at, by: service, data: gone }]),
    )
    expect(await due(9)).toEqual([{ case: 'C2', version: 3, photos: [two] }])
    // Who was there first is still known, and that a record names it.
    expect(await store.namedPhotos([one])).toEqual(new Set([one]))
    expect(await store.photoUses([one])).toEqual([{ sha256: one, case: 'C1', version: 2 }])
  })
}
