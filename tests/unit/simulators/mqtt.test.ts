import * as fc from 'fast-check'
import mqttPacket, { type Packet } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'

import { createHistogram } from '../../../simulators/histogram.ts'
import {
  connectPacket,
  createPacketReader,
  disconnectPacket,
  markRepeated,
  pingPacket,
  pubackPacket,
  publishPacket,
  subscribePacket,
} from '../../../simulators/protocol/mqtt-bytes.ts'
import { createOutbox } from '../../../simulators/outbox.ts'

/** What an independent parser reads. */
function parse(bytes: Buffer): Packet[] {
  const packets: Packet[] = []
  const parser = mqttPacket.parser({ protocolVersion: 4 })
  parser.on('packet', (packet) => packets.push(packet))
  parser.on('error', (error) => {
    throw error
  })
  parser.parse(bytes)
  return packets
}

const id = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,63}$/)

describe('the bytes of MQTT', () => {
  it('of a CONNECT are what another parser understands', () => {
    fc.assert(
      fc.property(id, fc.string({ minLength: 1 }), fc.boolean(), (name, password, withWill) => {
        const will = { topic: `ub/v1/${name}/status`, body: 'offline' }
        const bytes = connectPacket({
          clientId: name,
          username: name,
          password,
          keepAlive: 300,
          ...(withWill ? { will } : {}),
        })
        const [packet] = parse(bytes)
        expect(packet).toMatchObject({
          cmd: 'connect',
          protocolVersion: 4,
          clean: true,
          clientId: name,
          username: name,
          keepalive: 300,
        })
        const read = packet?.cmd === 'connect' ? packet : undefined
        expect(String(read?.password)).toBe(Buffer.from(password).toString())
        if (withWill) {
          expect(read?.will).toMatchObject({ topic: will.topic, qos: 1, retain: true })
          expect(String(read?.will?.payload)).toBe('offline')
        } else expect(read?.will).toBeUndefined()
      }),
    )
    expect(parse(connectPacket({ clientId: 'a', keepAlive: 0 }))[0]).toMatchObject({
      clientId: 'a',
    })
  })

  it('of a PUBLISH carry any body of any length', () => {
    const body = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom(110, 128, 16_380, 16_384, 100_000, 2_100_000).map((n) => new Uint8Array(n)),
    )
    const packetId = fc.integer({ min: 1, max: 65_535 })
    fc.assert(
      fc.property(id, body, packetId, fc.boolean(), (name, content, messageId, retain) => {
        const bytes = publishPacket(`ub/v1/${name}/telemetry`, content, messageId, retain)
        const expected = { topic: `ub/v1/${name}/telemetry`, messageId, qos: 1, retain }
        const [first] = parse(bytes)
        expect(first).toMatchObject({ ...expected, dup: false })
        if (first?.cmd === 'publish')
          expect(Buffer.compare(Buffer.from(first.payload), content)).toBe(0)
        markRepeated(bytes)
        expect(parse(bytes)[0]).toMatchObject({ ...expected, dup: true })
      }),
      { numRuns: 60 },
    )
  })

  it('of a PINGREQ and a DISCONNECT are known', () => {
    expect(parse(Buffer.concat([pingPacket, disconnectPacket])).map(({ cmd }) => cmd)).toEqual([
      'pingreq',
      'disconnect',
    ])
  })

  it('are cut into packets wherever the chunks end', () => {
    const incoming = fc.oneof(
      fc.constantFrom(0, 3, 5).map((returnCode) => ({
        bytes: mqttPacket.generate({ cmd: 'connack', returnCode, sessionPresent: false }),
        seen: [2, returnCode],
      })),
      fc.integer({ min: 1, max: 65_535 }).map((messageId) => ({
        bytes: mqttPacket.generate({ cmd: 'puback', messageId }),
        seen: [4, messageId],
      })),
      fc.constant({ bytes: mqttPacket.generate({ cmd: 'pingresp' }), seen: [13, 0] }),
      fc.integer({ min: 0, max: 400 }).map((length) => ({
        bytes: mqttPacket.generate({
          cmd: 'publish',
          topic: 'a',
          payload: Buffer.alloc(length),
          qos: 0,
          dup: false,
          retain: false,
        }),
        seen: [3, 1],
      })),
    )
    const cuts = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.array(incoming, { maxLength: 20 }), cuts, (packets, sizes) => {
        const seen: number[][] = []
        const read = createPacketReader((type, firstTwo) => seen.push([type, firstTwo]))
        const bytes = Buffer.concat(packets.map((packet) => packet.bytes))
        for (let at = 0, turn = 0; at < bytes.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1
          read(bytes.subarray(at, at + size))
          at += size
        }
        expect(seen).toEqual(packets.map((packet) => packet.seen))
      }),
    )
  })

  it('of a PUBLISH are heard whole by whoever hears, wherever they were cut', () => {
    fc.assert(
      fc.property(
        id,
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(0, 1),
        fc.integer({ min: 1, max: 0xffff }),
        fc.integer({ min: 1, max: 40 }),
        (topic, payload, qos, messageId, size) => {
          const body = Buffer.from(payload)
          const packet = { cmd: 'publish', topic, payload: body, qos, dup: false, retain: false }
          const bytes = mqttPacket.generate({ ...packet, messageId } as Packet)
          const heard: unknown[] = []
          const others: number[] = []
          const read = createPacketReader(
            (type) => others.push(type),
            (one) => heard.push(one),
          )
          const all = Buffer.concat([bytes, pingPacket, bytes])
          for (let at = 0; at < all.length; at += size) read(all.subarray(at, at + size))
          const one = { topic, body, packetId: qos === 0 ? undefined : messageId }
          expect([heard, others]).toEqual([[one, one], [0x0c]])
        },
      ),
    )
  })

  it('of a SUBSCRIBE and a PUBACK are what another parser understands', () => {
    expect(parse(subscribePacket('ub/v1/a/command', 0xfffe))).toMatchObject([
      {
        cmd: 'subscribe',
        messageId: 0xfffe,
        subscriptions: [{ topic: 'ub/v1/a/command', qos: 1 }],
      },
    ])
    expect(parse(pubackPacket(513))).toMatchObject([{ cmd: 'puback', messageId: 513 }])
  })

  it('with an endless length are an error, whatever else comes at least does not hang', () => {
    const read = createPacketReader(() => {})
    expect(() => read(Buffer.from([0x40, 0xff, 0xff, 0xff, 0xff, 0xff]))).toThrow(RangeError)
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) => {
        try {
          createPacketReader(() => {})(noise)
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError)
        }
      }),
    )
  })
})

