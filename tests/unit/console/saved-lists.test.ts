import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { mostSaved, savedIn, withSaved } from '../../../console/parts/saved-lists.ts'

const list = (name: string, address = `/cases?queue=${name}`) => ({ name, address })

test('a list is kept under its name, the newest last, of one name one', () => {
  const kept = withSaved(withSaved([list('a')], list('b')), list(' a ', '/cases?queue=overdue'))
  expect(kept).toEqual([list('b'), list('a', '/cases?queue=overdue')])
  expect(withSaved(kept, list('   '))).toBe(kept)
})

test('what a browser kept is read, whatever stands there, and leads to lists alone', () => {
  const odd = [list('x', 'https://example.org/'), list('y', 'javascript:alert(1)'), 3, null]
  expect(savedIn(JSON.stringify([list('a'), ...odd]), '/cases')).toEqual([list('a')])
  const alarms = [list('a'), list('b', '/alarms?standing=true')]
  expect(savedIn(JSON.stringify(alarms), '/alarms')).toEqual(alarms.slice(1))
  for (const kept of [null, '', '{', '{"a":1}', '7']) expect(savedIn(kept, '/cases')).toEqual([])
  fc.assert(
    fc.property(fc.anything(), (value) => {
      const text = JSON.stringify(value) as string | undefined
      expect(
        savedIn(text ?? null, '/cases').every(({ address }) => address.startsWith('/cases?')),
      ).toBe(true)
    }),
  )
})

test('there are never more than a menu can hold, and what is saved is read again', () => {
  const names = fc.array(fc.stringMatching(/^[a-z]{1,3}$/), { maxLength: 60 })
  fc.assert(
    fc.property(names, (all) => {
      const kept = all.reduce(
        (lists, name) => [...withSaved(lists, list(name))],
        [] as ReturnType<typeof list>[],
      )
      expect(kept.length).toBe(Math.min(mostSaved, new Set(all).size))
      expect(savedIn(JSON.stringify(kept), '/cases')).toEqual(kept)
    }),
  )
})
