import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { newSecret, uriOf } from '../../../app/accounts/second-factor.ts'
import { qrPath } from '../../../console/parts/qr-code.tsx'
import { scanned } from '../../support/scanned.ts'

describe('a QR code', () => {
  test('is read by a scanner as the address of the secret, whatever the name', () => {
    const names = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{1,31}$/)
    fc.assert(
      fc.property(names, (name) => {
        const uri = uriOf(newSecret(), name)
        expect(scanned(qrPath(uri))).toBe(uri)
      }),
      { numRuns: 20 },
    )
  })

  test('has the light border that scanners need', () => {
    const { size, path } = qrPath('urban brain')
    const places = [...path.matchAll(/M(\d+) (\d+)/g)].flatMap(([, x, y]) => [Number(x), Number(y)])
    expect(Math.min(...places)).toBe(4)
    expect(Math.max(...places)).toBe(size - 5)
  })
})
