/** Few parsers for all connections: whoever is in the middle of a packet has one to itself. */
import { Socket } from 'node:net'
import { PassThrough } from 'node:stream'

import { Aedes } from 'aedes'
import * as fc from 'fast-check'
import { parser } from 'mqtt-packet'
import { describe, expect, it } from 'vitest'

import { Backpressure, Gate } from '../../broker/edge/gate.ts'
import { Link } from '../../broker/edge/link.ts'
import { Parsers, Reader } from '../../broker/edge/reader.ts'
import { connectPacket, publishPacket } from '../support/mqtt-raw.ts'

interface Said {
  readonly who: number
  readonly piece: Buffer
}

/** What each of `all` sends, cut into pieces, one piece of one at a time. */
const pieces = (sizes: readonly number[], all: readonly Buffer[]): readonly Said[] => {
  const left = [...all]
  const said: Said[] = []
  for (let turn = 0; left.some(({ length }) => length > 0); turn++) {
    const who = turn % left.length
    const size = sizes[turn % sizes.length] ?? 1
    const rest = left[who] ?? Buffer.alloc(0)
    if (rest.length > 0) said.push({ who, piece: rest.subarray(0, size) })
    left[who] = rest.subarray(size)
  }
  return said
}

const text = fc.string({ minLength: 0, maxLength: 20 })
const talk = fc.array(fc.array(text, { maxLength: 5 }), { minLength: 1, maxLength: 6 })
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 12 })

describe('readers that share parsers', () => {
  it('get their own packets, whole and in order, however the pieces come', async () => {
    const aedes = await Aedes.createBroker()
    await fc.assert(
      fc.asyncProperty(talk, sizes, async (payloads, cuts) => {
        const heard = payloads.map((): string[] => [])
        const order = new Map<Reader, number>()
        const parsers = new Parsers((reader, packet) => {
          if (Reflect.get(packet, 'cmd') === 'publish') {
            heard[order.get(reader) ?? 0]?.push(String(Reflect.get(packet, 'payload')))
          }
        })
        const readers = payloads.map((_, who) => {
          const conn = new PassThrough()
          const socket = new Socket()
          const limits = { maxPacketBytes: 10_000, maxInflight: 1_000 }
          const gate = new Gate(conn, limits, new Backpressure(() => false), () => {})
          const link = new Link(aedes.handle(conn), gate, { conn, socket })
          const reader = new Reader(link, parsers, parser())
          order.set(reader, who)
          return { conn, link, reader }
        })
        const feed = ({ who, piece }: Said) => {
          const one = readers[who]
          one?.conn.write(piece)
          const chunk: unknown = one?.conn.read()
          if (Buffer.isBuffer(chunk)) one?.reader.parse(chunk)
        }
        const hello = connectPacket({ userName: 'wl-1' })
        for (const one of pieces(
          cuts,
          payloads.map(() => hello),
        ))
          feed(one)
        for (const { link } of readers) {
          link.ready = true
          link.gate.open()
        }
        const all = payloads.map((some) =>
          Buffer.concat(some.map((payload) => publishPacket({ topic: 't', payload, qos: 0 }))),
        )
        for (const one of pieces(cuts, all)) feed(one)
        for (const { conn } of readers) conn.destroy()
        expect(heard).toEqual(payloads)
      }),
      { numRuns: 200 },
    )
    await new Promise<void>((resolve) => aedes.close(() => resolve()))
  })
})
