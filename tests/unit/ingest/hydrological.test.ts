/** Messages of SL 651 to readings, on frames that were published and on what goes wrong. */
import { describe, expect, test } from 'vitest'

import { frameBytes, type Frame } from '../../../core/sl651/frame.ts'
import { FrameReader } from '../../../core/sl651/framing.ts'
import { instant } from '../../../core/time.ts'
import { bytesOf, type published } from '../core/sl651/frames.ts'
import { frame, run } from '../../support/normalise-stage.ts'
import { hydrologicalFrame } from '../../support/station-client.ts'

const at = instant(Date.UTC(2026, 2, 15, 0, 30, 6))
const said = (body: Uint8Array, rest: Parameters<typeof frame>[1] = {}) => ({
  ...frame('', { source: 'rv-1', protocol: 'sl651', receivedAt: at, ...rest }),
  body,
})
const observedAt = Date.UTC(2026, 2, 15, 0, 30)
const head = 'F1F1001234567848F0F02603150830'
const report = `${head}39230000012726190031963812131 2`.replace(' ', '')
const json = (body: unknown) => frame(body, { source: 'rv-1', receivedAt: at })

/** As if it had just come, from the station that is registered. */
function publishedBody(name: keyof typeof published): { body: Buffer; receivedAt: typeof at } {
  const [one] = new FrameReader().push(bytesOf(name))
  if (one?.type !== 'frame') throw new Error('no frame')
  const sent = Buffer.from(one.body).toString('hex', 2, 8)
  const text = `20${sent.replaceAll(/(..)(..)(..)(..)(..)(..)/g, '$1-$2-$3T$4:$5:$6')}+08:00`
  const body = Buffer.from(
    Buffer.from(one.body).toString('hex').toUpperCase().replaceAll(one.station, '0012345678'),
    'hex',
  )
  return {
    body: frameBytes({ ...one, station: '0012345678', body }),
    receivedAt: instant(Date.parse(text) + 1_000),
  }
}

describe('a report', () => {
  test('is the same reading as our JSON, and whichever comes second is a repeat', () => {
    const m = { stage: 0.127, rainTotal: 319.6, supplyVoltage: 13.12 }
    const { readings, accounting } = run([
      said(hydrologicalFrame({}, report)),
      json({ t: observedAt, m }),
    ])
    expect(readings).toMatchObject([{ values: m, observedAt, timing: 'live' }])
    expect(accounting).toMatchObject({ items: 2, readings: 1, duplicates: 1 })
    const other = run([json({ t: observedAt, m }), said(hydrologicalFrame({}, report))])
    expect(other.accounting).toMatchObject({ readings: 1, duplicates: 1 })
  })

  test('in ASCII is the same as in HEX/BCD', () => {
    const text = '0003260315083005ST 0012345678 H TT 2603150830 Z 0.127 PT 319.6 VT 13.12 '
    const ascii = hydrologicalFrame({ encoding: 'ascii' }, Buffer.from(text))
    const { readings, accounting } = run([
      said(ascii),
      said(hydrologicalFrame({ command: 0x33 }, report)),
    ])
    expect(readings).toHaveLength(1)
    expect(accounting).toMatchObject({ duplicates: 1 })
  })

  test.each<readonly [string, string, object, string, object]>([
    ['above the datum at a river', 'rv-1', {}, '392300004320', { stage: 4.32 }],
    ['above the zero of a gauge on a road', 'rd-1', {}, '392300004320', { depth: 22 }],
    ['below that zero, where the road is dry', 'rd-1', {}, '392300003900', { depth: 0 }],
    ['below the datum', 'rv-1', {}, '3923FF000120', { stage: -0.12 }],
    [
      'of a reservoir, and the discharge',
      'rv-1',
      {},
      '3B230002896 0272B0000004320',
      { stage: 28.96, discharge: 4.32 },
    ],
    [
      'with rain of five minutes and of an hour',
      'rv-1',
      {},
      '2219000004 1A19000061',
      { rain: 4.8 },
    ],
    ['with rain of the day', 'rv-1', {}, '2019000130', { rainToday: 13 }],
  ])('tells levels %s', (_, source, rest, items, values) => {
    const station = source === 'rd-1' ? '0012345679' : '0012345678'
    const body = `F1F1${station}48F0F02603150830${items.replaceAll(' ', '')}`
    const { readings } = run([said(hydrologicalFrame({ station, ...rest }, body), { source })])
    expect(readings).toMatchObject([{ values, timing: 'live' }])
  })

  test('leaves out what is missing or unknown, and tells the rest', () => {
    const items = `${head}3923FFFFFFFF38121143FF9219000199`
    const { readings, deadLetters } = run([said(hydrologicalFrame({}, items))])
    expect(readings).toMatchObject([{ values: { supplyVoltage: 11.43 } }])
    expect(deadLetters).toEqual([])
  })

  test('that tests the line is taken, and no reading', () => {
    const { readings, deadLetters, accounting } = run([
      said(hydrologicalFrame({ command: 0x30 }, report)),
    ])
    expect([...readings, ...deadLetters]).toEqual([])
    expect(accounting).toMatchObject({ frames: 1, items: 1, statuses: 1 })
  })

  test('that comes late is late', () => {
    const late = said(hydrologicalFrame({}, report), { receivedAt: instant(at + 7_200_000) })
    expect(run([late]).readings).toMatchObject([{ timing: 'late' }])
  })
})

