import { expect, test } from 'vitest'

import type { CaseStore } from '../../cases/ports.ts'
import type { CaseId } from '../../core/identity.ts'
import { lookSuite } from './case-store-looks.suite.ts'
import { photoUsesSuite } from './case-store-photo-uses.suite.ts'
import { scopeSuite } from './case-store-scope.suite.ts'
import { at, caller, sketch } from './case-store-samples.ts'

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

  lookSuite(fresh)
  scopeSuite(fresh, name)
}
