import { afterEach, beforeEach, describe, expect, test } from 'vitest'

import type { Account, AccountChange } from '../../app/accounts/decide/account.ts'
import type { AccountStore } from '../../app/engines/account-store.ts'
import { unitIdSchema } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'

export const account = (name: string, given: Partial<Account> = {}): Account => ({
  ...{ id: `P-${name}`, name, version: 1, person: `张 ${name}`, role: 'inspector' },
  ...{ password: '$argon2id$v=19$of a password', mustChange: true, disabled: false },
  ...{ created: instant(1_800_000_000_000), createdBy: 'administrator' },
  ...{ failures: 0, codeUsed: 0 },
  ...given,
})

export const changeOf = (
  { id, name, version }: Account,
  what: AccountChange['what'],
  at: number,
): AccountChange => ({ account: id, version, name, what, at: instant(at), by: 'administrator' })

/** What every register of accounts does. */
export function accountStoreSuite(name: string, open: () => Promise<AccountStore>): void {
  describe(`accounts on ${name}`, () => {
    let store: AccountStore
    beforeEach(async () => {
      store = await open()
    })
    afterEach(() => store[Symbol.asyncDispose]())
    const add = (one: Account, at = 10) => store.add(one, changeOf(one, 'added', at))

    test('are found by identifier and name as they were added, and listed by name', async () => {
      const crew = account('wang', { role: 'crew', unit: unitIdSchema.parse('lj-road') })
      const other = account('li', { secondFactor: { secret: 'ABC', recovery: ['a', 'b'] } })
      expect([await add(crew), await add(other), await add(account('zhao'))]).toEqual([
        true,
        true,
        true,
      ])
      expect(await store.get(crew.id)).toEqual(crew)
      expect(await store.named('li')).toEqual(other)
      expect(await store.named('Li')).toBeUndefined()
      const names = async (after?: string) =>
        (await store.list({ after, limit: 2 })).map((each) => each.name)
      expect([await names(), await names('wang')]).toEqual([['li', 'wang'], ['zhao']])
    })

    test('have each name once, and who comes second leaves no trace', async () => {
      await add(account('li'))
      expect(await add(account('li', { id: 'P-other' }))).toBe(false)
      expect(await store.changes({ limit: 9 })).toHaveLength(1)
    })

    test('change from the version that was read, with their line in the trail', async () => {
      const first = account('li')
      await add(first)
      const next: Account = { ...first, version: 2, disabled: true }
      expect(await store.change(next, changeOf(next, 'disabled', 20))).toBe(true)
      expect(await store.change(next, changeOf(next, 'reset', 30))).toBe(false)
      expect(await store.get(first.id)).toEqual(next)
      expect((await store.changes({ limit: 9 })).map(({ what }) => what)).toEqual([
        'disabled',
        'added',
      ])
    })

    test('count wrong attempts until somebody signs in, and a change leaves the count', async () => {
      const first = account('li')
      await add(first)
      await store.failed(first.id)
      await store.failed(first.id)
      const next: Account = { ...first, version: 2 }
      await store.change(next, changeOf(next, 'edited', 20))
      expect(await store.get(first.id)).toMatchObject({ failures: 2 })
      await store.signedIn(first.id, instant(50))
      expect(await store.get(first.id)).toMatchObject({ failures: 0, signedIn: 50 })
    })

    test('take the code of a step of time once, and none of a step before', async () => {
      await add(account('li'))
      const taken = await Promise.all([7, 7, 7].map((step) => store.useCode('P-li', step)))
      expect(taken.filter(Boolean)).toHaveLength(1)
      expect([await store.useCode('P-li', 6), await store.useCode('P-li', 8)]).toEqual([
        false,
        true,
      ])
    })

    test('have a trail, newest first, whose pages leave nothing out within one instant', async () => {
      for (const one of ['a', 'b', 'c', 'd']) await add(account(one))
      const seen: string[] = []
      let after: AccountChange | undefined
      do {
        const page: readonly AccountChange[] = await store.changes({ after, limit: 3 })
        seen.push(...page.map((each) => each.name))
        after = page.at(-1)
      } while (after !== undefined)
      expect(seen).toEqual(['d', 'c', 'b', 'a'])
      expect(await store.changes({ account: 'P-b', limit: 9 })).toEqual([
        changeOf(account('b'), 'added', 10),
      ])
    })
  })
}
