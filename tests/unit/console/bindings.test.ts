/** What a choice on the page of bindings means in the text. */
import { expect, test } from 'vitest'

import {
  changeOf,
  changesFor,
  choiceOf,
  levelName,
  needsWords,
  readWords,
  unitChoices,
  writeWords,
} from '../../../console/pages/bindings/choice.ts'

test.each([
  [undefined, ''],
  [{ as: 'device', place: '/sn' }, 'device'],
  [{ as: 'device', place: '/imei', register: 'externalId' }, 'device:externalId'],
  [{ as: 'time', place: '/t' }, 'time'],
  [{ as: 'time', place: '/t', zone: '+08:00' }, 'time:+08:00'],
  [{ as: 'depth', place: '/d', unit: 'm' }, 'value:depth'],
])('%j is shown as %j, and chosen as it was before', (use, choice) => {
  expect(choiceOf(use)).toBe(choice)
  const [taken, set] = changesFor({ as: 'battery' }, choice, '/x')
  expect(taken).toEqual({ set: 'value', quantity: 'battery', place: null })
  if (choice !== '') expect(set).toMatchObject({ place: '/x' })
})

test('what a place was is taken away before it is something else', () => {
  expect(changesFor({ as: 'device', place: '/a' }, 'value:depth', '/a')).toEqual([
    { set: 'device', place: null },
    { set: 'value', quantity: 'depth', place: '/a' },
  ])
  expect(changesFor({ as: 'time' }, '', '/a')).toEqual([{ set: 'time', place: null }])
  expect(changesFor(undefined, 'time:+08:00', '/a')).toEqual([
    { set: 'time', place: '/a', zone: '+08:00' },
  ])
})

test('unit and words leave each other as they are', () => {
  const use = { as: 'displaced', unit: 'm', words: { on: 1 } }
  expect(changeOf(use, '/s', { words: { off: 0 } })).toEqual({
    ...{ set: 'value', quantity: 'displaced', place: '/s' },
    ...{ unit: 'm', words: { off: 0 } },
  })
  expect(changeOf(use, '/s', { unit: '' })).not.toHaveProperty('unit')
  expect(changeOf(use, '/s', { words: {} })).not.toHaveProperty('words')
  expect(unitChoices('cm')[0]).toBe('cm')
  expect(unitChoices('cm')).toContain('m')
})

test.each([
  ['abnormal=1, normal=0', { abnormal: 1, normal: 0 }],
  ['开=1，关=0', { 开: 1, 关: 0 }],
  ['a=b=2', { 'a=b': 2 }],
  ['', {}],
  ['abnormal', undefined],
  ['=1', undefined],
  ['x=', undefined],
  ['x=one', undefined],
])('words %j', (text, words) => {
  expect(readWords(text)).toEqual(words)
  if (words !== undefined) expect(readWords(writeWords(words))).toEqual(words)
})

test('a text that is no number needs words, and the first level that is any word is the device', () => {
  const offered = (value: string, type: 'text' | 'number' | 'boolean') => ({
    ...{ place: '/a', value, type },
  })
  expect(needsWords(offered('89', 'text'))).toBe(false)
  expect(needsWords(offered('normal', 'text'))).toBe(true)
  expect(needsWords(offered('true', 'boolean'))).toBe(true)
  expect(needsWords(offered('1', 'number'))).toBe(false)
  expect(levelName([{ text: 'a' }, { text: 'b' }], 1)).toBe('device')
  expect(levelName([{ text: 'a' }, { text: 'b', name: 'device' }], 0)).toBe('level0')
})
