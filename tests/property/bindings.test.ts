import * as fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'

import { bindingsOf, type Bindings } from '../../core/bindings/bindings.ts'
import { readCbor } from '../../core/bindings/cbor.ts'
import type { BindingDocument } from '../../core/bindings/document.ts'
import { readBindings } from '../../runtime/bindings-folder.ts'
import { bound, shippedBindings } from '../support/bindings.ts'
import { at, frame, run, State } from '../support/normalise-stage.ts'
import { sparkplugPayload } from '../support/sparkplug.ts'

let documents: readonly BindingDocument[] = []
let all: Bindings

beforeAll(async () => {
  ;({ documents } = await readBindings(shippedBindings))
  all = bindingsOf(documents)
})

/** Centimetres, as bytes of the channel of a water sensor. */
const uplinkOf = (level: number, t: number, id: string) => {
  const bytes = Buffer.from([0x01, 0x75, 80, 0x03, 0x77, level % 256, Math.floor(level / 256)])
  return {
    deduplicationId: id,
    time: new Date(t).toISOString(),
    deviceInfo: { deviceProfileName: 'EM500-SWL', devEui: 'child' },
    data: bytes.toString('base64'),
  }
}

test('the same facts by our JSON and by ChirpStack are the same readings, however they are mixed and repeated', () => {
  const fact = fc.record({
    level: fc.integer({ min: 0, max: 500 }),
    t: fc.integer({ min: at - 300_000, max: at }),
  })
  const facts = fc.uniqueArray(fact, { selector: ({ t }) => t, minLength: 1, maxLength: 12 })
  const ways = fc.array(fc.constantFrom('ours', 'chirpstack', 'both'), {
    minLength: 12,
    maxLength: 12,
  })
  fc.assert(
    fc.property(facts, ways, (facts, ways) => {
      const ours = ({ level, t }: (typeof facts)[number]) =>
        frame({ device: 'child', t, m: { battery: 80, depth: level } }, { source: 'gw' })
      const theirs = ({ level, t }: (typeof facts)[number]) =>
        frame(uplinkOf(level, t, `id-${t}`), {
          ...{ source: 'gw', protocol: 'binding' as const },
          topic: 'application/1/device/child/event/up',
        })
      const mixed = facts.flatMap((fact, index) => {
        if (ways[index] === 'both') return [theirs(fact), ours(fact), theirs(fact)]
        return [ways[index] === 'ours' ? ours(fact) : theirs(fact)]
      })
      const idsOf = (frames: Parameters<typeof run>[0]) =>
        run(frames, new State(), 0, all).readings.map((one) => ('id' in one ? one.id : ''))
      expect(idsOf(mixed)).toEqual(idsOf(facts.map(ours)))
    }),
    { numRuns: 200 },
  )
})

/** A sample of what is shipped with something in it replaced, its text cut or bent, or anything at all. */
const bent = (body: string): fc.Arbitrary<string> => {
  const odd = fc.oneof(
    fc.jsonValue({ depthSize: 'small' }),
    fc.constantFrom(null, '', '1e999', -0, 2 ** 53, '0'.repeat(300), '__proto__', {
      constructor: 1,
    }),
  )
  const parts = JSON.parse(body) as unknown
  return fc.oneof(
    fc
      .tuple(fc.nat(40), odd)
      .map(([index, value]) => JSON.stringify(replaced(parts, { index, value }))),
    fc
      .tuple(fc.nat(body.length), fc.string({ maxLength: 3 }))
      .map(([place, text]) => body.slice(0, place) + text + body.slice(place + 1)),
    fc.nat(body.length).map((end) => body.slice(0, end)),
    fc.json(),
  )
}

/** The value in the place of the part of that number, counted through. */
function replaced(part: unknown, left: { index: number; readonly value: unknown }): unknown {
  left.index -= 1
  if (left.index < 0) {
    left.index = Number.POSITIVE_INFINITY
    return left.value
  }
  if (Array.isArray(part)) return part.map((one) => replaced(one, left))
  if (typeof part !== 'object' || part === null) return part
  return Object.fromEntries(Object.entries(part).map(([name, one]) => [name, replaced(one, left)]))
}

