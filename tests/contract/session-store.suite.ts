import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { SessionRow, SessionStore } from '../../app/engines/session-store.ts'
import { instant } from '../../core/time.ts'

const row = (id: string, token: string, opened: number, seen = opened): SessionRow => ({
  id,
  token,
  opened: instant(opened),
  seen: instant(seen),
})
const bounds = { most: 3, unused: instant(0), opened: instant(0) }

/** What every store of sessions does. */
export function sessionStoreSuite(name: string, open: () => Promise<SessionStore>): void {
  describe(`sessions on ${name}`, () => {
    let store: SessionStore
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store[Symbol.asyncDispose]())
    const left = async (...ids: readonly string[]) => {
      const rows = await Promise.all(ids.map((id) => store.get(id)))
      return rows.flatMap((found) => (found === undefined ? [] : [found.id]))
    }

    test('are found by what they are called until they are removed', async () => {
      await store.add(row('a', 't', 1_800_000_000_000), bounds)
      await store.add(row('b', 't', 1_800_000_000_001), bounds)
      expect(await store.get('a')).toEqual(row('a', 't', 1_800_000_000_000))
      expect(await store.get('c')).toBeUndefined()
      await store.remove('a')
      await store.remove('a')
      expect(await left('a', 'b')).toEqual(['b'])
    })

    test('remember their last use, and none comes to be by it', async () => {
      await store.add(row('a', 't', 10), bounds)
      await store.saw('a', instant(20))
      await store.saw('gone', instant(20))
      expect(await store.get('a')).toEqual(row('a', 't', 10, 20))
      expect(await store.get('gone')).toBeUndefined()
    })

    test('of one token the newest stay, and those of others are let be', async () => {
      await store.add(row('other', 'u', 1), bounds)
      for (const [id, opened] of [
        ['a', 4],
        ['b', 2],
        ['c', 3],
        ['d', 5],
      ] as const)
        await store.add(row(id, 't', opened), bounds)
      expect(await left('other', 'a', 'b', 'c', 'd')).toEqual(['other', 'a', 'c', 'd'])
    })

    test('that are over go when another one comes', async () => {
      await store.add(row('unused', 't', 5, 9), bounds)
      await store.add(row('old', 't', 4, 30), bounds)
      await store.add(row('used', 'u', 5, 10), bounds)
      await store.add(row('new', 'v', 40), { most: 9, unused: instant(9), opened: instant(4) })
      expect(await left('unused', 'old', 'used', 'new')).toEqual(['used', 'new'])
    })
  })
}