describe('an hour', () => {
  test('in steps of five minutes is late but for the instant that is observed now', () => {
    const { body, receivedAt } = publishedBody('fujianHourly')
    const { readings, deadLetters } = run([said(body, { receivedAt })])
    const observed = readings as readonly { observedAt: number; timing: string; values: object }[]
    expect(observed.map(({ timing }) => timing)).toEqual([
      ...Array.from({ length: 11 }, () => 'late'),
      'live',
    ])
    // Relative levels above a zero at 1 m, and the last as the station says it above the datum.
    expect(observed[0]?.values).toEqual({ rain: 0, stage: 27.05 })
    expect(observed[11]?.values).toEqual({
      ...{ rain: 0, rainTotal: 319.6, rainToday: 0, stage: 28.96, supplyVoltage: 13.16 },
    })
    expect(observed.map((one) => one.observedAt - (observed[0]?.observedAt ?? 0))).toEqual(
      Array.from({ length: 12 }, (_, index) => index * 300_000),
    )
    expect(deadLetters).toEqual([])
  })

  test('that holds nothing is a letter, and one with a few values is those', () => {
    const { body, receivedAt } = publishedBody('fujianPeriod')
    expect(run([said(body, { receivedAt })]).deadLetters).toMatchObject([{ reason: 'no-quantity' }])
    const few = `${head}F5C0007F0080${'FFFF'.repeat(10)}`
    const { readings, deadLetters } = run([said(hydrologicalFrame({ command: 0x34 }, few))])
    expect(readings).toMatchObject([
      { values: { stage: 2.27 }, timing: 'late', observedAt: observedAt - 3_300_000 },
      { values: { stage: 2.28 }, timing: 'late' },
    ])
    expect(deadLetters).toEqual([])
  })

  test('as a series is late', () => {
    const { body, receivedAt } = publishedBody('fujianUniform')
    const { readings } = run([said(body, { receivedAt })])
    expect(readings).toHaveLength(12)
    expect(readings).toMatchObject(
      Array.from({ length: 12 }, () => ({ timing: 'late', values: { stage: 28.96 } })),
    )
  })
})

describe('a message in packets', () => {
  const whole = Buffer.from(`0003260315083005${report}`, 'hex')
  const packets = [0, 1, 2].map((index) =>
    hydrologicalFrame(
      { packet: { count: 3, number: index + 1 }, ending: index === 2 ? 'etx' : 'etb' },
      whole.subarray(index * 12, index === 2 ? undefined : (index + 1) * 12),
    ),
  )

  test('is one reading, the same as in one frame', () => {
    const { readings, accounting } = run([
      said(Buffer.concat(packets)),
      said(hydrologicalFrame({}, report)),
    ])
    expect(readings).toHaveLength(1)
    expect(accounting).toMatchObject({ items: 2, duplicates: 1 })
  })

  test('of which one is missing is a letter with its bytes', () => {
    const body = Buffer.concat(packets.slice(1))
    expect(run([said(body)]).deadLetters).toMatchObject([
      {
        ...{ reason: 'invalid-payload', detail: 'of 3 packets 2 came', protocol: 'sl651' },
        body: body.toString('base64'),
      },
    ])
  })
})

describe('a dead letter with its bytes is', () => {
  const of = (rest: Partial<Frame>, body: string) => hydrologicalFrame(rest, body)
  test.each([
    ['a picture', of({ command: 0x36 }, `${head}F3F3FFD8`), 'no-decoder'],
    ['manual numbers', of({ command: 0x35 }, 'F2F251'), 'no-decoder'],
    ['a pump', of({ command: 0x4c }, 'F1F100123456780101'), 'no-decoder'],
    ['no time', of({}, 'F1F1001234567848392300000127'), 'invalid-payload'],
    ['a day that is none', of({}, 'F1F1001234567848F0F02602310830392300000127'), 'invalid-payload'],
    [
      'a clock that was never set',
      of({}, 'F1F1001234567848F0F00001010000392300000127'),
      'ancient-clock',
    ],
    [
      'a step that is none',
      of({ command: 0x31 }, `${head}0418A1B2C3392300000127`),
      'invalid-payload',
    ],
    ['no element', of({}, head), 'no-quantity'],
    ['elements that nobody knows', of({}, `${head}7A0829`), 'unknown-quantity'],
    ['a number that is none', of({}, `${head}39230000A127`), 'invalid-payload'],
    ['nothing but what is missing', of({}, `${head}3923FFFFFFFF`), 'no-quantity'],
    ['a body that ends within an item', of({}, `${head}392300`), 'unparsable'],
    ['a body that is none', of({}, '00'), 'unparsable'],
    [
      'another station in the body',
      of({}, `F1F1009999999948F0F02603150830392300000127`),
      'not-your-device',
    ],
    ['no frame', Buffer.from('{"m":{"stage":1}}'), 'unparsable'],
  ] as const)('%s', (_, bytes, reason) => {
    const { readings, deadLetters, accounting } = run([said(bytes)])
    expect(readings).toEqual([])
    expect(deadLetters).toMatchObject([
      { reason, protocol: 'sl651', source: 'rv-1', body: bytes.toString('base64') },
    ])
    expect(accounting).toMatchObject({ items: 1, deadLetters: 1 })
  })

  test('what the edge refused; who it claims to be is said', () => {
    const refused = said(hydrologicalFrame({ password: '0000' }, report), {
      ...{ source: 'urban-brain-sl651', topic: 'sl651/0099999999', refused: 'unknown-station' },
    })
    expect(run([refused]).deadLetters).toMatchObject([
      { reason: 'unknown-station', device: '0099999999', source: 'urban-brain-sl651' },
    ])
  })
})
