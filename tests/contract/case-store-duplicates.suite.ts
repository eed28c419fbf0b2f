import { expect, test } from 'vitest'

import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { CaseId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { at, by, collected, commit } from './case-store-samples.ts'

const marked: CaseEvent = {
  ...{ event: 'duplicateMarked', at, by },
  data: { of: 'C1' as CaseId, reason: 'the same water' },
}
const added = (repeat: string): CaseEvent => ({
  ...{ event: 'duplicateAdded', at, by },
  data: {
    ...{ case: repeat as CaseId, source: 'sensor', collectedAt: at, reason: 'the same water' },
    ...{ photos: [], alarms: [], standing: [] },
  },
})
const voided: CaseEvent = { event: 'voided', at, by, data: { reason: 'nothing' } }

/** What every case store knows of repeats; `fresh` opens an empty one. */
export function duplicateSuite(fresh: () => Promise<CaseStore>): void {
  test('writes commits of two cases together or not at all, whoever is faster', async () => {
    const store = await fresh()
    const kept = commit('C1', undefined, [collected('wl-1')])
    const repeat = commit('C2', undefined, [collected('wl-2')])
    await store.append(kept, repeat)
    const half = commit('C2', repeat.after, [marked])
    const stale = { ...commit('C1', kept.after, [added('C2')]), expectedVersion: 7 }
    await expect(store.append(half, stale)).rejects.toMatchObject({ code: 'version-conflict' })
    expect((await store.get('C2' as CaseId))?.stage).toBe('collected')
    const other = commit('C1', kept.after, [added('C2')])
    const both = await Promise.allSettled([store.append(half, other), store.append(other, half)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    expect((await store.get('C1' as CaseId))?.duplicates).toHaveLength(1)
    expect(await store.verify()).toMatchObject({ cases: 2, events: 4, faults: [] })
  })

  test('finds the kept case by the thing of its repeat until that has ended', async () => {
    const store = await fresh()
    const kept = commit('C1', undefined, [collected('wl-1')])
    const repeat = commit('C2', undefined, [collected('wl-2')])
    await store.append(kept, repeat)
    const key = 'wl-2/0506/incident'
    expect(await store.openCase(key)).toBe('C2')
    const other = commit('C1', kept.after, [added('C2')])
    await store.append(commit('C2', repeat.after, [marked]), other)
    expect(await store.openCase(key)).toBe('C1')
    expect((await store.summary()).open).toBe(1)
    await expect(store.append(commit('C3', undefined, [collected('wl-2')]))).rejects.toMatchObject({
      code: 'version-conflict',
    })
    await store.append(commit('C1', other.after, [voided]))
    expect(await store.openCase(key)).toBeUndefined()
    await store.append(commit('C3', undefined, [collected('wl-2')]))
    expect(await store.openCase(key)).toBe('C3')
  })

  test('lists open cases of some categories by when they were collected', async () => {
    const store = await fresh()
    const later = instant(at + 60_000)
    const gone = commit('C3', undefined, [collected('wl-3')])
    for (const one of [
      ...[commit('C1', undefined, [collected('wl-1', later)]), gone],
      commit('C2', undefined, [collected('wl-2')]),
    ])
      await store.append(one)
    await store.append(commit('C3', gone.after, [voided]))
    const found = async (categories: readonly string[], to = later, limit = 9) =>
      (await store.openCollected({ categories, from: at, to }, limit)).map(({ id }) => id)
    expect(await found(['0506', '0101'])).toEqual(['C2', 'C1'])
    expect(await found(['0506'], at)).toEqual(['C2'])
    expect(await found(['0506'], later, 1)).toEqual(['C2'])
    expect(await found(['0101'])).toEqual([])
  })
}
