import { expect, test } from 'vitest'

import type { CaseEvent } from '../../cases/life/facts.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { UnitId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { at, by, collected, commit, dispatched, drainage } from './case-store-samples.ts'

/** What every case store does with a suspended case (挂账); `fresh` opens an empty one. */
export function suspensionSuite(fresh: () => Promise<CaseStore>): void {
  test('a suspended case is found as such, and its end among what is due', async () => {
    const store = await fresh()
    const until = instant(at + 86_400_000)
    const said = {
      reason: 'other',
      text: '"suspension":{"state":"suspended",',
      photos: [],
    } as const
    const asked: CaseEvent = {
      ...{ event: 'suspensionAsked', at, by },
      data: { unit: drainage, until, level: 'dispatcher', ...said },
    }
    const stopped = [{ kind: 'handling', left: 7_200_000, limit: '2 urgent hours' }] as const
    const granted: CaseEvent = { event: 'suspended', at, by, data: { until, stopped } }
    await store.append(commit('C1', undefined, [collected('wl-1'), dispatched, asked, granted]))
    await store.append(commit('C2', undefined, [collected('wl-2'), dispatched, asked]))
    const ids = async (suspended: boolean) =>
      (await store.list({ suspended }, 9)).items.map(({ id }) => id)
    expect(await ids(true)).toEqual(['C1'])
    expect(await ids(false)).toEqual(['C2'])
    expect((await store.summary({ unit: drainage })).suspended).toBe(1)
    expect((await store.summary({ unit: 'road' as UnitId })).suspended).toBe(0)
    expect(await store.due(until, 9)).toEqual([
      { case: 'C2', kind: 'handling', at: instant(at + 7_200_000) },
      { case: 'C1', kind: 'resume', at: until },
    ])
  })
}
