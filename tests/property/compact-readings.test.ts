import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { readingId, type DeviceId, type ReadingId } from '../../core/identity.ts'
import { quantities } from '../../core/quantities.ts'
import { instant } from '../../core/time.ts'
import { readingsTopic, type ReadingRecord } from '../../core/topics.ts'
import { decodeReadings, encodeReadings } from '../../storage/compact-readings.ts'

const at = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }).map(instant)
const device = fc
  .oneof(fc.constantFrom('manhole-1', 'manhole-2', '井盖'), fc.string({ minLength: 1 }))
  .map((id) => id as DeviceId)
const quantity = fc.constantFrom(...quantities.keys(), 'a word', '7')
const decimal = fc
  .tuple(fc.integer({ min: -1e6, max: 1e6 }), fc.nat(5))
  .map(([digits, places]) => digits / 10 ** places)
const number = fc
  .oneof(decimal, fc.double({ noNaN: true, noDefaultInfinity: true }), fc.maxSafeInteger())
  .map((value) => (value === 0 ? 0 : value))
const frame = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.tuple(fc.nat(11), fc.nat()).map(([part, offset]) => `${part}:${offset}`),
  },
  fc.constantFrom('', ':', '0:', '00:1', '0:1e3', '0:9007199254740993', 'somewhere'),
)

const reading = fc
  .record(
    {
      type: fc.constant('reading' as const),
      device,
      observedAt: at,
      claimedAt: at,
      receivedAt: at,
      sequence: fc.oneof(fc.nat(), number),
      content: fc.oneof(fc.nat(2 ** 32 - 1), number),
      beside: fc.constantFrom('part', 'correction'),
      values: fc.dictionary(quantity, number, { maxKeys: 6, noNullPrototype: true }),
      quality: fc.dictionary(quantity, fc.constantFrom('N', 'D', 'F'), { noNullPrototype: true }),
      timing: fc.constantFrom('live', 'late', 'clamped', 'resent', 'of a later version'),
      frame,
      later: fc.string(),
    },
    {
      requiredKeys: ['type', 'device', 'observedAt', 'receivedAt', 'values', 'timing', 'frame'],
      noNullPrototype: true,
    },
  )
  .chain((parts) =>
    fc
      .oneof(fc.constant(readingId(parts)), fc.string())
      .map((id) => ({ ...parts, id: id as ReadingId }) as ReadingRecord),
  )

const other = fc.oneof(
  fc.record({ type: fc.constant('tick' as const), at }),
  fc.record({ type: fc.constant('tick' as const), at, stepped: number }),
  fc.record({ type: fc.constant('tick' as const), at, partition: fc.nat(11) }),
  fc.record({ type: fc.constant('status' as const), device, online: fc.boolean(), at }),
  fc.record({
    type: fc.constant('status' as const),
    device,
    online: fc.boolean(),
    at,
    why: fc.string(),
  }),
  fc.record({ type: fc.constant('of a later version'), text: fc.string() }),
) as fc.Arbitrary<ReadingRecord>

const blocks = fc.array(fc.oneof({ weight: 4, arbitrary: reading }, other), {
  maxLength: 40,
  size: 'max',
})

const packed = (records: readonly ReadingRecord[]) =>
  encodeReadings(records, (record) => readingsTopic.encode(record))
const unpacked = (bytes: Buffer, count: number) =>
  decodeReadings(bytes, count, (alone) => readingsTopic.decode(alone))

test('a block of readings is read as it was written', () => {
  fc.assert(
    fc.property(blocks, (records) => {
      expect(unpacked(packed(records), records.length)).toEqual(records)
    }),
    { numRuns: 500 },
  )
})

test('what has no number where one belongs is written by itself', () => {
  const odd = {
    type: 'reading',
    id: 'a',
    device: 'a',
    observedAt: 'soon',
    receivedAt: 1,
    values: { waterLevel: null, tilt: undefined },
    timing: 'live',
    frame: '0:1',
  } as unknown as ReadingRecord
  expect(unpacked(packed([odd]), 1)).toEqual([readingsTopic.decode(readingsTopic.encode(odd))])
})

test('bytes that nobody wrote are refused or read as something, and end', () => {
  fc.assert(
    fc.property(
      blocks,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      fc.nat(),
      (records, changes, cut) => {
        const bytes = packed(records)
        for (const [place, value] of changes) bytes[place % (bytes.length || 1)] = value
        const kept = bytes.subarray(0, bytes.length - (cut % 3))
        let read: readonly unknown[] | Error
        try {
          read = unpacked(kept, records.length)
        } catch (error) {
          read = error as Error
        }
        if (Array.isArray(read)) expect(read).toHaveLength(records.length)
        else expect(read).toBeInstanceOf(Error)
      },
    ),
    { numRuns: 1_000 },
  )
})

test('a block of usual readings takes a fifth of what they take by themselves', () => {
  const records = Array.from({ length: 400 }, (_, index): ReadingRecord => {
    const parts = {
      device: `manhole-${index % 300}` as DeviceId,
      observedAt: instant(1_796_000_000_000 + 997 * index),
      sequence: index,
      content: (index * 2_654_435_761) % 2 ** 32,
    }
    return {
      type: 'reading',
      id: readingId(parts),
      ...parts,
      receivedAt: instant(parts.observedAt + 31),
      values: { waterLevel: index / 10, battery: 3.6 } as never,
      timing: 'live',
      frame: `0:${index}`,
    }
  })
  const alone = records.reduce((sum, record) => sum + readingsTopic.encode(record).length, 0)
  expect(packed(records).length).toBeLessThan(alone / 5)
})
