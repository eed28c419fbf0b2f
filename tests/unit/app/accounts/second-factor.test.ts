import { Secret } from 'otpauth'
import { expect, test } from 'vitest'

import { recoveryCodes, recoveryHash, stepOf } from '../../../../app/accounts/second-factor.ts'

/** RFC 6238, appendix B, for SHA-1; its codes have eight digits, of which six are the last. */
const vectors = [
  [59, '94287082'],
  [1_111_111_109, '07081804'],
  [1_111_111_111, '14050471'],
  [1_234_567_890, '89005924'],
  [2_000_000_000, '69279037'],
  [20_000_000_000, '65353130'],
] as const
const secret = Secret.fromUTF8('12345678901234567890').base32

test.each(vectors)('at second %d the code is that of RFC 6238', (seconds, code) => {
  const step = Math.floor(seconds / 30)
  const six = code.slice(2)
  const at = (second: number) => stepOf(secret, six, second * 1_000)
  expect(at(seconds)).toBe(step)
  // The clock of a telephone may be half a minute off, and no more.
  expect([at(seconds + 30), at(seconds - 30)]).toEqual([step, step])
  expect([at(seconds + 61), at(seconds - 61)]).toEqual([undefined, undefined])
})

test('recovery codes are ten, of 80 bits, and found by what is kept of them as people type them', () => {
  const codes = recoveryCodes()
  expect(new Set(codes).size).toBe(10)
  for (const code of codes) {
    expect(code).toMatch(/^[a-z2-90]{4}(-[a-z2-90]{4}){3}$/)
    expect(recoveryHash(` ${code.toUpperCase()} `)).toBe(recoveryHash(code))
  }
})
