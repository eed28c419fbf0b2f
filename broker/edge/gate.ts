/**
 * Stands between a socket and the MQTT parser, at the one method the parser is fed by, `read`. It follows where packets
 * begin and end (MQTT 3.1.1 section 2.2), and with that
 *  - closes a connection whose packet announces more than the limit, before a byte of it is gathered;
 *  - closes one whose packet the standard forbids (packets.ts), before the parser has seen the end of it;
 *  - hands over CONNECT alone and the rest only after the session stands, so that a client that does not wait for
 *    CONNACK still gets its publishes taken in order;
 *  - leaves the bytes in the socket while too much waits for the log, which slows the sender down by TCP.
 */
import type { Duplex } from 'node:stream'

import { bodyFault, bytesToCheck, headerFault, type Fault } from '../protocol/packets.ts'

/** Before a session stands nobody is known, and many may try at once. */
const maxConnectBytes = 16_384
/** A SUBSCRIBE of as many filters as a session may have is far below. */
const maxControlBytes = 65_536
const connect = 1
const publish = 3
const disconnect = 14

export interface GateLimits {
  readonly maxPacketBytes: number
  readonly maxInflight: number
}

/** A connection that is not read while the log has no room. */
interface Held {
  /** What it sends is held back while judging is behind (lanes.ts). */
  readonly ordinary: boolean
  resume(): void
}

/** The connections that wait, and the reasons all of a lane share. */
export class Backpressure {
  readonly #waiting = { urgent: new Set<Held>(), ordinary: new Set<Held>() }
  readonly #full: (ordinary: boolean) => boolean
  #shut = false

  constructor(full: (ordinary: boolean) => boolean) {
    this.#full = full
  }

  closes({ ordinary }: Pick<Held, 'ordinary'>): boolean {
    return this.#shut || this.#full(ordinary)
  }

  wait(one: Held): void {
    this.#waiting[one.ordinary ? 'ordinary' : 'urgent'].add(one)
  }

  forget(one: Held): void {
    this.#waiting.urgent.delete(one)
    this.#waiting.ordinary.delete(one)
  }

  /** Nothing is read any more. */
  shut(): void {
    this.#shut = true
  }

  release(): void {
    for (const [lane, waiting] of Object.entries(this.#waiting)) {
      if (waiting.size === 0 || this.closes({ ordinary: lane === 'ordinary' })) continue
      const all = [...waiting]
      waiting.clear()
      for (const one of all) one.resume()
    }
  }
}

/** Told of a packet that closes the connection: why. */
export type Violated = (conn: Duplex, fault: Fault | string) => void

const gated = Symbol('gate')

interface Gated {
  [gated]?: Gate
}

/** In the place of a stream's own `read`; one function for all of them. */
function readThrough(this: Duplex & Gated, size?: number): unknown {
  return this[gated]?.read(size)
}

export class Gate {
  /** False until it is known whose it is: what comes first is small. */
  ordinary = false
  readonly #conn: Duplex & Gated
  readonly #read: (size?: number) => unknown
  readonly #limits: GateLimits
  readonly #backpressure: Backpressure
  readonly #violated: Violated
  #phase: 'connect' | 'connecting' | 'open' | 'over' = 'connect'
  #inflight = 0
  #blocked = false
  /** First byte of the packet the last chunk ended in; what it announced, and how much of that is still to come. */
  #first = 0
  #length = 0
  #rest = 0
  /** Position within a fixed header: 0 before it, then 1 + bytes of the length seen; -1 behind it. */
  #header = 0
  /** Begin of a body that came in pieces; null once it was checked. */
  #begun: Uint8Array | undefined | null

  constructor(
    conn: Duplex & Gated,
    limits: GateLimits,
    backpressure: Backpressure,
    violated: Violated,
  ) {
    this.#conn = conn
    this.#limits = limits
    this.#backpressure = backpressure
    this.#violated = violated
    // Not bound, for the same reason: it is a method of the class of the stream.
    this.#read = Reflect.get(conn, 'read')
    conn[gated] = this
    conn.read = readThrough
  }

