import { expect, test } from 'vitest'

import type { CaseStore } from '../../cases/ports.ts'
import type { CaseId } from '../../core/identity.ts'
import { collected, commit, dispatched, filed } from './case-store-samples.ts'

/** Some facts of many cases, asked for at once. */
export function factsSuite(fresh: () => Promise<CaseStore>): void {
  test('gives certain facts of several cases, each case in its order, and nothing of others', async () => {
    const store = await fresh()
    const ids = ['C1', 'C2', 'C3'].map((id) => id as CaseId)
    for (const id of ids) {
      const first = commit(id, undefined, [collected(`wl-${id}`), filed])
      await store.append(first)
      await store.append(commit(id, first.after, [dispatched]))
    }
    const asked = ['C2', 'C1', 'C9'].map((id) => id as CaseId)
    const found = await store.factsOf(asked, ['dispatched', 'filed', 'rework'])
    expect(found.map(({ case: id, version, event }) => `${id} ${version} ${event}`)).toEqual([
      ...['C1 2 filed', 'C1 3 dispatched', 'C2 2 filed', 'C2 3 dispatched'],
    ])
    expect(found[1]?.data).toEqual(dispatched.data)
    expect(await store.factsOf([], ['filed'])).toEqual([])
    expect(await store.factsOf(ids, [])).toEqual([])
  })
}
