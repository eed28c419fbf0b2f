import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { beijingDigits } from '../../../../core/beijing-time.ts'
import { readBody, writeBody } from '../../../../core/sl651/body.ts'
import { frameBytes, type Encoding } from '../../../../core/sl651/frame.ts'
import { FrameReader } from '../../../../core/sl651/framing.ts'
import type { Body, Item } from '../../../../core/sl651/items.ts'
import { readMessage } from '../../../../core/sl651/message.ts'
import { saidIn } from '../../../../core/sl651/said.ts'
import { bytesOf, publishedAscii, type published } from './frames.ts'

function frameIn(bytes: Uint8Array) {
  const [one] = new FrameReader().push(bytes)
  if (one?.type !== 'frame') throw new Error('no frame')
  return one
}

function bodyOf(bytes: Uint8Array): Body {
  const body = readMessage([frameIn(bytes)])
  if ('fault' in body) throw new Error(body.fault)
  return body
}

/** `MMDDhhmm word figure`, one each. */
function said(bytes: Uint8Array): readonly string[] {
  const { encoding, station } = frameIn(bytes)
  const all = saidIn(bodyOf(bytes), encoding, station)
  if ('why' in all) throw new Error(all.why)
  return all.map(({ at, word, figure }) => `${beijingDigits(at).slice(4, 12)} ${word} ${figure}`)
}

const hour = (from: string, word: string, figures: readonly (number | string)[]) =>
  figures.map((figure, index) => {
    const minute = Number(from.slice(4, 6)) * 60 + Number(from.slice(6)) + index * 5
    const time = [Math.floor(minute / 60), minute % 60].map((one) => String(one).padStart(2, '0'))
    return `${from.slice(0, 4)}${time.join('')} ${word} ${figure}`
  })
const times = (count: number, figure: number | string) =>
  Array.from({ length: count }, () => figure)

describe('what published messages say', () => {
  test.each<readonly [keyof typeof published, readonly string[]]>([
    ['blogHeartbeat', []],
    ['blogTest', ['10111549 PJ 0.5', '10111549 PT 0.5', '10111549 Z 0.127', '10111549 VT 11.15']],
    ['blogTimed', ['07181100 PJ 4', '07181100 PT 4', '07181100 Z 10.49', '07181100 VT 10.99']],
    ['centre', ['07241723 PJ 13', '07241723 PN05 4', '07241723 Z 0.55', '07241723 VT 12.68']],
    [
      'device',
      ['PJ 0', 'PT 0', 'Z 0.075', 'VT 12.08', '7A 29', 'FFA0 28.8'].map((one) => `11261427 ${one}`),
    ],
    [
      'fujianTimed',
      ['12021335 PJ 0', '12021335 PT 319.6', '12021335 Z 28.96', '12021335 VT 13.12'],
    ],
    [
      'fujianAdded',
      ['12021310 Z 28.96', '12021310 PJ 0', '12021310 PT 319.6', '12021310 VT 13.17'],
    ],
    ['fujianUniform', hour('12051005', 'Z', times(12, 28.96))],
    [
      'fujianCurrent',
      ['12061007 PJ 0', '12061007 PT 0', '12061007 Z missing', '12061007 VT 11.43'],
    ],
    ['fujianPeriod', hour('12061110', 'DRP', times(12, 'missing'))],
    [
      'beijingTimed',
      ['PT 311.3', 'ZT 6292609', 'VT 12.87', 'FF09 20', 'FF33 20.5'].map(
        (one) => `07010600 ${one}`,
      ),
    ],
  ])('%s', (name, expected) => {
    expect(said(bytesOf(name))).toEqual(expected)
  })

  test('an hour in steps of five minutes, from the time before it on', () => {
    expect(said(bytesOf('fujianHourly'))).toEqual([
      ...hour('12021220', 'DRP', times(12, 0)),
      '12021315 PT 319.6',
      // Relative levels: above the zero of the gauge, which is at 1 m here.
      ...hour('12021220', 'DRZ1', [...times(10, 26.05), ...times(2, 27.96)]),
      '12021315 Z 28.96',
      '12021315 PJ 0',
      '12021315 VT 13.16',
    ])
  })

  test('an hour that would lie ahead ends with the time before it', () => {
    const found = said(bytesOf('beijingHourly'))
    expect(found.slice(0, 24)).toEqual([
      ...hour('07010505', 'DRP', times(12, 0)),
      ...hour('07010505', 'DRZ1', times(12, 4.28)),
    ])
    expect(found.slice(24)).toEqual(['07010600 PT 0', '07010600 Z 4.28', '07010600 VT 13.7'])
  })

  test('in ASCII', () => {
    expect(said(Buffer.from(publishedAscii.test, 'latin1'))).toEqual(
      ['PJ 0.5', 'PT 0.5', 'Z 0.301', 'VT 10.91'].map((one) => `07181112 ${one}`),
    )
    expect(said(Buffer.from(publishedAscii.heartbeat, 'latin1'))).toEqual([])
  })

  test('manual numbers and pictures are all bytes to the end', () => {
    expect(bodyOf(bytesOf('fujianManual')).items).toEqual([
      { type: 'rest', word: 'RGZS', data: Buffer.from('Q 1.234').toString('hex').toUpperCase() },
    ])
  })
})

