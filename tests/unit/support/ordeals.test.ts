import { assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'

import { kindsOfOrdeals, lossOf, ordeals, wordsOf } from '../../support/ordeals.ts'

const keyOf = (ordeal: ReturnType<typeof ordeals>[number]): string =>
  ordeal.kind === 'full' ? (ordeal.to === 'the reserve' ? 'reserve' : 'last byte') : ordeal.kind

describe('what befalls one machine', () => {
  test('is every kind once before any comes again, the same by the same seed', () => {
    assert(
      property(integer({ min: 0, max: 2 ** 31 }), integer({ min: 1, max: 60 }), (seed, rounds) => {
        const drawn = ordeals(seed, rounds)
        expect(drawn).toHaveLength(rounds)
        expect(ordeals(seed, rounds)).toEqual(drawn)
        for (let from = 0; from < rounds; from += kindsOfOrdeals) {
          const turn = drawn.slice(from, from + kindsOfOrdeals).map(keyOf)
          expect(new Set(turn).size).toBe(turn.length)
        }
      }),
    )
  })

  test('is a loss that the start mends only where the log or nobody needs the store', () => {
    const harms = ordeals(1, 20 * kindsOfOrdeals).filter((one) => 'store' in one)
    const mended = harms.filter((one) => lossOf(one) === 'mended').map(({ store }) => store)
    expect(new Set(mended)).toEqual(
      new Set(['series.duckdb', 'mqtt-sessions.sqlite', 'sign-ins.sqlite']),
    )
    expect(new Set(harms.map(({ store }) => store)).size).toBe(10)
    expect(harms.every((one) => wordsOf(one).includes(one.store))).toBe(true)
  })
})
