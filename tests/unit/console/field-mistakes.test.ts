import { expect, test } from 'vitest'

import { mistakeOf, type Found } from '../../../console/parts/mistake-of.ts'
import { fieldWords as words } from '../../../console/words/field-mistakes.ts'

test.each([
  ['text', { valueMissing: true }, words.missing],
  ['select-one', { valueMissing: true }, words.notChosen],
  ['radio', { valueMissing: true }, words.notChosen],
  ['checkbox', { valueMissing: true }, words.notTicked],
  ['file', { valueMissing: true }, words.noFile],
  ['number', { badInput: true }, words.noNumber],
  ['date', { badInput: true }, words.noDate],
  ['number', { rangeUnderflow: true }, words.tooSmall],
  ['number', { rangeOverflow: true }, words.tooLarge],
  ['number', { stepMismatch: true }, words.noStep],
  ['text', { tooShort: true }, words.tooShort],
  ['text', { patternMismatch: true }, words.otherForm],
] as const satisfies readonly (readonly [string, Found, unknown])[])(
  'a field of type %s with %j is told in both languages',
  (type, found, said) => {
    expect(mistakeOf(found, { type })).toEqual(said)
  },
)

test('where the page says what form a text has, that is said', () => {
  const said = mistakeOf({ patternMismatch: true }, { type: 'text', title: '四位数字' })
  expect(said).toEqual({ zh: '四位数字', en: '四位数字' })
})
