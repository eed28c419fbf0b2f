import { expect, test } from 'vitest'

import { epochText } from '../../../../app/cli/epoch-text.ts'

const now = Date.UTC(2026, 10, 28, 2)
const nine = String(Date.UTC(2026, 10, 28, 1, 30))

test.each([
  ['2026-11-28T09:30:00+08:00', nine],
  ['2026-11-28T09:30:00+0800', nine],
  ['2026-11-28 01:30:00.999Z', String(Number(nine) + 999)],
  [nine, nine],
  ['30m', nine],
])('an instant on the command line: %s', (text, expected) => {
  expect(epochText('from', text, now)).toBe(expected)
})

test.each(['2026-11-28T09:30:00', '2026-11-28', '28 Nov 2026 09:30', 'yesterday', ''])(
  'what would mean another instant on another machine is refused, and the error says what to write: %j',
  (text) => {
    expect(() => epochText('from', text, now)).toThrow(/--from takes RFC 3339 with its zone/)
  },
)
