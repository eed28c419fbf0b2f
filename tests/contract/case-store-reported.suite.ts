import { expect, test } from 'vitest'

import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { instant } from '../../core/time.ts'
import { at, collected, commit } from './case-store-samples.ts'

/** How every case store finds what people reported, and when; `fresh` opens an empty one. */
export function reportedSuite(fresh: () => Promise<CaseStore>): void {
  test('what people reported is told from what alarms opened, and by the time that it came', async () => {
    const store = await fresh()
    const reported = (when: number, words: string): CaseEvent => {
      const first = collected('wl-1', instant(when))
      if (first.event !== 'collected') throw new Error('is collected')
      const place = { description: words }
      return { ...first, data: { ...first.data, source: 'citizen', place } }
    }
    await store.append(commit('C1', undefined, [collected('wl-1')]))
    await store.append(commit('C2', undefined, [reported(at + 1, '"source":"sensor",')]))
    await store.append(commit('C3', undefined, [reported(at + 2, 'water')]))
    const found = async (filter: Parameters<CaseStore['list']>[0]) =>
      (await store.list(filter, 9)).items.map(({ id }) => id)
    const during = (from: number, to: number) => ({ from: instant(from), to: instant(to) })
    expect(await found({ reported: true })).toEqual(['C3', 'C2'])
    expect(await found({ collected: during(at, at + 2) })).toEqual(['C2', 'C1'])
    expect(await found({ reported: true, collected: during(at, at + 2) })).toEqual(['C2'])
    expect(await found({ collected: during(at + 3, at + 9) })).toEqual([])
  })
}
