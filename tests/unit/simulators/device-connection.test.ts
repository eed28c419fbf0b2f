import { expect, test } from 'vitest'

import { whenIdle } from '../../../simulators/device-connection.ts'

test.each([
  ['nothing is owed', undefined, false, 'ping'],
  // A cover that reports every thirty seconds has just done so.
  ['an answer is owed since now', 0, false, 'wait'],
  ['an answer is owed for long', 30_000, false, 'give up'],
  ['a ping was not answered', undefined, true, 'give up'],
  ['nor was a ping, beside a publish', 5, true, 'give up'],
] as const)('an idle line where %s', (_, owed, pinged, next) => {
  expect(whenIdle(owed, pinged)).toBe(next)
})
