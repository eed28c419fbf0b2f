import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { fromEpoch, fromText } from '../../ingest/instants.ts'

/** From September 2001, as an epoch of seconds has ten digits, to 2096. */
const milliseconds = fc.integer({ min: 1e12, max: 4e12 })

test('an epoch is the same millisecond in every unit, as a number and as text', () => {
  fc.assert(
    fc.property(milliseconds, (ms) => {
      const seconds = `${Math.floor(ms / 1_000)}.${String(ms % 1_000).padStart(3, '0')}`
      for (const written of [seconds, `${ms}`, `${ms}000`, `${ms}000000`]) {
        expect(Math.trunc(fromEpoch(Number(written)) ?? 0), written).toBe(ms)
        expect(Math.trunc(fromText(written) ?? 0), written).toBe(ms)
      }
    }),
    { numRuns: 10_000 },
  )
})
