/**
 * PUBACKs. Those of one connection that become due together leave in one write of four bytes each; by aedes each is three pieces, and
 * a turn of the event loop of its own.
 */
import type { Client, PublishPacket } from 'aedes'

import { noTopic, type FanOut } from './fan-out.ts'

/** Type and remaining length (MQTT 3.1.1 section 3.4). */
const head = 0x4002
const length = 4

export class Acknowledgements {
  readonly #fanOut: Pick<FanOut, 'spread'>
  readonly #due = new Map<Client, number[]>()

  constructor(fanOut: Pick<FanOut, 'spread'>) {
    this.#fanOut = fanOut
  }

  /**
   * Takes over what aedes has to do with a publish that is durable, which then finds nothing left of it. What it keeps are the other
   * levels of QoS, and readers of PUBACKs who are so slow that it has to wait for them.
   */
  take(client: Client, packet: PublishPacket): void {
    const { messageId } = packet
    if (packet.qos !== 1 || messageId === undefined) return
    if (!client.connected || client.conn.writableNeedDrain) return
    const due = this.#due.get(client)
    if (due === undefined) this.#due.set(client, [messageId])
    else due.push(messageId)
    this.#fanOut.spread(packet)
    packet.qos = 0
    packet.topic = noTopic
  }

  /** Called when a commit has been answered. */
  write(): void {
    for (const [{ conn }, due] of this.#due) {
      const bytes = Buffer.allocUnsafe(length * due.length)
      due.forEach((messageId, index) => {
        bytes.writeUInt16BE(head, length * index)
        bytes.writeUInt16BE(messageId, length * index + 2)
      })
      if (conn.writable) conn.write(bytes)
    }
    this.#due.clear()
  }
}
