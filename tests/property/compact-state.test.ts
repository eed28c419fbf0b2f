import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { compactFields } from '../../core/compact-fields.ts'
import { decodeState, encodeState } from '../../storage/state-codec.ts'

const instant = fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 })
const decimal = fc
  .tuple(fc.integer({ min: -1e7, max: 1e7 }), fc.integer({ min: 0, max: 5 }))
  .map(([digits, places]) => digits / 10 ** places)
const number = fc.oneof(
  { weight: 4, arbitrary: fc.oneof(decimal, instant, fc.integer(), fc.nat(300)) },
  fc.oneof(fc.maxSafeInteger(), fc.double(), fc.constantFrom(0, -0, 1e11, -1e11, 2 ** 53)),
)
const text = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc
    .tuple(fc.oneof(instant, fc.nat()), fc.constantFrom('', ':', '~', '#', ':0', '~0'), fc.nat())
    .map(([at, mark, more]) => `${at}${mark}${more.toString(mark === '~' ? 36 : 10)}`),
)

/** Rows of a window behind what it begins with: regular, nearly so, or anything. */
const rows = fc
  .record({
    head: fc.array(number, { maxLength: 5 }),
    columns: fc.array(
      fc.record({
        first: number,
        step: fc.oneof(fc.integer(), fc.nat(3), decimal),
        jitter: fc.nat(2),
      }),
      { minLength: 1, maxLength: 4 },
    ),
    count: fc.nat(40),
  })
  .map(({ head, columns, count }) => [
    ...head,
    ...Array.from({ length: count }, (_, row) =>
      columns.map(({ first, step, jitter }) => first + row * step + ((row * 7) % (jitter + 1))),
    ).flat(),
  ])

const member = fc.oneof(
  number,
  text,
  fc.constantFrom(null, true, false, 'yellow'),
  rows,
  fc.array(rows, { maxLength: 3 }),
  fc.array(fc.tuple(text, text), { maxLength: 9 }),
  fc.array(fc.option(number), { maxLength: 9 }),
)

/** Of some of the fields, in any order; one of them may be such an object itself. */
const formed = (depth: number): fc.Arbitrary<Readonly<Record<string, unknown>>> =>
  fc
    .constantFrom(...compactFields)
    .chain((fields) => fc.shuffledSubarray(Object.keys(fields), { minLength: 1 }))
    .chain((names) =>
      fc.record(
        Object.fromEntries(
          names.map((name) => [name, depth > 0 ? fc.oneof(member, formed(depth - 1)) : member]),
        ),
      ),
    )
    .map((object) => ({ ...object }))

test('what has a compact form is read exactly as it was written, and written the same again', () => {
  fc.assert(
    fc.property(formed(1), (state) => {
      const bytes = encodeState(state)
      expect(bytes[0]).toBe(0xc1)
      const read = decodeState(bytes)
      expect(read).toStrictEqual(state)
      expect(encodeState(read)).toEqual(bytes)
    }),
  )
})

test('free room before it leaves the bytes alone', () => {
  fc.assert(
    fc.property(formed(1), fc.nat(255), (state, room) => {
      expect(encodeState(state, room).subarray(room)).toEqual(encodeState(state))
    }),
  )
})

test('what ends too early is refused', () => {
  fc.assert(
    fc.property(formed(1), fc.nat(), (state, cut) => {
      const bytes = encodeState(state)
      expect(() => decodeState(bytes.subarray(0, 1 + (cut % (bytes.length - 1))))).toThrow(
        RangeError,
      )
    }),
  )
})

test('what has another member, or one without a value, has no compact form and is read all the same', () => {
  const odd = { judged: 1, spoken: 2 }
  expect(decodeState(encodeState(odd))).toEqual(odd)
  const nested = { judged: 1, alarm: { level: 0, bytes: new Uint8Array([1, 2]) } }
  expect(decodeState(encodeState(nested))).toEqual(nested)
  const empty = { judged: 1, named: undefined }
  expect(decodeState(encodeState(empty))).toEqual(empty)
})

const kept = {
  ...{
    judged: 1_772_503_140_000,
    received: 1_772_503_141_250,
    shift: 0,
    interval: 60_000,
    pace: 60_000,
  },
  ...{ seen: 0, last: null, rests: 0, named: 1_772_502_900_000, values: [15.06, null], taken: 1 },
  windows: [[-1, 1_772_503_020_000, 0, 1.5, 60_000, 1.5, 120_000, 1.5, 180_000, 1.5]],
  alarm: {
    ...{
      level: -1,
      began: 0,
      reached: 0,
      held: [1_772_503_140_000],
      clearing: [0],
      confirmed: [0],
    },
    ...{
      basis: [2_941_681_656],
      values: [15.06, null],
      readings: [['1772503140000~z', '0:86340']],
    },
  },
}

// Stored by every version since: these bytes never change.
test('a state in bytes', () => {
  const bytes =
    'c18aff09b6a0866bb19c01b2e204a260ea6291890a0da901bba2d90100c10fa260eac10fc10fc10f8bbd03a901916092d2e20581919287b3c0d401238600a344510191a4f87f56af91009100926381bb80a90301'
  expect(encodeState(kept).toString('hex')).toBe(bytes)
  expect(decodeState(Buffer.from(bytes, 'hex'))).toStrictEqual(kept)
})

const quiet = {
  ...{ judged: 1_772_503_140_000, received: 1_772_503_141_250, interval: 60_000, pace: 60_000 },
  ...{ shift: 0, seen: 0, last: null, rests: 0, windows: [], alarm: null },
}

// Stored by every version since: these bytes never change.
test('the states of a device in bytes', () => {
  const device = {
    rules: 'water-road-depth water-silent',
    states: [
      { ...quiet, values: [15.06] },
      { ...quiet, judged: 0, seen: 1_772_503_141_250 },
    ],
  }
  const bytes =
    'c18d03841d77617465722d726f61642d64657074682077617465722d73696c656e74928a4fb6a0866bb19c01b2e204a260ea6291d2e2058a8e2061626261'
  expect(encodeState(device).toString('hex')).toBe(bytes)
  expect(decodeState(Buffer.from(bytes, 'hex'))).toStrictEqual(device)
})

test('a state as versions before wrote it', () => {
  const bytes =
    'de000da66a7564676564cb4279cb16b86a0000a87265636569766564cb4279cb16b8b82000a5736869667400a8696e74657276616ccdea60a470616365cdea60a47365656e00a46c617374c0a5726573747300a56e616d6564cb4279cb167dd20000a676616c75657392cb402e1eb851eb851fc0a574616b656e01a777696e646f7773919affcb4279cb169b1e000000cb3ff8000000000000cdea60cb3ff8000000000000ce0001d4c0cb3ff8000000000000ce0002bf20cb3ff8000000000000a5616c61726dde0009a56c6576656cffa5626567616e00a77265616368656400a468656c6491cb4279cb16b86a0000a8636c656172696e679100a9636f6e6669726d65649100a5626173697391ceaf567ff8a676616c75657392cb402e1eb851eb851fc0a872656164696e67739192af313737323530333134303030307e7aa7303a3836333430'
  expect(decodeState(Buffer.from(bytes, 'hex'))).toStrictEqual(kept)
})
