import { expect, test } from 'vitest'

import type { PatrolTask } from '../../cases/life/patrol-task.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { plus } from '../../core/time.ts'
import { at, collected, commit } from './case-store-samples.ts'

export const patrol = (n: number, more: Partial<PatrolTask> = {}): PatrolTask => ({
  ...{ id: `P20260313-${String(n).padStart(12, '0')}`, revision: 1, plan: 'east', version: 1 },
  ...{ name: '东片巡查', from: plus(at, n * 1_000), to: plus(at, n * 1_000 + 500) },
  ...{ people: ['ines'], cells: ['330106001002'], points: [] },
  ...more,
})

export const position = (second: number, more = {}) => ({
  ...{ at: at + second * 5_000, longitude: 120.123456, latitude: 30.26, accuracy: 8.5 },
  ...more,
})

/** What every case store does with patrols and their tracks. */
export function patrolSuite(fresh: () => Promise<CaseStore>): void {
  test('keeps a patrol once, and changes it only from the revision that was read', async () => {
    const store = await fresh()
    expect(await store.addPatrols([patrol(1), patrol(2)])).toBe(2)
    expect(await store.addPatrols([patrol(2, { name: 'again' }), patrol(3)])).toBe(1)
    expect(await store.patrol(patrol(2).id)).toEqual(patrol(2))
    expect(await store.patrol('P20260313-none')).toBeUndefined()
    const missed = patrol(1, { revision: 2, missed: at })
    await store.putPatrol(missed)
    await expect(store.putPatrol(missed)).rejects.toMatchObject({ code: 'version-conflict' })
    await expect(store.putPatrol(patrol(9, { revision: 2 }))).rejects.toMatchObject({
      code: 'version-conflict',
    })
    expect(await store.patrol(missed.id)).toEqual(missed)
  })

  test('lists patrols of a time and of a person page by page, and those that are over and open', async () => {
    const store = await fresh()
    const others = patrol(4, { people: ['li'] })
    await store.addPatrols([patrol(3), patrol(1), patrol(2, { people: [] }), others])
    const all = { from: at, to: plus(at, 10_000) }
    const first = await store.patrols(all, 3)
    expect(first).toEqual([patrol(1), patrol(2, { people: [] }), patrol(3)])
    expect(await store.patrols(all, 3, first[2])).toEqual([others])
    expect(await store.patrols({ from: plus(at, 2_000), to: plus(at, 3_000) }, 9)).toEqual([
      patrol(2, { people: [] }),
    ])
    const ines = await store.patrols({ ...all, person: 'ines' }, 9)
    expect(ines).toEqual([patrol(1), patrol(2, { people: [] }), patrol(3)])
    await store.putPatrol(patrol(1, { revision: 2, missed: at }))
    expect(await store.patrolsDue(plus(at, 3_500), 9)).toEqual([
      patrol(2, { people: [] }),
      patrol(3),
    ])
    expect(await store.patrolsDue(plus(at, 3_499), 1)).toEqual([patrol(2, { people: [] })])
    const untold = patrol(3, { revision: 2, missed: at, tell: true })
    await store.putPatrol(untold)
    expect(await store.patrolsToTell(9)).toEqual([untold])
    await store.putPatrol(patrol(3, { revision: 3, missed: at }))
    expect(await store.patrolsToTell(9)).toEqual([])
  })

  test('keeps one position of an instant, so many of a patrol, and lets go of the oldest', async () => {
    const store = await fresh()
    const { id } = patrol(1)
    await store.addPositions(id, [position(2), position(1)], 3)
    await store.addPositions(id, [position(2, { accuracy: 99 }), position(3), position(4)], 9)
    await store.addPositions(patrol(2).id, [position(1)], 9)
    const track = [position(1), position(2), position(3), position(4)]
    expect(await store.track(id)).toEqual(track)
    await store.addPositions(id, [position(5), position(6)], 5)
    expect(await store.track(id)).toEqual([...track, position(5)])
    expect(await store.forgetPositions(plus(at, 15_000))).toBe(3)
    expect(await store.forgetPositions(plus(at, 15_000))).toBe(0)
    expect(await store.track(id)).toEqual([position(3), position(4), position(5)])
    expect(await store.track(patrol(2).id)).toEqual([])
  })

  test('knows the cases that were reported on a patrol', async () => {
    const store = await fresh()
    const { id } = patrol(1)
    const met = collected('wl-1')
    const data = { ...met.data, patrol: id }
    await store.append(commit('C1', undefined, [{ ...met, data } as typeof met]))
    await store.append(commit('C2', undefined, [collected('wl-2')]))
    expect(await store.patrolCases(patrol(1, { from: at }))).toEqual(['C1'])
    expect(await store.patrolCases(patrol(2, { from: at }))).toEqual([])
    expect((await store.get('C1' as never))?.patrol).toBe(id)
  })
}
