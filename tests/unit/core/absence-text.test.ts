import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { readAbsence, writeAbsence, type AbsenceTerms } from '../../../core/absence-text.ts'

const milliseconds = fc.integer({ min: 1, max: 172_800_000 })
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'))
const terms: fc.Arbitrary<AbsenceTerms> = fc.record(
  {
    after: fc.oneof(
      fc.record({ periods: fc.integer({ min: 1, max: 999 }).map((tenths) => tenths / 10) }),
      fc.record({ ms: milliseconds }),
    ),
    atLeast: milliseconds,
    hours: fc.tuple(clock, clock).map(([from, to]) => `${from}-${to}`),
  },
  { requiredKeys: ['after'] },
)

test('what is written is read again', () => {
  fc.assert(
    fc.property(terms, (all) => {
      expect(readAbsence(writeAbsence(all))).toEqual(all)
    }),
  )
})

test('is written in one line', () => {
  const all = { after: { periods: 2 }, atLeast: 600_000, hours: '10:00-21:00' }
  expect(writeAbsence(all)).toBe('no reading for 2 periods, at least 600 s, 10:00-21:00')
  expect(writeAbsence({ after: { ms: 90_000 } })).toBe('no reading for 90 s')
})

test.each(['level > limits.level.red', '', 'no reading', 'no reading for 2 periods and more'])(
  'a condition on values is left as it is: %j',
  (text) => expect(readAbsence(text)).toBeUndefined(),
)
