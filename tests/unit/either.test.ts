import { getEventListeners } from 'node:events'

import { describe, expect, test } from 'vitest'

import { eitherOf } from '../../runtime/either.ts'

describe('either of two signals', () => {
  test('aborts with the first that does, for its reason', () => {
    const [one, two] = [new AbortController(), new AbortController()]
    using either = eitherOf(one.signal, two.signal)
    expect(either.signal.aborted).toBe(false)
    two.abort('because')
    one.abort('too late')
    expect(either.signal.reason).toBe('because')
  })

  test('is aborted where one is already', () => {
    using either = eitherOf(new AbortController().signal, AbortSignal.abort('before'))
    expect(either.signal.reason).toBe('before')
  })

  test('leaves nothing with them when it is done', () => {
    const { signal } = new AbortController()
    for (let n = 0; n < 100; n += 1) {
      using either = eitherOf(signal)
      expect(either.signal.aborted).toBe(false)
    }
    expect(getEventListeners(signal, 'abort')).toEqual([])
  })
})
