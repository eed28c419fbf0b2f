/** Frames of two devices, one of which speaks for the other, and of strangers: in order, repeated, and every kind of nonsense. */
import * as fc from 'fast-check'

import type { Device } from '../../core/device.ts'
import { channels, refusals, type Frame } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import { kindOf } from '../../core/kinds.ts'
import { quantityNames } from '../../core/quantities.ts'
import { instant } from '../../core/time.ts'
import { decodeRepeats, remembered } from '../../ingest/repeats.ts'

export const start = Date.UTC(2026, 2, 15)

export const device = (id: string, rest: Partial<Device> = {}) => ({
  revision: 1,
  device: {
    id: id as DeviceId,
    kind: 'water' as const,
    site: kindOf('water').sites[0] ?? '',
    longitude: 120,
    latitude: 30,
    period: 60,
    active: true,
    ...rest,
  },
})
export const devices = new Map([
  ['a', device('a')],
  ['b', device('b', { gateway: 'a' as DeviceId })],
  ['c', device('c', { active: false })],
])

/** Mostly what a device in order sends, on few instants so that repeats are frequent, and every kind of nonsense. */
const mostly = <T, U>(good: fc.Arbitrary<T>, bad: fc.Arbitrary<U>) =>
  fc.oneof({ weight: 12, arbitrary: good }, { weight: 1, arbitrary: bad })

const anyTime = fc.oneof(fc.integer({ min: -1e15, max: 1e15 }), fc.double(), fc.string())
const known = fc.constantFrom(...quantityNames())
const number = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.float({ noNaN: true }), fc.boolean())
const item = fc.record(
  {
    t: mostly(fc.integer({ min: start - 8, max: start + 8 }), anyTime),
    m: mostly(
      fc.dictionary(known, number, { minKeys: 1, maxKeys: 3 }),
      fc.dictionary(fc.string(), fc.anything()),
    ),
    q: mostly(
      fc.dictionary(known, fc.constantFrom('N', 'D', 'T'), { maxKeys: 2 }),
      fc.dictionary(known, fc.constantFrom('x', 3, null)),
    ),
    seq: mostly(fc.nat(2), fc.oneof(fc.maxSafeInteger(), fc.double())),
    device: mostly(fc.constantFrom('a', 'b'), fc.constantFrom('c', 'd', '', '\u0000', 7)),
  },
  { requiredKeys: ['m'] },
)
const telemetry = fc
  .oneof(item, fc.array(item, { maxLength: 5 }))
  .map((body) => Buffer.from(JSON.stringify(body)))
const body = mostly(
  telemetry,
  fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.json({ depthSize: 'medium' }).map((text) => Buffer.from(text)),
    fc.constantFrom('online', 'offline').map((word) => Buffer.from(word)),
  ),
)
const word = fc.constantFrom('online', 'offline').map((said) => Buffer.from(said))
const reply = fc
  .record({ id: fc.constantFrom('DC1', 'DC2'), result: fc.constantFrom('done', 'refused') })
  .map((said) => Buffer.from(JSON.stringify(said)))
const configured = fc
  .record(
    {
      version: fc.nat(3),
      device: fc.constantFrom('a', 'b', 'c'),
      values: fc.dictionary(fc.constantFrom('period', 'armed'), fc.oneof(fc.nat(9), fc.boolean())),
    },
    { requiredKeys: ['values'] },
  )
  .map((said) => Buffer.from(JSON.stringify(said)))
const bodies = {
  telemetry: body,
  event: body,
  status: mostly(word, body),
  reply: mostly(reply, body),
  configured: mostly(configured, body),
}
const channel = mostly(fc.constant('telemetry' as const), fc.constantFrom(...channels))
const frame = channel.chain((said) =>
  fc.record({
    type: fc.constant('frame' as const),
    source: mostly(fc.constant('a'), fc.constantFrom('b', 'c', 'd')).map((id) => id as DeviceId),
    channel: fc.constant(said),
    topic: fc.string(),
    body: bodies[said],
    receivedAt: fc.integer({ min: start, max: start + 4 }).map(instant),
    retained: mostly(fc.constant(false), fc.constant(true)),
    refused: mostly(fc.constant(undefined), fc.constantFrom(...refusals)),
  }),
)
const clean = ({ refused, ...rest }: typeof frame extends fc.Arbitrary<infer T> ? T : never) =>
  ({ ...rest, ...(refused === undefined ? {} : { refused }) }) satisfies Frame
/** Some come twice, as they do when an acknowledgement was lost. */
export const frames = fc
  .tuple(
    fc.array(frame.map(clean), { maxLength: 34, size: 'max' }),
    fc.array(fc.nat(33), { maxLength: 6 }),
  )
  .map(([all, again]) => [...all, ...again.flatMap((index) => all[index] ?? [])])

/** The same memory may stand in other bytes, as its list of sets is in the order they came. */
export function meaning(bytes: Uint8Array): unknown {
  const repeats = decodeRepeats(bytes)
  return [remembered(repeats), repeats.prints.toSorted((a, b) => a - b)]
}
