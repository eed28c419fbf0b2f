import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import {
  encodings,
  frameBytes,
  longestBody,
  type Ending,
  type Frame,
} from '../../../../core/sl651/frame.ts'
import { FrameReader } from '../../../../core/sl651/framing.ts'
import { bytesOf, published, publishedAscii } from './frames.ts'

const read = (...chunks: readonly Uint8Array[]) => {
  const reader = new FrameReader()
  return [...chunks.flatMap((chunk) => reader.push(chunk)), ...reader.end()]
}
const framesOf = (found: ReturnType<typeof read>): readonly Frame[] =>
  found.flatMap((one) => (one.type === 'frame' ? [one] : []))
const faultsOf = (found: ReturnType<typeof read>) =>
  found.flatMap((one) => (one.type === 'noise' ? [one.fault] : []))

const timed = bytesOf('blogTimed')
const heartbeat = bytesOf('blogHeartbeat')
const ascii = Buffer.from(publishedAscii.test, 'latin1')
const names = Object.keys(published) as readonly (keyof typeof published)[]

describe('frames of SL 651 that were published', () => {
  test.each(names)('%s has the checksum that it says, and is written again as it came', (name) => {
    const found = read(bytesOf(name))
    expect(found).toMatchObject([{ type: 'frame', encoding: 'hex' }])
    expect(framesOf(found).map((frame) => frameBytes(frame))).toEqual([bytesOf(name)])
  })

  test.each(Object.values(publishedAscii))('in ASCII %j', (text) => {
    const found = read(Buffer.from(text, 'latin1'))
    expect(found).toMatchObject([{ type: 'frame', encoding: 'ascii' }])
    expect(framesOf(found).map((frame) => frameBytes(frame).toString('latin1'))).toEqual([text])
  })

  test('say who they are from and for', () => {
    expect(read(timed)).toMatchObject([
      {
        direction: 'up',
        centre: 5,
        station: '0011223344',
        password: '03E8',
        command: 0x32,
        ending: 'etx',
      },
    ])
    expect(read(bytesOf('blogTimedAnswer'))).toMatchObject([
      { direction: 'down', centre: 5, station: '0011223344', command: 0x32, ending: 'esc' },
    ])
    expect(read(bytesOf('beijingAdded'))).toMatchObject([{ station: '00303A9006' }])
    expect(read(bytesOf('fujianPicture'))).toMatchObject([
      { command: 0x36, packet: { count: 4, number: 1 }, ending: 'etb' },
    ])
    expect(read(ascii)).toMatchObject([
      { centre: 6, station: '0012341234', password: '04D2', command: 0x30 },
    ])
  })
})

const frame: fc.Arbitrary<Omit<Frame, 'type'>> = fc
  .record({
    encoding: fc.constantFrom(...encodings),
    direction: fc.constantFrom('up' as const, 'down' as const),
    centre: fc.nat(255),
    station: fc.stringMatching(/^[0-9A-F]{10}$/),
    password: fc.stringMatching(/^[0-9A-F]{4}$/),
    command: fc.nat(255),
    body: fc.uint8Array({ minLength: 1, maxLength: 300 }),
    up: fc.constantFrom<Ending>('etx', 'etb'),
    down: fc.constantFrom<Ending>('enq', 'ack', 'nak', 'eot', 'esc'),
    place: fc.option(
      fc
        .integer({ min: 1, max: 4_095 })
        .chain((count) =>
          fc.record({ count: fc.constant(count), number: fc.integer({ min: 1, max: count }) }),
        ),
      { nil: undefined },
    ),
  })
  .map(({ up, down, place, ...rest }) => ({
    ...rest,
    body: Buffer.from(rest.body),
    ending: rest.direction === 'up' ? up : down,
    ...(place !== undefined && { packet: place }),
  }))

