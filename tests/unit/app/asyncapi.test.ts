/** The AsyncAPI document says what ingest reads, of which topics, and what of it the tools of integrators would refuse. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { asyncApiDocument, channels, outletChannels } from '../../../app/http/asyncapi.ts'
import { batchSchema, readingSchema } from '../../../app/http/mqtt-messages.ts'
import { crewOf, ownChannel } from '../../../broker/rights/topics.ts'
import { deviceCommandSchema } from '../../../core/device-command.ts'
import type { Frame } from '../../../core/frame.ts'
import { instant } from '../../../core/time.ts'
import { ingestConfigSchema } from '../../../ingest/config.ts'
import { decodeReply } from '../../../ingest/reply.ts'
import { decodeTelemetry } from '../../../ingest/telemetry.ts'
import { startDeskServer } from '../../support/desk-server.ts'

const now = instant(1_773_534_600_000)
const limits = ingestConfigSchema.parse({})
const read = (message: unknown) =>
  decodeTelemetry(JSON.stringify(message), { at: now, stale: false, place: '0:1' }, limits)

const isTaken = (message: unknown) =>
  read(message).every(({ outcome }) => outcome.type === 'measured' && outcome.unusable.length === 0)

const value = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }),
  fc.constantFrom<unknown>(0, 1, true, false, 'x', null, {}),
)
const message = fc.record(
  {
    m: fc.oneof(
      fc.dictionary(fc.constantFrom('depth', 'battery', 'coverOpen', 'other'), value),
      fc.constantFrom<unknown>(null, 'x', []),
    ),
    t: fc.constantFrom<unknown>(now, now / 1_000, '2026-03-15T08:30:00+08:00', null, {}),
    seq: fc.constantFrom<unknown>(0, 7, -1, 0.5, null, 'x'),
    q: fc.constantFrom<unknown>({ depth: 'N' }, { depth: 'D' }, { depth: 'Z' }, {}, null, 'x'),
    device: fc.constantFrom<unknown>('wl-2', null, 5),
  },
  { requiredKeys: [] },
)

/** Ingest looks at no letter of a value that is not there. */
const hasSpareLetter = ({ m, q }: { readonly m?: unknown; readonly q?: unknown }) =>
  Object.keys(q ?? {}).some((name) => !Object.hasOwn(m ?? {}, name))

test('a message that ingest takes whole fits its schema', () => {
  const schema = readingSchema()
  let taken = 0
  fc.assert(
    fc.property(message, (one) => {
      if (!isTaken(one) || hasSpareLetter(one)) return
      taken += 1
      expect(schema.safeParse(one).error).toBeUndefined()
    }),
    { numRuns: 2_000 },
  )
  expect(taken).toBeGreaterThan(0)
})

test('a message that fits its schema, and says a known quantity, ingest takes whole', () => {
  const [one, many] = [readingSchema(), batchSchema()]
  fc.assert(
    fc.property(fc.array(message, { minLength: 1, maxLength: 3 }), (all) => {
      const fitting = all.filter((each) => {
        const { data } = one.safeParse(each)
        return (
          data !== undefined && ['depth', 'battery', 'coverOpen'].some((name) => name in data.m)
        )
      })
      if (fitting.length === 0) return
      expect(many.safeParse(fitting).error).toBeUndefined()
      expect(fitting.filter((each) => !isTaken(each))).toEqual([])
    }),
    { numRuns: 2_000 },
  )
})

test('every example fits its schema, and what comes to us is read', () => {
  for (const { messages } of [...Object.values(channels), ...Object.values(outletChannels)])
    for (const { schema, examples } of Object.values(messages))
      for (const example of examples) expect(schema().safeParse(example).error).toBeUndefined()
  for (const example of channels['telemetry']?.messages['reading']?.examples ?? [])
    expect(isTaken(example)).toBe(true)
  const [reply] = channels['reply']?.messages['reply']?.examples ?? []
  const frame = { source: 'wl-2', topic: 'ub/v1/wl-2/reply', receivedAt: now }
  const body = Buffer.from(JSON.stringify(reply))
  expect(decodeReply({ ...frame, body } as unknown as Frame, '0:1')).toHaveProperty('reply')
  const [command] = channels['command']?.messages['command']?.examples ?? []
  const kept = { device: 'wl-2', to: 'wl-2', by: 'li.wei', ...(command as object) }
  expect(deviceCommandSchema.safeParse(kept).error).toBeUndefined()
})

test('its topics are those of the broker, and its references lead somewhere', () => {
  for (const [name, { action, address }] of Object.entries(channels)) {
    const topic = address.replaceAll(/\{\w+\}/g, 'x')
    const isCrews = crewOf(topic, 'notices') ?? crewOf(topic, 'receipts')
    if (isCrews === undefined)
      expect(ownChannel('x', topic)).toBe(action === 'receive' ? name : undefined)
  }
  const document = asyncApiDocument()
  const references = JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)
  let found = 0
  for (const [, path = ''] of references) {
    found += 1
    const target = path
      .split('/')
      .reduce<unknown>((at, key) => Reflect.get(at as object, key), document)
    expect(target, path).toBeTypeOf('object')
  }
  expect(found).toBeGreaterThan(20)
})

test('it is read like the OpenAPI document', async () => {
  const token = 'the-token-of-an-operator'
  const tokens = [{ name: 'operator', role: 'operator' as const, token }]
  await using desk = await startDeskServer({ tokens })
  const answer = await desk.ask('/docs/asyncapi.json', { token })
  expect(answer.status).toBe(200)
  expect(await answer.json()).toEqual(JSON.parse(JSON.stringify(asyncApiDocument())))
  expect((await desk.ask('/docs/asyncapi.json')).status).toBe(401)
})
