/** What a library writes by the standard passes the gate, in whatever pieces it comes; anything else passes or closes. */
import { PassThrough } from 'node:stream'

import * as fc from 'fast-check'
import { generate, parser, type Packet } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'

import { Backpressure, Gate } from '../../broker/edge/gate.ts'

const text = fc.oneof(
  fc.string({ maxLength: 12, unit: 'grapheme' }).filter((one) => !one.includes('\0')),
  fc.constantFrom('ub/v1/wl-1/telemetry', '井盖/倾斜', '\ufeff', '\u{1f6b0}'),
)
const bytes = fc.uint8Array({ maxLength: 40 }).map((one) => Buffer.from(one))
const qos = fc.constantFrom<0 | 1 | 2>(0, 1, 2)
const messageId = fc.integer({ min: 1, max: 65_535 })
const level = fc.constantFrom('a', '+', '', 'ub', '井')
const filter = fc
  .tuple(fc.array(level, { minLength: 1, maxLength: 4 }), fc.boolean())
  .map(([levels, all]) => [...levels, ...(all ? ['#'] : [])].join('/'))
  .filter((one) => one !== '')

const connect = fc
  .record({
    protocol: fc.constantFrom(['MQTT', 4] as const, ['MQIsdp', 3] as const),
    clientId: text.map((one) => `c${one}`),
    clean: fc.boolean(),
    keepalive: fc.nat(65_535),
    user: fc.option(fc.record({ username: text, password: fc.option(bytes) })),
    will: fc.option(
      fc.record({ topic: text.map((one) => `t${one}`), payload: bytes, qos, retain: fc.boolean() }),
    ),
  })
  .map(({ protocol: [protocolId, protocolVersion], user, will, ...rest }): Packet => ({
    cmd: 'connect',
    protocolId,
    protocolVersion,
    ...rest,
    ...(user === null ? {} : { username: user.username }),
    ...(user === null || user.password === null ? {} : { password: user.password }),
    ...(will === null ? {} : { will }),
  }))

const later = fc.oneof(
  fc
    .record({
      topic: text.map((one) => `t${one}`),
      payload: bytes,
      qos,
      retain: fc.boolean(),
      dup: fc.boolean(),
      messageId,
    })
    .map((one): Packet => ({ cmd: 'publish', ...one, dup: one.dup && one.qos > 0 })),
  fc
    .tuple(fc.constantFrom('puback', 'pubrec', 'pubrel', 'pubcomp'), messageId)
    .map(([cmd, id]) => ({ cmd, messageId: id, ...(cmd === 'pubrel' ? { qos: 1 } : {}) })),
  fc
    .tuple(messageId, fc.array(fc.record({ topic: filter, qos }), { minLength: 1, maxLength: 4 }))
    .map(([id, subscriptions]): Packet => ({ cmd: 'subscribe', messageId: id, subscriptions })),
  fc
    .tuple(messageId, fc.array(filter, { minLength: 1, maxLength: 4 }))
    .map(([id, unsubscriptions]): Packet => ({
      cmd: 'unsubscribe',
      messageId: id,
      unsubscriptions,
    })),
  fc.constant<Packet>({ cmd: 'pingreq' }),
)

/** What the parser behind the gate is given, and what closed the connection. */
async function through(all: Buffer, cuts: readonly number[]) {
  const conn = new PassThrough({ highWaterMark: 1 << 20 })
  const faults: unknown[] = []
  const limits = { maxPacketBytes: 4 * 1_048_576, maxInflight: 1_000 }
  const gate = new Gate(conn, limits, new Backpressure(() => false), (_conn, fault) =>
    faults.push(fault),
  )
  const passed: Buffer[] = []
  const ends = [...new Set(cuts.map((cut) => cut % (all.length + 1)))].sort((a, b) => a - b)
  let from = 0
  for (const end of [...ends, all.length]) {
    if (end > from) conn.write(all.subarray(from, end))
    from = end
    for (let piece = read(); piece !== undefined; piece = read()) {
      passed.push(piece)
      gate.open()
    }
  }
  function read(): Buffer | undefined {
    const piece: unknown = conn.read()
    return Buffer.isBuffer(piece) ? piece : undefined
  }
  conn.destroy()
  return { faults, passed: Buffer.concat(passed) }
}

const session = fc
  .tuple(connect, fc.array(later, { maxLength: 6 }))
  .map(([first, rest]) => Buffer.concat([first, ...rest].map((one) => generate(one))))
const cuts = fc.array(fc.nat(400), { maxLength: 8 })

describe('the gate', () => {
  it('lets every packet through that the standard allows', async () => {
    await fc.assert(
      fc.asyncProperty(session, cuts, async (all, at) => {
        const { faults, passed } = await through(all, at)
        expect(faults).toEqual([])
        expect(passed.equals(all)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('reads nothing behind a DISCONNECT, in one piece or in two', async () => {
    const first = generate({ cmd: 'connect', protocolId: 'MQTT', clientId: 'c', clean: true })
    const all = Buffer.concat([first, generate({ cmd: 'disconnect' }), first])
    const passed = all.subarray(0, first.length + 2)
    expect(await through(all, [])).toEqual({ faults: [], passed })
    expect(await through(all, [first.length + 2])).toEqual({ faults: [], passed })
  })

  it('passes or closes on whatever bytes, the same in any pieces, and what passes can be parsed', async () => {
    const mutation = fc.tuple(fc.nat(400), fc.nat(255), fc.constantFrom('set', 'insert', 'remove'))
    await fc.assert(
      fc.asyncProperty(
        session,
        fc.array(mutation, { minLength: 1, maxLength: 4 }),
        cuts,
        async (all, mutations, at) => {
          const changed = mutations.reduce((before, [where, byte, how]) => {
            const index = where % before.length
            const left = before.subarray(0, index)
            const right = before.subarray(how === 'insert' ? index : index + 1)
            return Buffer.concat([left, Buffer.from(how === 'remove' ? [] : [byte]), right])
          }, all)
          const whole = await through(changed, [])
          const pieces = await through(changed, at)
          expect(pieces.faults).toEqual(whole.faults)
          expect(whole.faults.length).toBeLessThanOrEqual(1)
          const behind = parser()
          const errors: unknown[] = []
          behind.on('error', (error: unknown) => errors.push(error))
          behind.parse(whole.passed)
          expect(errors).toEqual([])
        },
      ),
      { numRuns: 2_000 },
    )
  })
})
