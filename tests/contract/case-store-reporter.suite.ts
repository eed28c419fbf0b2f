import { expect, test } from 'vitest'

import type { CaseStore } from '../../cases/ports.ts'
import type { CaseId } from '../../core/identity.ts'
import { lookSuite } from './case-store-looks.suite.ts'
import { photoUsesSuite } from './case-store-photo-uses.suite.ts'
import { scopeSuite } from './case-store-scope.suite.ts'
import { summarySuite } from './case-store-summary.suite.ts'
import { at, by, caller, collected, commit, sketch } from './case-store-samples.ts'

/** What every case store keeps beside the record: who reported a case, and where pictures were used; `fresh` opens an empty one. */
export function reporterSuite(fresh: () => Promise<CaseStore>, name: string): void {
  photoUsesSuite(fresh)

  test('keeps who reported a case with its first event, until it is erased', async () => {
    const store = await fresh()
    const id = 'C1' as CaseId
    await store.append({ ...sketch(1), reporter: caller })
    await store.append(sketch(2))
    // Whoever loses the race for a number leaves nothing.
    await expect(store.append({ ...sketch(2), reporter: caller })).rejects.toMatchObject({
      code: 'version-conflict',
    })
    expect(await store.reporter(id)).toEqual(caller)
    expect(await store.reporter('C2' as CaseId)).toBeUndefined()
    const erased = { at, by: 'ada' }
    expect(await store.eraseReporter('C2' as CaseId, erased)).toBe(false)
    expect(await store.eraseReporter(id, erased)).toBe(true)
    expect(await store.eraseReporter(id, { at, by: 'bob' })).toBe(false)
    expect(await store.reporter(id)).toEqual({ erased })
    expect(await store.verify()).toMatchObject({ events: 2, faults: [] })
  })

  test('keeps the code by which a case is followed and what was said of it, until its reporter is erased', async () => {
    const store = await fresh()
    const id = 'C1' as CaseId
    await store.append(sketch(1))
    expect([await store.followed('a1'), await store.said(id)]).toEqual([undefined, undefined])
    await store.keepFollow(id, 'a1', at)
    await store.keepFollow(id, 'b2', at)
    expect([await store.followed('a1'), await store.followed('b2')]).toEqual([undefined, id])
    const rated = { event: 'rated', at, by, data: { rating: 'fair' } } as const
    const said = 'not good \0'
    const again = commit('C2', undefined, [collected('wl-2'), rated])
    await store.append({ ...again, said })
    expect([await store.said('C2' as CaseId), await store.said(id)]).toEqual([said, undefined])
    const erased = { at, by: 'ada' }
    for (const one of [id, 'C2' as CaseId]) {
      expect(await store.eraseReporter(one, erased)).toBe(true)
      expect(await store.eraseReporter(one, erased)).toBe(false)
    }
    expect([await store.followed('b2'), await store.said('C2' as CaseId)]).toEqual([
      undefined,
      undefined,
    ])
  })

  lookSuite(fresh)
  scopeSuite(fresh, name)
  summarySuite(fresh, name)
}
