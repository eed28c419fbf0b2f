/** Aedes with one thing changed: what is published goes the way of fan-out.ts. */
import { Aedes, type AedesOptions, type PublishPacket } from 'aedes'

import type { FanOut } from './fan-out.ts'

type Done = (error?: Error) => void

const newClient = /^\$SYS\/[^/]+\/new\/clients$/

export class Edge extends Aedes {
  readonly #fanOut: FanOut

  constructor(options: AedesOptions, fanOut: FanOut) {
    const { id, sessions, emitter } = fanOut
    super({ ...options, id, persistence: sessions, mq: emitter })
    this.#fanOut = fanOut
  }

  override publish(packet: PublishPacket, client: unknown, callback?: Done): void {
    const done: Done =
      callback ?? (typeof client === 'function' ? () => Reflect.apply(client, null, []) : () => {})
    const { topic } = packet
    // What aedes tells about its clients concerns the other brokers, and nobody here listens; from a client it counts nothing.
    if (topic.startsWith('$')) {
      if (typeof client === 'function' && newClient.test(topic)) {
        this.#fanOut.arrived(String(packet.payload))
      }
    } else this.#fanOut.spread(packet)
    done()
  }
}
