import { array, assert, constantFrom, integer, property } from 'fast-check'
import { expect, it } from 'vitest'

import { StateCache } from '../../../storage/lmdb/state-cache.ts'

it('keeps the newest states, each as it was set last, and forgets what came first', () => {
  const keys = Array.from({ length: 12 }, (_, index) => `rule/d${index}`)
  const sets = array(constantFrom(...keys), { maxLength: 200 })
  assert(
    property(integer({ min: 1, max: 8 }), sets, (most, told) => {
      const cache = new StateCache(most)
      const model: { key: string; value: number }[] = []
      told.forEach((key, value) => {
        cache.set(key, value)
        const known = model.find((one) => one.key === key)
        if (known === undefined) model.push({ key, value })
        else known.value = value
        if (model.length > most) model.shift()
        for (const each of keys) {
          const kept = model.find((one) => one.key === each)
          expect(cache.has(each)).toBe(kept !== undefined)
          expect(cache.get(each)).toBe(kept?.value)
        }
      })
    }),
  )
})

it('counts each object of a list in a value', () => {
  const cache = new StateCache(5)
  cache.set('many', { rules: 'a b c', states: [{}, {}, {}] })
  cache.set('numbers', { values: [1, 2, 3] })
  expect(cache.has('many')).toBe(true)
  cache.set('one more', null)
  expect(cache.has('many')).toBe(false)
  cache.set('numbers', { states: [{}, {}] })
  expect(cache.has('numbers')).toBe(true)
  cache.set('too many', { states: [{}, {}, {}, {}, {}] })
  cache.set('numbers', 1)
  expect(['numbers', 'one more', 'too many'].filter((key) => cache.has(key))).toEqual(['numbers'])
})