describe('the outbox', () => {
  it('hands out the oldest first, one batch at a time, and again when it was lost', () => {
    const outbox = createOutbox<number>(10)
    for (let item = 0; item < 6; item++) expect(outbox.add(item)).toBe(true)
    expect(outbox.take(4)).toEqual([0, 1, 2, 3])
    expect(outbox.take(4)).toBeUndefined()
    outbox.giveBack()
    expect(outbox.take(2)).toEqual([0, 1])
    expect(outbox.acknowledge()).toBe(2)
    expect(outbox.size).toBe(4)
    expect(outbox.take(100)).toEqual([2, 3, 4, 5])
    outbox.acknowledge()
    expect(outbox.take(100)).toBeUndefined()
  })

  it('never loses, repeats or reorders an acknowledged item, and throws away the oldest when full', () => {
    const step = fc.constantFrom('add', 'take', 'acknowledge', 'giveBack')
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 200 }),
        fc.integer({ min: 5, max: 20 }),
        (steps, capacity) => {
          const outbox = createOutbox<number>(capacity)
          let next = 0
          let dropped = 0
          let out: readonly number[] = []
          const done: number[] = []
          for (const each of steps) {
            if (each === 'add') dropped += outbox.add(next++) ? 0 : 1
            else if (each === 'take') out = outbox.take(4) ?? out
            else if (each === 'acknowledge') {
              expect(outbox.acknowledge()).toBe(out.length)
              done.push(...out)
              out = []
            } else {
              outbox.giveBack()
              out = []
            }
            expect(outbox.size).toBeLessThanOrEqual(capacity)
            expect(done.length + dropped + outbox.size).toBe(next)
          }
          expect(done).toEqual([...new Set(done)].toSorted((a, b) => a - b))
        },
      ),
    )
  })
})

describe('the histogram', () => {
  it('gives quantiles within two percent', () => {
    const durations = fc.array(fc.double({ min: 0.001, max: 60_000, noNaN: true }), {
      minLength: 1,
      maxLength: 300,
    })
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.9, 0.99, 1), (values, share) => {
        const histogram = createHistogram()
        for (const value of values) histogram.record(value)
        const sorted = values.toSorted((a, b) => a - b)
        const exact = sorted[Math.ceil(share * values.length) - 1] ?? 0
        const found = histogram.quantile(share)
        expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 0.02 + 0.001)
        expect(histogram.count).toBe(values.length)
        expect(histogram.max).toBe(sorted.at(-1))
      }),
    )
  })

  it('is zero when nothing was recorded, and takes what is absurd', () => {
    const histogram = createHistogram()
    expect([histogram.quantile(0.99), histogram.mean, histogram.max]).toEqual([0, 0, 0])
    histogram.record(1e12)
    histogram.record(-5)
    expect(histogram.count).toBe(2)
  })
})
