import { Duplex } from 'node:stream'

import type { Client, PublishPacket } from 'aedes'
import { describe, expect, it } from 'vitest'

import { Acknowledgements } from '../../../broker/edge/acknowledgements.ts'

/** A connection whose other end takes what is written, or nothing any more. */
function connection(reads = true) {
  const writes: Buffer[] = []
  const conn = new Duplex({
    highWaterMark: 4,
    read() {},
    write(bytes: Buffer, _encoding, done) {
      writes.push(bytes)
      if (reads) done()
    },
  })
  return { client: { connected: true, conn } as unknown as Client, conn, writes }
}

const publish = (messageId: number, qos: 0 | 1 | 2 = 1): PublishPacket =>
  ({ cmd: 'publish', topic: 'a', payload: '', qos, messageId }) as PublishPacket

describe('acknowledgements', () => {
  it('of one connection leave in one write, in the order of the publishes, and not before the commit is answered', () => {
    const spread: PublishPacket[] = []
    const acknowledgements = new Acknowledgements({
      spread: (packet) => spread.push({ ...packet }),
    })
    const [one, other] = [connection(), connection()]
    for (const id of [1, 2, 0xffff]) acknowledgements.take(one.client, publish(id))
    acknowledgements.take(other.client, publish(1))
    expect(one.writes).toEqual([])
    acknowledgements.write()
    acknowledgements.write()
    const bytes = [0x40, 2, 0, 1, 0x40, 2, 0, 2, 0x40, 2, 0xff, 0xff]
    expect(one.writes).toEqual([Buffer.from(bytes)])
    expect(other.writes).toEqual([Buffer.from([0x40, 2, 0, 1])])
    expect(spread.map(({ topic, qos }) => ({ topic, qos }))).toEqual(
      Array.from({ length: 4 }, () => ({ topic: 'a', qos: 1 })),
    )
  })

  it('of other levels of QoS, and for a reader who does not keep up, are left to the library', () => {
    const acknowledgements = new Acknowledgements({ spread: () => {} })
    const slow = connection(false)
    const [first, second, exactlyOnce] = [publish(1), publish(2), publish(3, 2)]
    acknowledgements.take(slow.client, exactlyOnce)
    acknowledgements.take(slow.client, first)
    acknowledgements.write()
    acknowledgements.take(slow.client, second)
    acknowledgements.write()
    expect([first.qos, second.qos, exactlyOnce.qos]).toEqual([0, 1, 2])
    expect(slow.writes).toHaveLength(1)
  })

  it('for a connection that closed meanwhile go nowhere', () => {
    const acknowledgements = new Acknowledgements({ spread: () => {} })
    const { client, conn, writes } = connection()
    acknowledgements.take(client, publish(1))
    conn.destroy()
    acknowledgements.write()
    expect(writes).toEqual([])
  })
})
