import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { searchTerms, type Gram, type Names } from '../../cases/life/case-search.ts'
import { gramsIn, withWords } from '../../cases/life/case-text.ts'

const names: Names = { categories: {}, units: [], devices: [] }
const by = { name: 'o', role: 'operator' }
const sign = fc.oneof(
  fc.constantFrom(...Array.from('路水井盖积ab1Ａé ,-_%\'"')),
  fc.string({ unit: 'grapheme', maxLength: 1 }),
)
const anyText = fc.array(sign, { maxLength: 40 }).map((signs) => signs.join(''))

const has = (grams: readonly string[], { text, prefix }: Gram): boolean =>
  grams.some((gram) => (prefix ? gram.startsWith(text) : gram === text))

test('the index leaves out no text in which a word of the search stands', () => {
  fc.assert(
    fc.property(anyText, anyText, fc.nat(40), fc.nat(6), (text, other, from, length) => {
      const kept = withWords('', 'C1', [{ by, data: { text } }])
      for (const asked of [other, text.slice(from, from + 2 + length)])
        for (const term of searchTerms(asked, names) ?? [])
          if (term.number === undefined && kept.includes(term.text))
            expect(term.grams.every((gram) => has(gramsIn(kept), gram))).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})

test('two Chinese characters that stand side by side are found', () => {
  const han = fc.constantFrom(...'中山路学校门口积水井盖'.split(''))
  fc.assert(
    fc.property(fc.array(han, { minLength: 2, maxLength: 20 }), fc.nat(18), (signs, from) => {
      const start = Math.min(from, signs.length - 2)
      const kept = withWords('', 'C1', [{ by, data: { text: signs.join('') } }])
      const [term] = searchTerms(signs.slice(start, start + 2).join(''), names) ?? []
      expect(term?.grams).toHaveLength(1)
      expect(kept).toContain(term?.text)
    }),
  )
})

test('what a case is searched by does not depend on how its events were committed', () => {
  const event = anyText.map((text) => ({ by, data: { text } }))
  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 6 }), fc.nat(6), (events, cut) => {
      const whole = withWords('', 'C1', events)
      const first = withWords('', 'C1', events.slice(0, Math.max(1, cut)))
      expect(withWords(first, 'C1', events.slice(Math.max(1, cut)))).toBe(whole)
    }),
  )
})