test('a frame is read as it was written, whatever it says', () => {
  fc.assert(
    fc.property(frame, (one) => {
      expect(read(frameBytes(one))).toEqual([{ type: 'frame', ...one }])
    }),
    { numRuns: 500 },
  )
})

const changed = (bytes: Uint8Array, at: number, value?: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = value ?? (copy[at] ?? 0) ^ 1
  return copy
}

describe('a stream of SL 651', () => {
  test.each<readonly [string, readonly Uint8Array[], readonly string[], readonly string[]]>([
    ['two in one read', [timed, heartbeat], ['32', '2f'], []],
    [
      'both encodings, with empty lines between them',
      [timed, Buffer.from('\r\n'), ascii],
      ['32', '30'],
      [],
    ],
    ['a byte that was changed', [changed(timed, 40), heartbeat], ['2f'], ['wrong-checksum']],
    [
      'a longer length than it has',
      [changed(timed, 12, 0x2c), heartbeat],
      ['2f'],
      ['wrong-length'],
    ],
    [
      'a shorter length than it has',
      [changed(timed, 12, 0x2a), heartbeat],
      ['2f'],
      ['wrong-length', 'no-start'],
    ],
    [
      'a direction that is none',
      [changed(timed, 11, 0x30), heartbeat],
      ['2f'],
      ['bad-head', 'no-start'],
    ],
    ['no start of a body', [changed(timed, 13, 0x55), heartbeat], ['2f'], ['bad-head', 'no-start']],
    ['other words before it', [Buffer.from('GET / HTTP/1.1\r\n'), heartbeat], ['2f'], ['no-start']],
    ['one 7E too many', [Buffer.of(0x7e), heartbeat], ['2f'], ['bad-head']],
    ['half of one', [heartbeat.subarray(0, 12)], [], ['unfinished']],
    ['half of one in ASCII', [ascii.subarray(0, 40)], [], ['unfinished']],
  ])('with %s', (_, chunks, commands, faults) => {
    const found = read(Buffer.concat(chunks))
    expect(framesOf(found).map(({ command }) => command.toString(16))).toEqual(commands)
    expect(faultsOf(found)).toEqual(faults)
  })

  test('has the same frames however it is cut', () => {
    const all = [timed, heartbeat, ascii, bytesOf('fujianHourly'), bytesOf('fujianPicture')]
    const piece = fc.oneof(
      fc.constantFrom(...all),
      fc.uint8Array({ maxLength: 30 }),
      fc.constantFrom(
        Buffer.of(0x7e),
        Buffer.of(0x7e, 0x7e),
        Buffer.of(0x01),
        Buffer.from('\u000101'),
      ),
      fc
        .tuple(fc.constantFrom(...all), fc.nat(80), fc.nat(255))
        .map(([bytes, at, value]) => changed(bytes, at % bytes.length, value)),
    )
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }),
        fc.array(fc.integer({ min: 1, max: 40 })),
        (parts, cuts) => {
          const stream = Buffer.concat(parts)
          const chunks: Buffer[] = []
          let at = 0
          for (const cut of cuts)
            chunks.push(stream.subarray(at, (at = Math.min(stream.length, at + cut))))
          chunks.push(stream.subarray(at))
          const [whole, cut] = [read(stream), read(...chunks)]
          expect(framesOf(cut)).toEqual(framesOf(whole))
          const lengthOf = (found: typeof whole) =>
            found.reduce(
              (sum, one) =>
                sum + (one.type === 'frame' ? frameBytes(one).length : one.bytes.length),
              0,
            )
          expect(lengthOf(whole)).toBeLessThanOrEqual(stream.length)
        },
      ),
      { numRuns: 500 },
    )
  })

  test('never waits with more than one of them', () => {
    const reader = new FrameReader()
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        reader.push(bytes)
        expect(reader.waiting).toBeLessThan(longestBody + 30)
      }),
    )
    const strict = new FrameReader(10)
    expect(strict.push(timed).map((one) => one.type === 'noise' && one.fault)).toContain('too-long')
  })
})
