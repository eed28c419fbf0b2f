import { expect, test } from 'vitest'

import type { CaseStore } from '../../cases/ports.ts'
import type { CaseId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { sketch } from './case-store-samples.ts'

/** What every case store does with the next step of escalation; `fresh` opens an empty one. */
export function escalationSuite(fresh: () => Promise<CaseStore>): void {
  test('keeps when the next step of escalation is told, with a commit or between two', async () => {
    const store = await fresh()
    const id = 'C1' as CaseId
    const planned = async () =>
      (await store.due(instant(9e12), 9))
        .filter(({ kind }) => kind === 'escalation')
        .map(({ case: of, at }) => [of, at])
    await store.append({ ...sketch(1), escalation: instant(700) })
    await store.append(sketch(2))
    expect(await planned()).toEqual([[id, 700]])
    await store.planEscalation(id, 1, instant(800))
    await store.planEscalation(id, 2, instant(900))
    await store.planEscalation('C9' as CaseId, 0, instant(900))
    expect(await planned()).toEqual([[id, 800]])
    const first = (await store.due(instant(9e12), 9)).map(({ kind }) => kind)
    await store.planEscalation(id, 1, undefined)
    expect(await planned()).toEqual([])
    expect(await store.due(instant(9e12), 9)).toHaveLength(first.length - 1)
    expect(await store.verify()).toMatchObject({ events: 2, faults: [] })
  })
}