test('whatever a message holds, nothing throws and each is accounted for, in one batch and one by one alike', () => {
  const samples = documents.flatMap((one) => one.samples).filter(({ json }) => json !== undefined)
  const message = fc.constantFrom(...samples).chain(({ topic, json }) =>
    fc.record({
      topic: fc.oneof(fc.constant(topic), fc.constant(topic.replace(/[^/]+$/, 'x'))),
      body: bent(JSON.stringify(json)),
      source: fc.constantFrom('gw', 'wl-1', 'nobody'),
    }),
  )
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), (messages) => {
      const frames = messages.map(({ body, ...rest }) =>
        frame(body, { ...rest, protocol: 'binding' as const }),
      )
      const [together, state] = [run(frames, new State(), 0, all), new State()]
      const apart = frames.map((one, index) => run([one], state, index, all))
      expect(apart.flatMap(({ readings }) => readings)).toEqual(together.readings)
      expect(apart.flatMap(({ deadLetters }) => deadLetters)).toEqual(together.deadLetters)
      expect(apart.at(-1)?.accounting).toEqual(together.accounting)
      for (const { body, items = 1 } of together.deadLetters) {
        expect(items).toBeGreaterThan(0)
        expect(frames.some((one) => one.body.toString('base64') === body)).toBe(true)
      }
    }),
    { numRuns: 500 },
  )
})

test('whatever bytes come as Sparkplug B, nothing throws and each is accounted for', () => {
  const bindings = bound({
    ...{ topics: ['spBv1.0/#'], format: 'sparkplug-b', device: '{/device}' },
    values: { depth: '/Level' },
  })
  const metric = fc.record(
    {
      name: fc.constantFrom('Level', 'time', 'device', 'Other'),
      alias: fc.nat(3),
      timestamp: fc.integer({ min: at - 9, max: at }),
      type: fc.constantFrom('Int8', 'Int64', 'Float', 'Double'),
      historical: fc.boolean(),
      untyped: fc.boolean(),
      value: fc.oneof(
        fc.integer({ min: -9, max: 99 }),
        fc.boolean(),
        fc.constant(null),
        fc.string(),
      ),
    },
    { requiredKeys: ['value'] },
  )
  const message = fc.record({
    type: fc.constantFrom('DBIRTH', 'DDATA', 'NDATA', 'NDEATH'),
    metrics: fc.array(metric, { maxLength: 4 }),
    bend: fc.option(fc.record({ place: fc.nat(80), byte: fc.nat(255) })),
  })
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 8 }), (messages) => {
      const frames = messages.map(({ type, metrics, bend }) => {
        const body = Buffer.from(sparkplugPayload(at, metrics))
        if (bend !== null && bend.place < body.length) body[bend.place] = bend.byte
        const topic = `spBv1.0/city/${type}/gw/child`
        return { ...frame('', { source: 'gw', protocol: 'binding' as const, topic }), body }
      })
      const [together, state] = [run(frames, new State(), 0, bindings), new State()]
      const apart = frames.map((one, index) => run([one], state, index, bindings))
      expect(apart.flatMap(({ readings }) => readings)).toEqual(together.readings)
      expect(apart.flatMap(({ deadLetters }) => deadLetters)).toEqual(together.deadLetters)
      expect(apart.at(-1)?.accounting).toEqual(together.accounting)
    }),
    { numRuns: 500 },
  )
})

test('whatever bytes there are, CBOR reads them or does not', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      const found = readCbor(bytes)
      expect(found === undefined || 'value' in found).toBe(true)
    }),
    { numRuns: 5_000 },
  )
})

test('whatever bytes there are, a table reads them or says what it cannot', () => {
  const bindings = bound({
    ...{
      topics: ['a/+'],
      format: 'bytes',
      values: { battery: 'bytes/battery', depth: 'bytes/level' },
    },
    bytes: {
      channels: {
        '0175': { length: 1, values: { battery: { as: 'uint8' } } },
        '0377': { length: 2, values: { level: { as: 'uint16le' } } },
      },
    },
  })
  const piece = fc.oneof(
    fc.constantFrom([1, 0x75, 80], [3, 0x77, 2, 0]),
    fc.array(fc.nat(255), { maxLength: 4 }),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 5 }), (pieces) => {
      const body = Buffer.from(pieces.flat())
      const one = { ...frame('', { protocol: 'binding' as const, topic: 'a/b' }), body }
      const { readings, deadLetters } = run([one], new State(), 0, bindings)
      expect(readings.length + deadLetters.length).toBe(1)
    }),
  )
})
