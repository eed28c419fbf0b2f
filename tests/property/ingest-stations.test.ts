import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { frameCodec } from '../../core/codecs.ts'
import { protocols } from '../../core/frame.ts'
import { frame, run, State } from '../support/normalise-stage.ts'
import { hydrologicalFrame, stationFrame } from '../support/station-client.ts'

const factors = [
  ['a34001', 'tsp'],
  ['a34002', 'pm10'],
  ['a34004', 'pm25'],
  ['LA', 'laeq'],
  ['a01001', 'temperature'],
  ['a01002', 'humidity'],
] as const

interface Said {
  readonly minute: number
  readonly values: readonly number[]
  readonly packets: number
}

const message: fc.Arbitrary<Said> = fc.record({
  minute: fc.integer({ min: 0, max: 29 }),
  values: fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 6, maxLength: 6 }),
  packets: fc.integer({ min: 1, max: 6 }),
})

test('however messages are split, mixed, sent again and cut into batches, each is one reading, as our JSON has it', () => {
  const sent = fc
    .uniqueArray(message, { selector: ({ minute }) => minute, minLength: 1, maxLength: 4 })
    .chain((messages) => {
      const frames = messages.flatMap(framesOf)
      return fc.record({
        messages: fc.constant(messages),
        order: fc.shuffledSubarray(frames, { minLength: frames.length }),
        again: fc.shuffledSubarray(frames),
        cuts: fc.array(fc.boolean(), {
          minLength: frames.length * 2,
          maxLength: frames.length * 2,
        }),
      })
    })
  fc.assert(
    fc.property(sent, ({ messages, order, again, cuts }) => {
      const state = new State()
      const all = [...order, ...again]
      const batches: (typeof all)[] = [[]]
      for (const [index, one] of all.entries()) {
        if (cuts[index] === true) batches.push([])
        batches.at(-1)?.push(one)
      }
      let offset = 0
      const contents: string[] = []
      for (const batch of batches) {
        const { readings, deadLetters, accounting } = run(
          batch.map((bytes) => frame('', { source: 'du-1', protocol: 'hj212', body: bytes })),
          state,
          offset,
        )
        offset += batch.length
        contents.push(...readings.map((one) => contentOf(one)))
        expect(deadLetters).toEqual([])
        expect(accounting.items).toBe(offset)
      }
      const told = run(
        messages.map(({ minute, values }) =>
          frame(
            {
              t: Date.UTC(2026, 2, 15, 0, minute),
              m: Object.fromEntries(
                factors.map(([, name], index) => [name, valueOf(values, index)]),
              ),
            },
            { source: 'du-1' },
          ),
        ),
      ).readings.map((one) => contentOf(one))
      expect(new Set(contents)).toEqual(new Set(told))
      expect(contents).toHaveLength(told.length)
    }),
    { numRuns: 200 },
  )
})

test('whatever a frame holds, each is accounted for, in one batch and one by one alike', () => {
  const piece = fc.oneof(
    fc.constantFrom(
      'DataTime=20260315083000',
      'a34001-Rtd=0.4',
      'a34001-Flag=T',
      'RF=1',
      ';',
      '=',
      '&&',
    ),
    fc.string({ maxLength: 6 }),
  )
  const anything = fc.record({
    CN: fc.constantFrom('2011', '2021', '2051', '2999', ''),
    Flag: fc.constantFrom('4', '7', 'x'),
    PNUM: fc.constantFrom('1', '2', '3', '17'),
    PNO: fc.constantFrom('1', '2', '3', ''),
    area: fc.array(piece, { maxLength: 8 }).map((all) => all.join('')),
    cut: fc.nat(400),
  })
  const bodies = fc.array(
    anything.map(({ area, cut, ...said }) =>
      stationFrame(said, area).subarray(0, 400 - cut || 400),
    ),
    { minLength: 1, maxLength: 12 },
  )
  fc.assert(
    fc.property(bodies, (all) => {
      const frames = all.map((body) => frame('', { source: 'du-1', protocol: 'hj212', body }))
      const [together, state] = [run(frames), new State()]
      const apart = frames.map((one, index) => run([one], state, index))
      expect(apart.flatMap(({ readings }) => readings)).toEqual(together.readings)
      expect(apart.flatMap(({ deadLetters }) => deadLetters)).toEqual(together.deadLetters)
      expect(apart.at(-1)?.accounting).toEqual(together.accounting)
    }),
    { numRuns: 500 },
  )
})

