import { expect, test } from 'vitest'

import { instant } from '../../../core/time.ts'
import { loadCatalogue } from '../../../rules/in-force/catalogue.ts'
import { lastGood } from '../../../rules/in-force/last-good.ts'

test('loads once in five seconds, shares a load, and answers the last good set while an edit is broken', async () => {
  const first = await loadCatalogue('rules/catalogue')
  const second = { ...first, version: 'second' }
  let now = 0
  let loads = 0
  let answer = () => Promise.resolve(first)
  const rules = lastGood(
    () => {
      loads += 1
      return answer()
    },
    { elapsed: () => instant(now) },
  )
  answer = () => Promise.reject(new Error('broken before there was a good one'))
  await expect(rules()).rejects.toThrow('broken before')
  answer = () => Promise.resolve(first)
  const [one, other] = await Promise.all([rules(), rules()])
  expect([one, other]).toEqual([first, first])
  expect(loads).toBe(2)

  now += 4_999
  answer = () => Promise.resolve(second)
  expect(await rules()).toBe(first)
  expect(loads).toBe(2)

  now += 1
  answer = () => Promise.reject(new Error('broken edit'))
  expect(await rules()).toBe(first)
  expect(await rules()).toBe(first)
  expect(loads).toBe(3)

  now += 5_000
  answer = () => Promise.resolve(second)
  expect(await rules()).toBe(second)
})
