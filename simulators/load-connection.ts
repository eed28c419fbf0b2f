/**
 * One publishing connection of the load generator. A packet keeps its bytes and its identifier until its PUBACK, on
 * whatever connection that comes: after a loss everything unacknowledged goes out again with the DUP flag.
 */
import { connect, type Socket } from 'node:net'

import {
  connectPacket,
  createPacketReader,
  disconnectPacket,
  markRepeated,
  packetType,
  publishPacket,
} from './protocol/mqtt-bytes.ts'

export interface LoadConnectionOptions {
  readonly host: string
  readonly port: number
  readonly clientId: string
  readonly username: string
  readonly password: string
  readonly topic: string
  /** Most publishes without a PUBACK. */
  readonly window: number
  /** Asked before every publish: since when it is due, by `performance.now()`; undefined: not now. */
  readonly takeTurn: () => number | undefined
  readonly body: (n: number) => Uint8Array
  readonly connected: () => void
  /** `latency`: milliseconds since the publish was due. */
  readonly acknowledged: (n: number, latency: number) => void
  readonly resent: (count: number) => void
  /** The broker refuses this client for good (return codes 1, 2, 4 and 5). */
  readonly refused: (returnCode: number) => void
}

const shortestPause = 20
const longestPause = 1_000
/** The broker has this long to close its side. */
const hangUpWithin = 1_000

export class LoadConnection {
  readonly #options: LoadConnectionOptions
  readonly #packets: (Buffer | undefined)[]
  readonly #numbers: Float64Array
  readonly #dueAt: Float64Array
  /** Identifiers not in use. */
  readonly #free: number[]
  #socket: Socket | undefined
  #ready = false
  #closing = false
  #next = 0
  #pause = shortestPause
  #retry: NodeJS.Timeout | undefined
  #outgoing: Buffer[] = []

  constructor(options: LoadConnectionOptions) {
    this.#options = options
    this.#packets = Array.from({ length: options.window + 1 })
    this.#numbers = new Float64Array(options.window + 1)
    this.#dueAt = new Float64Array(options.window + 1)
    this.#free = Array.from({ length: options.window }, (_, index) => options.window - index)
  }

  get ready(): boolean {
    return this.#ready
  }

  get unacknowledged(): number {
    return this.#options.window - this.#free.length
  }

  open(): void {
    const { host, port, clientId, username, password, connected } = this.#options
    const socket = connect({ host, port, noDelay: true })
    this.#socket = socket
    let acknowledged = false
    const read = createPacketReader((type, firstTwo) => {
      if (type === packetType.puback) {
        acknowledged = true
        this.#acknowledge(firstTwo)
      } else if (type === packetType.connack) {
        const code = firstTwo & 0xff
        if (code === 0) {
          this.#ready = true
          this.#pause = shortestPause
          this.#resend()
          connected()
        } else if (code === 3) socket.destroy()
        else this.#options.refused(code)
      }
    })
    socket.on('connect', () => {
      socket.write(connectPacket({ clientId, username, password, keepAlive: 3_600 }))
    })
    socket.on('data', (chunk: Buffer) => {
      acknowledged = false
      try {
        read(chunk)
      } catch {
        socket.destroy()
      }
      if (acknowledged) this.fill()
    })
    socket.on('error', () => {})
    socket.on('close', () => this.#lost())
  }

  /** Publishes as long as the window and the caller allow, in one write. */
  fill(most = Number.POSITIVE_INFINITY): number {
    if (!this.#ready || this.#closing) return 0
    const { topic, body, takeTurn } = this.#options
    let count = 0
    while (count < most && this.#free.length > 0) {
      const due = takeTurn()
      if (due === undefined) break
      const id = this.#free.pop() ?? 0
      const n = this.#next++
      const packet = publishPacket(topic, body(n), id)
      count += 1
      this.#packets[id] = packet
      this.#numbers[id] = n
      this.#dueAt[id] = due
      this.#outgoing.push(packet)
    }
    this.#write()
    return count
  }

  /** Hangs up, with a word of goodbye unless it must be `abrupt`; nothing is published afterwards. */
  close(abrupt: boolean): Promise<void> {
    this.#closing = true
    clearTimeout(this.#retry)
    const socket = this.#socket
    if (socket === undefined || socket.closed) return Promise.resolve()
    return new Promise((resolve) => {
      const cut = setTimeout(() => socket.destroy(), hangUpWithin)
      socket.once('close', () => {
        clearTimeout(cut)
        resolve()
      })
      if (this.#ready && !abrupt) socket.end(disconnectPacket)
      else socket.destroy()
    })
  }

  #write(): void {
    const [only] = this.#outgoing
    if (only === undefined) return
    this.#socket?.write(this.#outgoing.length === 1 ? only : Buffer.concat(this.#outgoing))
    this.#outgoing = []
  }

  #acknowledge(id: number): void {
    // Out of range or free: the broker acknowledges something that was not sent.
    if (this.#packets[id] === undefined) return
    this.#packets[id] = undefined
    this.#free.push(id)
    this.#options.acknowledged(this.#numbers[id] ?? 0, performance.now() - (this.#dueAt[id] ?? 0))
  }

  /** In the order of the first sending, as the standard asks [MQTT-4.6.0-1]. */
  #resend(): void {
    const open = this.#packets
      .flatMap((packet, id) =>
        packet === undefined ? [] : [{ packet, n: this.#numbers[id] ?? 0 }],
      )
      .sort((a, b) => a.n - b.n)
    for (const { packet } of open) {
      markRepeated(packet)
      this.#outgoing.push(packet)
    }
    this.#write()
    if (open.length > 0) this.#options.resent(open.length)
  }

  #lost(): void {
    this.#ready = false
    this.#outgoing = []
    if (this.#closing) return
    // Half the pause is random, so that a thousand connections do not return in the same millisecond.
    this.#retry = setTimeout(() => this.open(), this.#pause * (0.5 + Math.random() / 2))
    this.#pause = Math.min(this.#pause * 2, longestPause)
  }
}
