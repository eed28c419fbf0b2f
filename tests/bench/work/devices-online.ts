/** The connections of a trace: each publishes what it has in one write, and the next round waits for every PUBACK. */
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'

import {
  connectPacket,
  createPacketReader,
  packetType,
  publishPacket,
} from '../../../simulators/protocol/mqtt-bytes.ts'
import type { Round } from './trace.ts'

interface Sent {
  readonly publishes: number
  readonly bytes: number
}

export class DevicesOnline implements Disposable {
  readonly #sockets = new Map<string, Socket>()
  #awaited = 0
  #answered: (() => void) | undefined

  async connect(port: number, id: string, token: string): Promise<void> {
    const socket = connect({ host: '127.0.0.1', port, noDelay: true })
    await once(socket, 'connect')
    const read = createPacketReader((type, firstTwo) => {
      if (type === packetType.connack && (firstTwo & 0xff) !== 0) socket.destroy()
      else this.#hear()
    })
    socket.on('data', read)
    socket.on('close', () => this.#sockets.delete(id))
    this.#sockets.set(id, socket)
    const hello = { clientId: id, username: id, password: token, keepAlive: 3_600 }
    await this.#answers(1, () => socket.write(connectPacket(hello)))
  }

  async publish({ bodies }: Round): Promise<Sent> {
    const packets = [...bodies].map(([id, ofDevice]) => {
      const topic = `ub/v1/${id}/telemetry`
      const bytes = ofDevice.map((body, index) => publishPacket(topic, body, index + 1))
      return { id, publishes: ofDevice.length, bytes: Buffer.concat(bytes) }
    })
    const publishes = packets.reduce((sum, packet) => sum + packet.publishes, 0)
    await this.#answers(publishes, () => {
      for (const { id, bytes } of packets) {
        const socket = this.#sockets.get(id)
        if (socket === undefined) throw new Error(`${id} was cut off`)
        socket.write(bytes)
      }
    })
    return { publishes, bytes: packets.reduce((sum, { bytes }) => sum + bytes.length, 0) }
  }

  [Symbol.dispose](): void {
    for (const socket of this.#sockets.values()) socket.destroy()
  }

  async #answers(count: number, ask: () => void): Promise<void> {
    if (count === 0) return
    this.#awaited = count
    const all = new Promise<void>((resolve) => (this.#answered = resolve))
    ask()
    await all
  }

  #hear(): void {
    this.#awaited -= 1
    if (this.#awaited === 0) this.#answered?.()
  }
}
