import { expect, test } from 'vitest'

import type { Look } from '../../cases/life/look.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { instant } from '../../core/time.ts'
import { at, caller, closed, collected, commit } from './case-store-samples.ts'

const look = (n: number, more: Partial<Look> = {}): Look => ({
  at: instant(at + n),
  by: { name: 'ada', role: 'administrator' },
  case: 'C1',
  what: 'reporter',
  fields: ['name', 'phone'],
  ...more,
})

/** What every case store does with looks at personal data, and with data whose time is over; `fresh` opens an empty one. */
export function lookSuite(fresh: () => Promise<CaseStore>): void {
  test('keeps each look, also of many at the same moment, and tells them newest first', async () => {
    const store = await fresh()
    await store.addLook(look(0, { purpose: '回访' }))
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        store.addLook(look(1, { by: { name: `p${n}`, role: 'operator' }, case: 'C2' })),
      ),
    )
    const all = await store.looks({ limit: 20 })
    expect(all.map(({ number }) => number)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1])
    expect(all.at(-1)).toEqual({ ...look(0, { purpose: '回访' }), number: 1 })
    expect(await store.looks({ case: 'C1', limit: 20 })).toHaveLength(1)
    expect(await store.looks({ by: 'p3', limit: 20 })).toMatchObject([{ case: 'C2' }])
    expect((await store.looks({ before: 4, limit: 2 })).map(({ number }) => number)).toEqual([3, 2])
    expect(await store.verifyLooks()).toEqual([])
  })

  test('lets go of the oldest alone, never of the last, and the chain goes on', async () => {
    const store = await fresh()
    for (let n = 0; n < 4; n += 1) await store.addLook(look(n))
    expect(await store.oldLooks(at)).toBe(0)
    expect(await store.oldLooks(instant(at + 2))).toBe(2)
    expect(await store.forgetLooks(0)).toBe(0)
    expect(await store.forgetLooks(2)).toBe(2)
    expect(await store.oldLooks(instant(at + 99))).toBe(3)
    expect(await store.lookEnds()).toMatchObject({ first: 3, last: { number: 4 } })
    expect(await store.forgetLooks(99)).toBe(1)
    expect((await store.looks({ limit: 9 })).map(({ number }) => number)).toEqual([4])
    await store.addLook(look(9))
    expect((await store.looks({ limit: 9 })).map(({ number }) => number)).toEqual([5, 4])
    expect(await store.verifyLooks()).toEqual([])
  })

  test('names the reporters whose time is over, and none that goes before a court', async () => {
    const store = await fresh()
    for (const n of [1, 2, 3]) {
      const ending = n === 3 ? [] : [{ ...closed, at: instant(at + n) }]
      const made = commit(`C${n}`, undefined, [collected(`wl-${n}`), ...ending])
      await store.append({ ...made, reporter: caller })
    }
    await store.append(commit('C4', undefined, [collected('wl-4'), closed]))
    const late = instant(at + 99)
    expect(await store.reportersDue(late, [], 9)).toEqual(['C1', 'C2'])
    expect(await store.reportersDue(late, [], 1)).toEqual(['C1'])
    expect(await store.reportersDue(instant(at + 2), [], 9)).toEqual(['C1'])
    expect(await store.reportersDue(late, ['drainage'], 9)).toEqual([])
    await store.eraseReporter('C1' as never, { at, by: 'urban-brain' })
    expect(await store.reportersDue(late, [], 9)).toEqual(['C2'])
  })
}
