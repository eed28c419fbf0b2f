import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  coversFilter,
  FilterIndex,
  isFilter,
  matchesFilter,
} from '../../../broker/rights/filters.ts'

const level = fc.constantFrom('a', 'b', '', 'ub', '$x')
const topic = fc.array(level, { minLength: 1, maxLength: 5 }).map((levels) => levels.join('/'))
const filter = fc
  .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'))

/** The table of MQTT 3.1.1 section 4.7 as a regular expression. */
function reference(pattern: string, name: string): boolean {
  if (name.startsWith('$') && /^[+#]/.test(pattern)) return false
  if (pattern === '#') return true
  const open = pattern.endsWith('/#')
  const source = (open ? pattern.slice(0, -2) : pattern)
    .split('/')
    .map((one) => (one === '+' ? '[^/]*' : one.replace('$', '\\$')))
    .join('/')
  return new RegExp(`^${source}${open ? '(/.*)?' : ''}$`).test(name)
}

describe('filters', () => {
  it('match as the standard says', () => {
    fc.assert(
      fc.property(filter, topic, (pattern, name) => {
        expect(matchesFilter(pattern, name)).toBe(reference(pattern, name))
      }),
    )
  })

  it('cover only what they match', () => {
    fc.assert(
      fc.property(filter, filter, topic, (allowed, wanted, name) => {
        fc.pre(coversFilter(allowed, wanted) && matchesFilter(wanted, name))
        expect(matchesFilter(allowed, name)).toBe(true)
      }),
    )
  })

  it.each(['a/+/b', '#', '+', 'a/#', '/'])('%j is one', (text) => {
    expect(isFilter(text)).toBe(true)
  })

  it.each(['', 'a/#/b', 'a+', '+a/b', 'a#', 'x'.repeat(257)])('%j is none', (text) => {
    expect(isFilter(text)).toBe(false)
  })
})

describe('the index', () => {
  it('finds what matching one by one finds, also after removals', () => {
    const change = fc.record({ filter, key: fc.constantFrom('x', 'y', 'z'), gone: fc.boolean() })
    fc.assert(
      fc.property(fc.array(change, { maxLength: 20 }), topic, (changes, name) => {
        const index = new FilterIndex<string>()
        const model = new Map<string, string>()
        for (const one of changes) {
          const value = `${one.filter} ${one.key}`
          if (one.gone) {
            index.delete(one.filter, one.key)
            model.delete(value)
          } else {
            index.set(one.filter, one.key, value)
            model.set(value, one.filter)
          }
          const heard = [...model.values()].some((held) => matchesFilter(held, name))
          expect(index.has(name)).toBe(heard)
        }
        const expected = [...model].filter(([, held]) => matchesFilter(held, name))
        expect([...index.match(name)].map(([, value]) => value).sort()).toEqual(
          expected.map(([value]) => value).sort(),
        )
        expect(index.has(name)).toBe(expected.length > 0)
      }),
    )
  })
})
