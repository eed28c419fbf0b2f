import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { detailOf, readDetail } from '../../../core/dead-letter-details.ts'
import { instant } from '../../../core/time.ts'
import { decodeTelemetry } from '../../../ingest/telemetry.ts'

const limits = { ancient: 86_400_000, futureSkew: 1_000, lateAfter: 60_000 }
const received = { at: instant(Date.UTC(2026, 2, 1)), stale: false, place: '0:1' }

/** What is wrong with a payload that is bent in the places that are looked at. */
const bent = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .record(
      {
        device: fc.oneof(fc.string(), fc.integer()),
        seq: fc.oneof(fc.integer(), fc.double(), fc.string()),
        t: fc.oneof(fc.string(), fc.double(), fc.constant([]), fc.integer({ min: 0, max: 9e12 })),
        m: fc.dictionary(
          fc.constantFrom('tilt', 'depth', 'coverOpen', 'moon', 'x, y'),
          fc.oneof(fc.double(), fc.boolean(), fc.string(), fc.constant(null), fc.constant([])),
        ),
        q: fc.oneof(fc.string(), fc.dictionary(fc.constantFrom('tilt', 'depth'), fc.string())),
      },
      { requiredKeys: [] },
    )
    .map((item) => JSON.stringify(item)),
)

test('whatever is wrong with a payload is said in Chinese too', () => {
  fc.assert(
    fc.property(bent, (text) => {
      for (const { outcome } of decodeTelemetry(text, received, limits)) {
        if (outcome.type !== 'refused') continue
        const { zh, en } = readDetail(outcome.detail)
        expect(en).toBe(outcome.detail)
        expect(zh).toMatch(/\p{Script=Han}|JSON|RFC/u)
      }
    }),
  )
})

test('what of several is wrong is told one by one, with their values', () => {
  const detail = detailOf('several', {
    count: 3,
    what: 'nothing was measured: tilt is not a number: null, depth is not a number: an array',
  })
  expect(detail).toBe(
    '3 readings, the first: nothing was measured: tilt is not a number: null, depth is not a number: an array',
  )
  expect(readDetail(detail).zh).toBe(
    '3 条读数，第一条：什么也没有测到：tilt 不是数字：空值；depth 不是数字：数组',
  )
  expect(readDetail('nobody knows "a", "b" ...').zh).toBe('未知的监测因子 "a", "b" 等')
})

test('what an older version kept in other words stands as it is', () => {
  expect(readDetail('something else')).toEqual({ zh: 'something else', en: 'something else' })
})