const digits = (count: number) => fc.stringMatching(new RegExp(String.raw`^\d{${count}}$`))
const station: fc.Arbitrary<Item> = fc.record({
  type: fc.constant('station' as const),
  station: digits(10),
  category: fc.constantFrom('P', 'H', 'K', 'Z', 'D'),
})
const time: fc.Arbitrary<Item> = fc.record({ type: fc.constant('time' as const), time: digits(10) })
const rest: fc.Arbitrary<Item> = fc.record({
  type: fc.constant('rest' as const),
  word: fc.constantFrom('RGZS' as const, 'PIC' as const, 'DATA' as const),
  data: fc.stringMatching(/^(?:[3-9A-F][0-9A-F]){1,20}$/),
})

const items: Readonly<Record<Encoding, fc.Arbitrary<readonly Item[]>>> = {
  hex: listed(
    fc.oneof(
      fc.record({
        type: fc.constant('value' as const),
        word: fc.constantFrom('Z', 'PJ', 'PT', 'VT', 'Q', 'ZT', '7A', 'FF92'),
        data: fc.stringMatching(/^(?:[0-9A-F]{2}){1,8}$/),
        decimals: fc.nat(7),
      }),
      fc.record({
        type: fc.constant('block' as const),
        word: fc.constant('DRP'),
        data: fc.stringMatching(/^[0-9A-F]{24}$/),
      }),
      fc.record({
        type: fc.constant('block' as const),
        word: fc.constantFrom('DRZ1', 'DRZ2', 'DRZ8'),
        data: fc.stringMatching(/^[0-9A-F]{48}$/),
      }),
      fc.constant({ type: 'step' as const, step: '000000' }),
    ),
    fc.tuple(
      fc.constantFrom('000005', '000100', '010000').map((step): Item => ({ type: 'step', step })),
      fc.integer({ min: 1, max: 8 }).chain((bytes) =>
        fc.record({
          type: fc.constant('series' as const),
          words: fc.constantFrom(['Z'], ['PN05'], ['FF31']),
          data: fc.array(digits(bytes * 2), { maxLength: 20 }),
          decimals: fc.nat(7),
          bytes: fc.constant(bytes),
        }),
      ),
    ),
  ),
  ascii: listed(
    fc.oneof(
      fc
        .tuple(
          fc.constantFrom('Z', 'PJ', 'VT', 'pH'),
          fc.stringMatching(/^-?\d{1,4}(?:\.\d{1,3})?$/),
        )
        .map(([word, data]): Item => ({
          ...{ type: 'value', word, data },
          decimals: data.split('.')[1]?.length ?? 0,
        })),
      fc.record({
        type: fc.constant('block' as const),
        word: fc.constantFrom('DRP', 'DRZ3'),
        data: fc.stringMatching(/^[0-9A-F]{24}$/),
      }),
      fc.constant({ type: 'step' as const, step: '000000' }),
    ),
    fc.tuple(
      fc.constantFrom('000005', '000100', '010000').map((step): Item => ({ type: 'step', step })),
      fc.record({
        type: fc.constant('series' as const),
        words: fc.constantFrom(['Z'], ['PN05', 'Z']),
        data: fc.array(fc.stringMatching(/^-?\d{1,3}\.\d$/), { maxLength: 20 }),
        decimals: fc.constant(0),
        bytes: fc.constant(0),
      }),
    ),
  ),
}

