/** SenML of RFC 8428, resolved, in JSON and in CBOR. */
import { describe, expect, test } from 'vitest'

import { readCbor, senmlOfCbor } from '../../../core/bindings/cbor.ts'
import { senmlItems } from '../../../core/bindings/senml.ts'

const receivedAt = 1_773_534_600_000
const items = (records: unknown) => senmlItems(records, receivedAt)
const one = (item: object, units = {}) => ({ item, units, late: false })

describe('records', () => {
  test('get their base values, which hold until others come', () => {
    const device = 'urn:dev:ow:10e2073a0108006'
    const records = [
      {
        ...{ bn: `${device}:`, bt: 1.276020076001e9, bu: 'A', bver: 5 },
        ...{ n: 'voltage', u: 'V', v: 120.1 },
      },
      { n: 'current', t: -5, v: 1.2 },
      { bv: 10, n: 'current', t: -4, v: 1.3 },
      { n: 'current', t: -3 },
      { bn: 'other/', bv: 0, n: 'on', vb: true, t: -3 },
    ]
    const at = 1_276_020_076.001
    expect(items(records)).toEqual([
      one({ device, time: at, voltage: 120.1 }, { voltage: 'V' }),
      one({ device, time: at - 5, current: 1.2 }, { current: 'A' }),
      one({ device, time: at - 4, current: 11.3 }, { current: 'A' }),
      one({ device, time: at - 3, current: 10 }, { current: 'A' }),
      one({ device: 'other', time: at - 3, on: true }, { on: 'A' }),
    ])
  })

  test('without a time are of now, with a small one of before now', () => {
    const now = receivedAt / 1_000
    expect(
      items([
        { n: 'a/x', v: 1 },
        { n: 'a/y', v: 2 },
        { n: 'a/x', t: -60, v: 3 },
      ]),
    ).toEqual([
      one({ device: 'a', time: now, x: 1, y: 2 }),
      one({ device: 'a', time: now - 60, x: 3 }),
    ])
    expect(items([{ bt: 2 ** 28, n: 'x', v: 1 }])).toEqual([
      one({ device: '', time: 2 ** 28, x: 1 }),
    ])
  })

  test('of names with long rows of separators are read at once, or not at all', () => {
    expect(items([{ bn: 'urn:a:/:', n: 'x', v: 1 }])).toMatchObject([
      { item: { device: 'urn:a', x: 1 } },
    ])
    expect(items([{ bn: '::', n: 'x', v: 1 }])).toMatchObject([{ item: { device: '', x: 1 } }])
    const records = Array.from({ length: 999 }, (_, t) => ({ n: 'x', t, v: 1 }))
    expect(items([{ bn: `${':'.repeat(254)}a` }, ...records])).toHaveLength(999)
    expect(items([{ bn: `${':'.repeat(50_000)}a` }, ...records])).toEqual({
      unread: 'names of at most 256 characters',
    })
  })

  test('of base values alone, and of sums, say nothing', () => {
    expect(
      items([
        { bn: 'a:', bt: 2 ** 30 },
        { n: 'x', v: 1 },
        { n: 'y', s: 4 },
      ]),
    ).toEqual([one({ device: 'a', time: 2 ** 30, x: 1 })])
  })

  test.each([
    [{}, 'a list of records'],
    [[], 'a record with a value'],
    [[7], 'records that are objects'],
    [[{ n: 'x', v: 1, bver: 11 }], 'version 10 at most'],
    [[{ n: 'x', v: 1, must_: 1 }], 'no field must_'],
    [[{ bn: 7, n: 'x', v: 1 }], 'base values of their types'],
    [[{ bt: '7', n: 'x', v: 1 }], 'base values of their types'],
    [[{ n: 7, v: 1 }], 'names and times'],
    [[{ n: 'x', t: '1', v: 1 }], 'names and times'],
    [Array.from({ length: 1_001 }, () => ({ n: 'x', v: 1 })), 'at most 1000 records'],
  ])('%j are none, as SenML has %s', (records, unread) => {
    expect(items(records)).toEqual({ unread })
  })
})

describe('CBOR', () => {
  const read = (hex: string) => readCbor(Buffer.from(hex.replaceAll(' ', ''), 'hex'))?.value

  test('of SenML has numbers for names', () => {
    const name = Buffer.from('urn:dev:ow:10e2073a0108006:').toString('hex')
    const record = `a7 21 78 1b ${name} 22 fb 41d303a15b001062 23 61 41 20 05 00 67 766f6c74616765 01 61 56 02 fb 405e066666666666`
    expect(senmlOfCbor(read(`81 ${record}`))).toEqual([
      {
        ...{ bn: 'urn:dev:ow:10e2073a0108006:', bt: 1_276_020_076.001, bu: 'A', bver: 5 },
        ...{ n: 'voltage', u: 'V', v: 120.1 },
      },
    ])
  })

  // Of RFC 8949, appendix A.
  test.each([
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1_000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['3903e7', -1_000],
    ['f93c00', 1],
    ['f97bff', 65_504],
    ['f90001', 5.960464477539063e-8],
    ['f9c400', -4],
    ['fa47c35000', 100_000],
    ['fb3ff199999999999a', 1.1],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['c1 1a 514b67b0', 1_363_896_240],
    ['44 01020304', 'AQIDBA=='],
    ['64 49455446', 'IETF'],
    ['83 01 02 03', [1, 2, 3]],
    ['a2 01 02 03 04', { 1: 2, 3: 4 }],
    ['9f 01 82 02 03 ff', [1, [2, 3]]],
    ['bf 61 61 01 61 62 9f 02 ff ff', { a: 1, b: [2] }],
    ['7f 65 7374726561 64 6d696e67 ff', 'streaming'],
  ])('%s is %j', (hex, value) => {
    expect(read(hex)).toEqual(value)
  })

  test.each([
    '',
    '18',
    '1c',
    'ff',
    '8201',
    '81',
    '61',
    '5fff',
    'a1',
    'a18001',
    '0000',
    `${'81'.repeat(40)}00`,
    'bf01ff',
    '9bffffffffffffffff',
    '7bffffffffffffffff',
    '7f01ff',
    'f8ff',
  ])('%s is none', (hex) => {
    expect(readCbor(Buffer.from(hex, 'hex'))).toBeUndefined()
  })
})
