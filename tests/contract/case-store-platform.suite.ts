import { expect, test } from 'vitest'

import type { PlatformCase } from '../../cases/platform-ports.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { CaseId } from '../../core/identity.ts'
import { instant, type Instant } from '../../core/time.ts'
import { at } from './case-store-samples.ts'

const c1 = 'C1' as CaseId
const c2 = 'C2' as CaseId
const later = instant(at + 50)

const until = (before: Instant) => ({ before, after: instant(at + 1_000) })

/** What every case store does with how far the platform of the city has each case; `fresh` opens an empty one. */
export function platformSuite(fresh: () => Promise<CaseStore>): void {
  const only = async (store: CaseStore, id: CaseId): Promise<PlatformCase> => {
    const found = (await store.dueToPlatform(until(later), [], 9)).find((one) => one.case === id)
    if (found === undefined) throw new Error(`${id} is not due`)
    return found
  }

  test('keeps the newest version of each case, and what is due', async () => {
    const store = await fresh()
    await store.addToPlatform(new Map(), at)
    await store.addToPlatform(new Map([[c2, 3]]), later)
    await store.addToPlatform(new Map([[c1, 4]]), at)
    const first = { case: c1, newest: 4, taken: 0, attempts: 0, next: at }
    const second = { case: c2, newest: 3, taken: 0, attempts: 0, next: later }
    expect(await store.dueToPlatform(until(at), [], 9)).toEqual([first])
    expect(await store.dueToPlatform(until(later), [], 9)).toEqual([first, second])
    expect(await store.dueToPlatform(until(later), [], 1)).toEqual([first])
    expect(await store.dueToPlatform(until(later), [c1], 9)).toEqual([second])
    // Neither does an older version go back, nor a newer one hasten what waits.
    await store.addToPlatform(new Map([...[[c1, 2] as const], [c2, 5]]), at)
    expect(await store.dueToPlatform(until(later), [], 9)).toEqual([
      first,
      { ...second, newest: 5 },
    ])
    expect(await store.platformCounts()).toEqual({ waiting: 2, refused: 0 })
    // As before a clock was set back.
    await store.addToPlatform(new Map([['C3' as CaseId, 1]]), instant(at + 1_001))
    const due = await store.dueToPlatform(until(later), [], 9)
    expect(due.map(({ case: id }) => id)).toEqual([c1, c2, 'C3'])
  })

  test('goes on from where it stood, and not when somebody else went on', async () => {
    const store = await fresh()
    await store.addToPlatform(new Map([[c1, 2]]), at)
    const before = await only(store, c1)
    expect(await store.stepToPlatform(before, { taken: 1, attempts: 0, next: at })).toBe(true)
    expect(await store.stepToPlatform(before, { taken: 1, attempts: 0, next: at })).toBe(false)
    const after = await only(store, c1)
    expect(after.taken).toBe(1)
    await store.addToPlatform(new Map([[c1, 3]]), at)
    expect(await store.stepToPlatform(after, { taken: 2, attempts: 0, next: at })).toBe(true)
    expect(await only(store, c1)).toMatchObject({ newest: 3, taken: 2 })
  })

  test('a refused case waits until it is tried again, however much comes behind', async () => {
    const store = await fresh()
    await store.addToPlatform(new Map([...[[c1, 2] as const], [c2, 2]]), at)
    for (const [id, when] of [[c1, later] as const, [c2, at] as const]) {
      const step = { taken: 1, attempts: 1, next: at }
      const refused = { at: when, reason: `the platform answered 422 to ${id}` }
      await store.stepToPlatform(await only(store, id), { ...step, refused })
    }
    await store.addToPlatform(new Map([[c1, 9]]), at)
    expect(await store.dueToPlatform(until(later), [], 9)).toEqual([])
    expect(await store.platformCounts()).toEqual({ waiting: 2, refused: 2 })
    const refused = await store.refusedByPlatform(9)
    expect(refused.map(({ case: id }) => id)).toEqual([c2, c1])
    expect(refused[1]).toMatchObject({
      ...{ newest: 9, taken: 1, attempts: 1 },
      refused: { at: later, reason: 'the platform answered 422 to C1' },
    })
    expect(await store.refusedByPlatform(1)).toHaveLength(1)
    expect(await store.retryToPlatform(later, c1)).toBe(1)
    expect(await store.retryToPlatform(later, c1)).toBe(0)
    const again = { case: c1, newest: 9, taken: 1, attempts: 0, next: later }
    expect(await store.dueToPlatform(until(later), [], 9)).toEqual([again])
    expect(await store.retryToPlatform(later)).toBe(1)
    expect(await store.platformCounts()).toEqual({ waiting: 2, refused: 0 })
  })
}
