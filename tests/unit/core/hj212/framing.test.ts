import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { checksumModeOf, checksumModes, checksumOf } from '../../../../core/hj212/checksum.ts'
import { FrameReader, frameOf, longestSegment } from '../../../../core/hj212/framing.ts'
import { all, answer, noise } from './frames.ts'

const read = (...chunks: readonly (string | Uint8Array)[]) => {
  const reader = new FrameReader()
  return [...chunks.flatMap((chunk) => reader.push(Buffer.from(chunk))), ...reader.end()]
}
const segmentsOf = (found: ReturnType<typeof read>) =>
  found.flatMap((one) => (one.type === 'frame' ? [Buffer.from(one.segment).toString()] : []))
const faultsOf = (found: ReturnType<typeof read>) =>
  found.flatMap((one) => (one.type === 'noise' ? [one.fault] : []))
const segmentOf = (frame: string) => frame.slice(6, -6)

describe('the checksum of HJ 212', () => {
  test.each(all)('of %s', (frame) => {
    expect(checksumOf(Buffer.from(segmentOf(frame)))).toBe(frame.slice(-6, -2))
    expect(frameOf(Buffer.from(segmentOf(frame))).toString()).toBe(frame)
  })

  test('is not that of Modbus', () => {
    const digits = Buffer.from('123456789')
    expect(checksumModes.map((mode) => checksumOf(digits, mode))).toEqual(['2F80', '802F', '4B37'])
    const segment = Buffer.from(segmentOf(noise))
    expect(checksumModeOf(segment, 'B055')).toBe('modbus')
    expect(checksumModeOf(segment, '8008')).toBe('swapped')
    expect(checksumModeOf(segment, '0881')).toBeUndefined()
  })
})

describe('frames of HJ 212', () => {
  test.each<readonly [string, string, readonly string[], readonly string[]]>([
    ['two in one read', noise + answer, [noise, answer], []],
    ['with empty lines between them', `\r\n${noise}\r\n \r\n${answer}`, [noise, answer], []],
    [
      'one that says a longer length',
      noise.replace('0122', '0123') + answer,
      [answer],
      ['wrong-length'],
    ],
    [
      'one that says a shorter length',
      noise.replace('0122', '0121') + answer,
      [answer],
      ['no-end'],
    ],
    ['one without CR LF', noise.slice(0, -2) + answer, [answer], ['no-end']],
    [
      'one without a length',
      noise.replace('0122', '01x2') + answer,
      [answer],
      ['bad-length', 'no-start'],
    ],
    [
      'one that is too long',
      noise.replace('0122', '9122') + answer,
      [answer],
      ['too-long', 'no-start'],
    ],
    ['other words before it', `GET / HTTP/1.1\r\n${answer}`, [answer], ['no-start']],
    ['half of one', answer.slice(0, 40), [], ['unfinished']],
  ])('%s', (_, stream, frames, faults) => {
    const found = read(stream)
    expect(segmentsOf(found)).toEqual(frames.map(segmentOf))
    expect(faultsOf(found)).toEqual(faults)
  })

  const pieces = fc.array(
    fc.oneof(
      fc.constantFrom(...all),
      fc.string({ maxLength: 30 }),
      fc.constantFrom('#', '##', '##01', '\r\n', '##0005'),
      fc.tuple(fc.constantFrom(...all), fc.nat(80), fc.nat(255)).map(([frame, at, byte]) => {
        const bytes = Buffer.from(frame)
        bytes[at] = byte
        return bytes.toString('latin1')
      }),
    ),
    { maxLength: 8 },
  )

  test('are the same however the stream is cut', () => {
    fc.assert(
      fc.property(pieces, fc.array(fc.integer({ min: 1, max: 40 })), (parts, cuts) => {
        const stream = Buffer.from(parts.join(''), 'latin1')
        const chunks: Buffer[] = []
        let at = 0
        for (const cut of cuts)
          chunks.push(stream.subarray(at, (at = Math.min(stream.length, at + cut))))
        chunks.push(stream.subarray(at))
        const [whole, cut] = [read(stream), read(...chunks)]
        expect(segmentsOf(cut)).toEqual(segmentsOf(whole))
        const noiseOf = (found: typeof whole) =>
          Buffer.concat(found.flatMap((one) => (one.type === 'noise' ? [one.bytes] : [])))
            .toString('latin1')
            .replaceAll(/\s/g, '')
        expect(noiseOf(cut)).toEqual(noiseOf(whole))
      }),
      { numRuns: 500 },
    )
  })

  test('are found again behind anything that holds no half frame', () => {
    const junk = fc
      .string({ unit: 'binary-ascii', maxLength: 200 })
      .filter((text) => !text.includes('#'))
    fc.assert(
      fc.property(junk, (text) => {
        expect(segmentsOf(read(text + noise))).toEqual([segmentOf(noise)])
      }),
    )
  })

  test('never wait with more than one of them', () => {
    const reader = new FrameReader()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        reader.push(bytes)
        expect(reader.waiting).toBeLessThan(longestSegment + 12)
      }),
    )
  })
})