/** Whose and when, then items; what goes to the end is the last. */
function listed(
  one: fc.Arbitrary<Item>,
  series: fc.Arbitrary<readonly Item[]>,
): fc.Arbitrary<readonly Item[]> {
  const last = fc.oneof(
    fc.constant<readonly Item[]>([]),
    rest.map((item) => [item]),
    series,
  )
  return fc
    .tuple(station, time, fc.array(fc.oneof(one, time), { maxLength: 8 }), last)
    .map(([whose, when, all, end]) => [whose, when, ...all, ...end])
}

test.each(['hex', 'ascii'] as const)('a body is read as it was written, in %s', (encoding) => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 65_535 }),
      digits(12),
      items[encoding],
      (serial, sentAt, all) => {
        const body = { serial, sentAt, items: all }
        expect(readBody(writeBody(body, encoding), encoding)).toEqual(body)
      },
    ),
    { numRuns: 500 },
  )
})

describe('numbers', () => {
  const valueOf = (data: string, decimals: number, encoding: Encoding = 'hex') => {
    const body: Body = {
      ...{ serial: 1, sentAt: '260315083000' },
      items: [
        { type: 'time', time: '2603150830' },
        { type: 'value', word: 'Z', data, decimals },
      ],
    }
    const found = saidIn(body, encoding, '0012345678')
    return 'why' in found ? found.why : found[0]?.figure
  }

  test.each<readonly [string, number, Encoding, number | string]>([
    ['00000127', 3, 'hex', 0.127],
    ['FF000127', 3, 'hex', -0.127],
    ['FF0127', 1, 'hex', -12.7],
    ['FFFFFFFF', 3, 'hex', 'missing'],
    ['AAAAAAAA', 3, 'hex', 'missing'],
    ['0000A127', 3, 'hex', 'unreadable'],
    ['', 0, 'hex', 'unreadable'],
    ['-0.127', 3, 'ascii', -0.127],
    ['M', 0, 'ascii', 'missing'],
    ['1.2.3', 0, 'ascii', 'unreadable'],
  ])('%s with %i decimals in %s', (data, decimals, encoding, figure) => {
    expect(valueOf(data, decimals, encoding)).toBe(figure)
  })

  // A long way of reading them would not come to an end here.
  test('in ASCII that end in no digit after half a million are none', () => {
    const token = `${'0'.repeat(500_000)}x`
    expect(valueOf(token, 0, 'ascii')).toBe('unreadable')
    const series = Buffer.from(`0003260315083005TT 2603150830 DRN05 Z ${token} `)
    expect(readBody(series, 'ascii')).toMatchObject({ items: [{}, {}, { words: ['Z', token] }] })
  })

  test('without a time that can be are none', () => {
    const item = { type: 'value', word: 'Z', data: '0127', decimals: 2 } as const
    const of = (sentAt: string, all: readonly Item[]) =>
      saidIn({ serial: 1, sentAt, items: all }, 'hex', '1')
    expect(of('260315083000', [item])).toEqual({ why: 'no-time' })
    expect(of('260315083000', [{ type: 'time', time: '2613150830' }, item])).toEqual({
      why: 'no-time',
    })
    expect(of('269915083000', [{ type: 'time', time: '2603150830' }, item])).toEqual({
      why: 'no-time',
    })
  })
})

describe('a message in packets', () => {
  const whole = frameIn(bytesOf('fujianHourly'))
  const cut = [10, 40, whole.body.length]
  const packets = cut.map((end, index) =>
    frameIn(
      frameBytes({
        ...whole,
        packet: { count: 3, number: index + 1 },
        body: whole.body.subarray(cut[index - 1] ?? 0, end),
        ending: index === 2 ? 'etx' : 'etb',
      }),
    ),
  )

  test('is the same in any order, and none while one is missing', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(packets, { minLength: 3 }), (mixed) => {
        expect(readMessage(mixed)).toEqual(readMessage([whole]))
      }),
    )
    expect(readMessage(packets.slice(0, 2))).toEqual({ fault: 'incomplete' })
  })
})

test('a body that is cut anywhere is read or refused', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('hex' as const, 'ascii' as const),
      fc.uint8Array({ maxLength: 80 }),
      (encoding, bytes) => {
        const body = readBody(bytes, encoding)
        if ('fault' in body) expect(body.fault).toMatch(/^(?:too-short|no-item|cut)$/)
        else expect(Array.isArray(body.items)).toBe(true)
      },
    ),
    { numRuns: 1_000 },
  )
  const { body } = frameIn(bytesOf('fujianHourly'))
  for (let end = 0; end < body.length; end += 1)
    expect(readBody(body.subarray(0, end), 'hex')).toBeDefined()
})