  /** The session stands: the rest may pass. What a DISCONNECT ended stays ended. */
  open(): void {
    if (this.#phase === 'connecting') this.#phase = 'open'
  }

  /** Nothing passes any more. */
  close(): void {
    this.#phase = 'over'
    this.#backpressure.forget(this)
  }

  entered(): void {
    this.#inflight++
  }

  answered(): void {
    this.#inflight--
    if (this.#blocked && this.#inflight * 2 <= this.#limits.maxInflight) this.resume()
  }

  resume(): void {
    this.#backpressure.forget(this)
    this.#blocked = false
    this.readOn()
  }

  /** Aedes reads on before it has answered everything that it read: pings behind what waits for long are answered. */
  readOn(): void {
    if (!this.#conn.destroyed) this.#conn.emit('readable')
  }

  /** Whether what was read last ended with a packet. */
  get between(): boolean {
    return this.#header === 0
  }

  /** What it sends stays in its socket. */
  get blocked(): boolean {
    return this.#blocked
  }

  read(size: number | undefined): unknown {
    // A read of nothing only makes the stream fetch; streams do it themselves.
    if (size === 0) return this.#fetch(0)
    if (this.#phase === 'connecting' || this.#phase === 'over') return null
    const closed = this.#backpressure.closes(this)
    if (closed || this.#inflight >= this.#limits.maxInflight) {
      this.#blocked = true
      if (closed) this.#backpressure.wait(this)
      return null
    }
    const chunk = this.#fetch(size)
    return chunk instanceof Uint8Array ? this.#inspect(chunk) : chunk
  }

  #fetch(size: number | undefined): unknown {
    return Reflect.apply(this.#read, this.#conn, [size])
  }

  #inspect(chunk: Uint8Array): Uint8Array | null {
    for (let at = 0; at < chunk.length;) {
      let fault: Fault | string | undefined
      if (this.#header >= 0) fault = this.#headerByte(chunk[at++] ?? 0)
      else {
        const piece = chunk.subarray(at, at + this.#rest)
        at += piece.length
        this.#rest -= piece.length
        fault = this.#check(piece)
      }
      if (fault !== undefined) {
        this.#phase = 'over'
        this.#violated(this.#conn, fault)
        return null
      }
      if (this.#header < 0 && this.#rest === 0) {
        this.#header = 0
        this.#begun = undefined
        if (this.#isLast()) {
          if (this.#phase === 'connecting' && at < chunk.length) {
            this.#conn.unshift(chunk.subarray(at))
          }
          return chunk.subarray(0, at)
        }
      }
    }
    return chunk
  }

  /** Whether the packet that just ended is handed over alone. Nothing counts that follows a DISCONNECT. */
  #isLast(): boolean {
    if (this.#phase === 'connect') this.#phase = 'connecting'
    else if (this.#first >> 4 === disconnect) this.#phase = 'over'
    return this.#phase !== 'open'
  }

  #headerByte(byte: number): Fault | string | undefined {
    if (this.#header === 0) {
      this.#header = 1
      this.#first = byte
      this.#length = 0
      if (this.#phase === 'connect' && byte >> 4 !== connect) return { clause: 'MQTT-3.1.0-1' }
      if (this.#phase === 'open' && byte >> 4 === connect) return { clause: 'MQTT-3.1.0-2' }
      return headerFault(byte)
    }
    this.#length += (byte & 0x7f) * 128 ** (this.#header - 1)
    if (byte >= 0x80) {
      this.#header++
      return this.#header > 4 ? { clause: 'MQTT-4.8.0-1' } : undefined
    }
    this.#header = -1
    this.#rest = this.#length
    if (this.#length > this.#limit()) return `a packet of ${this.#length} bytes is too large`
    return this.#length === 0 ? this.#check(new Uint8Array()) : undefined
  }

  #limit(): number {
    if (this.#phase === 'connect') return maxConnectBytes
    const { maxPacketBytes } = this.#limits
    return this.#first >> 4 === publish ? maxPacketBytes : Math.min(maxControlBytes, maxPacketBytes)
  }

  /** Checks the packet as soon as enough of it is there; `piece` goes on where the last one ended. */
  #check(piece: Uint8Array): Fault | undefined {
    if (this.#begun === null) return undefined
    const seen = this.#begun === undefined ? piece : Buffer.concat([this.#begun, piece])
    const needed = bytesToCheck(this.#first, this.#length, seen)
    if (seen.length >= needed) {
      this.#begun = null
      return bodyFault(this.#first, this.#length, seen)
    }
    // A copy, so that the chunk it came in is free.
    this.#begun = seen === piece ? Uint8Array.from(piece) : seen
    return undefined
  }
}
