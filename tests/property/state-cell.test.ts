import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { decodeCell, encodeCell, isSealed } from '../../storage/lmdb/state-cell.ts'
import { encodeState } from '../../storage/state-codec.ts'

const plain = fc.jsonValue({ maxDepth: 3 })

test('what is remembered is read as it was written, also as versions before wrote it', () => {
  fc.assert(
    fc.property(fc.string(), plain, (key, value) => {
      const cell = encodeCell(key, value)
      expect(isSealed(cell)).toBe(true)
      expect(decodeCell(key, cell)).toEqual(decodeCell(key, Buffer.from(encodeState(value))))
      expect(isSealed(encodeState(value))).toBe(false)
    }),
  )
})

test('every flipped bit is told, and a value under another key', () => {
  fc.assert(
    fc.property(fc.string(), plain, (key, value) => {
      const cell = Buffer.from(encodeCell(key, value))
      expect(() => decodeCell(`${key}.`, cell)).toThrow(/differs from its checksum/)
      for (let bit = 0; bit < cell.length * 8; bit += 1) {
        const damaged = Buffer.from(cell)
        damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        expect(() => decodeCell(key, damaged), `bit ${bit}`).toThrow(/is remembered of/)
      }
    }),
    {
      numRuns: 50,
      // A mark that turns into that of a map, with members that happen to be read.
      examples: [
        [
          '[d\\0Dg1)',
          [
            false,
            'VHqZ<',
            {
              ' ><HK': 8.084496022489962e82,
              'k}': 1.2092477348598586e-15,
              '': true,
              '=Y9cC': false,
            },
          ],
        ],
      ],
    },
  )
})
