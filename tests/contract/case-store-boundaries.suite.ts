import { expect, test } from 'vitest'

import type { CaseStore } from '../../cases/ports.ts'
import type { CaseId } from '../../core/identity.ts'
import { plus } from '../../core/time.ts'
import { at, collected, commit, designated, returned, dispatched } from './case-store-samples.ts'

/** What every case store does with boundaries between units; `fresh` opens an empty one. */
export function boundarySuite(fresh: () => Promise<CaseStore>): void {
  test('keeps a boundary with the designation that draws it, until it is revoked', async () => {
    const store = await fresh()
    const first = commit('C1', undefined, [
      collected('wl-1'),
      dispatched,
      returned,
      designated('thing'),
    ])
    await store.append(first)
    // One without a boundary draws none, and a commit that loses its race draws none either.
    await store.append(
      commit('C2', undefined, [collected('wl-2'), dispatched, returned, designated()]),
    )
    await expect(store.append({ ...first, id: 'C2' as CaseId })).rejects.toMatchObject({
      code: 'version-conflict',
    })
    const boundary = {
      ...{ case: 'C1', category: '0506', scope: 'thing', place: 'wl-1', unit: 'drainage' },
      ...{ since: at, by: 'urban-brain', reason: 'the pipe is theirs \0' },
    }
    expect(await store.boundaries()).toEqual([boundary])
    expect(await store.boundariesOf('0506')).toEqual([boundary])
    expect(await store.boundariesOf('0101')).toEqual([])
    const revoked = { at: plus(at, 1), by: 'su', reason: 'the pipe was sold' }
    expect(await store.revokeBoundary('C2' as CaseId, revoked)).toBeUndefined()
    expect(await store.revokeBoundary('C1' as CaseId, revoked)).toEqual({
      boundary: { ...boundary, revoked },
      changed: true,
    })
    const again = { ...revoked, by: 'max' }
    expect(await store.revokeBoundary('C1' as CaseId, again)).toEqual({
      boundary: { ...boundary, revoked },
      changed: false,
    })
    expect(await store.boundariesOf('0506')).toEqual([])
    expect(await store.boundaries()).toEqual([{ ...boundary, revoked }])
  })
}