test('whatever a message of SL 651 holds, it is accounted for, in one batch and one by one alike', () => {
  const hex = (most: number) => fc.stringMatching(new RegExp(`^(?:[0-9A-F]{2}){0,${most}}$`))
  const piece = fc.oneof(
    fc.constantFrom('F1F1001234567848', 'F1F1009999999948', 'F0F02603150830', 'F0F0260315083A'),
    fc.constantFrom(
      '0418000005',
      '0418000000',
      '0418A1B2C3',
      '041000',
      '392300000127',
      '3923FFFFFFFF',
    ),
    hex(12).map((data) => `F460${data.padEnd(24, '0')}`),
    hex(4).map((data) => `FF9220${data.padEnd(8, '0')}`),
    hex(6),
  )
  const asciiPiece = fc.oneof(
    fc.constantFrom(
      'ST 0012345678 H',
      'TT 2603150830',
      'TT 2603150830999',
      'TT 2603150830 DRN05 1.5',
      'DRH00',
      'Z M',
    ),
    fc.constantFrom('Z 1.5', 'Z 9'.padEnd(400, '9'), 'DRP FF', 'PIC', '1.5 2.5', 'Z', ''),
    fc.string({ maxLength: 6 }),
  )
  const body = fc.oneof(
    fc.array(piece, { maxLength: 8 }).map((all) => Buffer.from(all.join(''), 'hex')),
    fc.array(asciiPiece, { maxLength: 8 }).map((all) => Buffer.from(`${all.join(' ')} `, 'latin1')),
  )
  const one = fc
    .record({
      encoding: fc.constantFrom('hex' as const, 'ascii' as const),
      command: fc.constantFrom(0x30, 0x31, 0x32, 0x34, 0x36, 0x38, 0xe0),
      body,
      cut: fc.nat(30),
    })
    .map(({ encoding, command, body: items, cut }) => {
      const head = Buffer.from('0003260315083005', encoding === 'hex' ? 'hex' : 'latin1')
      const whole = Buffer.concat([head, items])
      return hydrologicalFrame(
        { encoding, command },
        whole.subarray(0, Math.max(1, Math.min(4_000, whole.length - (cut > 25 ? cut : 0)))),
      )
    })
  fc.assert(
    fc.property(fc.array(one, { minLength: 1, maxLength: 8 }), (all) => {
      const frames = all.map((bytes) =>
        frame('', { source: 'rv-1', protocol: 'sl651', body: bytes }),
      )
      const [together, state] = [run(frames), new State()]
      const apart = frames.map((each, index) => run([each], state, index))
      expect(apart.flatMap(({ readings }) => readings)).toEqual(together.readings)
      expect(apart.flatMap(({ deadLetters }) => deadLetters)).toEqual(together.deadLetters)
      expect(apart.at(-1)?.accounting).toEqual(together.accounting)
    }),
    { numRuns: 1_000 },
  )
})

test('a frame with a protocol is read as it was written, and one without has the bytes that it always had', () => {
  const bytes = fc.uint8Array({ maxLength: 64 })
  fc.assert(
    fc.property(bytes, fc.constantFrom(undefined, ...protocols), (body, protocol) => {
      const one = {
        ...frame(''),
        body: Buffer.from(body),
        ...(protocol !== undefined && { protocol }),
      }
      const written = frameCodec.encode(one)
      expect(written[0]).toBe(protocol === undefined ? 1 : 2)
      expect(frameCodec.decode(written)).toEqual(one)
    }),
  )
})

const valueOf = (values: readonly number[], index: number): number =>
  (values[index] ?? 0) * (index < 3 ? 1_000 : 1)

const contentOf = (one: object): string =>
  'content' in one && 'observedAt' in one ? `${String(one.observedAt)} ${String(one.content)}` : ''

function framesOf({ minute, values, packets }: Said): readonly Buffer[] {
  const time = `DataTime=2026031508${String(minute).padStart(2, '0')}00`
  const groups = factors.map(([name], index) => `${name}-Rtd=${values[index] ?? 0}`)
  const size = Math.ceil(groups.length / packets)
  const areas = Array.from({ length: Math.ceil(groups.length / size) }, (_, index) =>
    [time, ...groups.slice(index * size, (index + 1) * size)].join(';'),
  )
  if (areas.length === 1) return [stationFrame({}, areas[0] ?? '')]
  return areas.map((area, index) =>
    stationFrame({ Flag: '7', PNUM: String(areas.length), PNO: String(index + 1) }, area),
  )
}
