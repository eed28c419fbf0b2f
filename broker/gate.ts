/**
 * Stands between a socket and the MQTT parser, at the one method the parser is fed by, `read`. It reads nothing but the
 * fixed header of every packet (MQTT 3.1.1 section 2.2), and with that
 *  - closes a connection whose packet announces more than the limit, before a byte of it is gathered;
 *  - hands over CONNECT alone and the rest only after the session stands, so that a client that does not wait for
 *    CONNACK still gets its publishes taken in order;
 *  - leaves the bytes in the socket while too much waits for the log, which slows the sender down by TCP.
 */
import type { Duplex } from 'node:stream'

/** Before a session stands nobody is known, and many may try at once. */
const maxConnectBytes = 16_384

export interface GateLimits {
  readonly maxPacketBytes: number
  readonly maxInflight: number
}

/** The gates that wait, and the reasons all of them share. */
export class Floodgate {
  readonly #waiting = new Set<Gate>()
  readonly #full: () => boolean
  #shut = false

  constructor(full: () => boolean) {
    this.#full = full
  }

  get closed(): boolean {
    return this.#shut || this.#full()
  }

  wait(gate: Gate): void {
    this.#waiting.add(gate)
  }

  forget(gate: Gate): void {
    this.#waiting.delete(gate)
  }

  /** Nothing is read any more. */
  shut(): void {
    this.#shut = true
  }

  relieve(): void {
    if (this.#waiting.size === 0 || this.closed) return
    const gates = [...this.#waiting]
    this.#waiting.clear()
    for (const gate of gates) gate.resume()
  }
}

export class Gate {
  readonly #conn: Duplex
  readonly #read: (size?: number) => unknown
  readonly #limits: GateLimits
  readonly #floodgate: Floodgate
  readonly #violated: (message: string) => void
  #phase: 'connect' | 'connecting' | 'open' = 'connect'
  #inflight = 0
  #blocked = false
  /** Bytes left of the packet the last chunk ended in. */
  #rest = 0
  /** Position within a fixed header: 0 before it, then 1 + bytes of the length seen. */
  #header = 0
  #length = 0

  constructor(
    conn: Duplex,
    limits: GateLimits,
    floodgate: Floodgate,
    violated: (message: string) => void,
  ) {
    this.#conn = conn
    this.#limits = limits
    this.#floodgate = floodgate
    this.#violated = violated
    this.#read = conn.read.bind(conn)
    conn.read = (size?: number) => this.#pass(size)
    conn.once('close', () => floodgate.forget(this))
  }

  /** The session stands: the rest may pass. */
  open(): void {
    this.#phase = 'open'
  }

  entered(): void {
    this.#inflight++
  }

  answered(): void {
    this.#inflight--
    if (this.#blocked && this.#inflight * 2 <= this.#limits.maxInflight) this.resume()
  }

  resume(): void {
    this.#floodgate.forget(this)
    this.#blocked = false
    if (!this.#conn.destroyed) this.#conn.emit('readable')
  }

  #pass(size: number | undefined): unknown {
    // A read of nothing only makes the stream fetch; streams do it themselves.
    if (size === 0) return this.#read(0)
    if (this.#phase === 'connecting') return null
    if (this.#inflight >= this.#limits.maxInflight || this.#floodgate.closed) {
      this.#blocked = true
      if (this.#floodgate.closed) this.#floodgate.wait(this)
      return null
    }
    const chunk = this.#read(size)
    return chunk instanceof Uint8Array ? this.#inspect(chunk) : chunk
  }

  #inspect(chunk: Uint8Array): Uint8Array | null {
    const end = chunk.length
    for (let at = 0; at < end;) {
      if (this.#rest > 0) {
        const skip = Math.min(this.#rest, end - at)
        this.#rest -= skip
        at += skip
      } else {
        const fault = this.#headerByte(chunk[at] ?? 0)
        at++
        if (fault !== undefined) {
          this.#violated(fault)
          return null
        }
      }
      if (this.#phase === 'connect' && this.#rest === 0 && this.#header === 0) {
        this.#phase = 'connecting'
        if (at < end) this.#conn.unshift(chunk.subarray(at))
        return chunk.subarray(0, at)
      }
    }
    return chunk
  }

  #headerByte(byte: number): string | undefined {
    if (this.#header === 0) {
      this.#header = 1
      this.#length = 0
      return undefined
    }
    this.#length += (byte & 0x7f) * 128 ** (this.#header - 1)
    if (byte >= 0x80) {
      this.#header++
      return this.#header > 4 ? 'a packet length has more than four bytes' : undefined
    }
    this.#header = 0
    this.#rest = this.#length
    const limit = this.#phase === 'open' ? this.#limits.maxPacketBytes : maxConnectBytes
    return this.#length > limit ? `a packet of ${this.#length} bytes is too large` : undefined
  }
}
