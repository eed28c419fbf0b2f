/**
 * In the place of the parser that aedes gives each client. A parser with its lists and listeners weighs more than all the rest
 * of an idle connection, and between two packets it holds nothing: so few of them are lent to those who are in the middle of
 * one. The parser that read CONNECT is not lent again, because it keeps the packet with its password.
 */
import type { EventEmitter } from 'node:events'

import { parser, type Parser } from 'mqtt-packet'

import type { Link } from './link.ts'

/** More only come about while many packets arrive in pieces. */
const maxIdle = 64

export type ServeTo = (reader: Reader, packet: object) => void

interface Lent {
  readonly parser: Parser
  reader: Reader | undefined
}

export class Parsers {
  readonly #idle: Lent[] = []
  readonly #serve: ServeTo

  constructor(serve: ServeTo) {
    this.#serve = serve
  }

  lend(reader: Reader): Lent {
    const lent = this.#idle.pop() ?? this.wired(parser({ protocolVersion: 4 }))
    lent.reader = reader
    return lent
  }

  giveBack(lent: Lent): void {
    lent.reader = undefined
    if (this.#idle.length < maxIdle) this.#idle.push(lent)
  }

  wired(one: Parser): Lent {
    const lent: Lent = { parser: one, reader: undefined }
    one.on('packet', (packet) => {
      const { reader } = lent
      if (reader === undefined) return
      // What a bridge subscribes to is read in another way, so it keeps the parser that knows it.
      if (packet.cmd === 'connect') reader.keeps = 'bridgeMode' in packet
      this.#serve(reader, packet)
    })
    one.on('error', (error: unknown) => lent.reader?.emit('error', error))
    return lent
  }
}

/** What aedes asks of a parser. `_queue` is its own: packets that came before CONNACK was sent. */
export class Reader {
  readonly client: EventEmitter
  readonly link: Link
  _queue: unknown[] | null = []
  readonly #parsers: Parsers
  #lent: Lent | undefined
  #over = false
  /** Keeps its first parser. */
  keeps = false

  /** `first` reads CONNECT. */
  constructor(link: Link, parsers: Parsers, first: Parser) {
    this.client = link.client
    this.link = link
    this.#parsers = parsers
    this.#lent = parsers.wired(first)
    this.#lent.reader = this
  }

  parse(bytes: Buffer): void {
    if (this.#over) return
    const first = !this.link.ready
    const lent = (this.#lent ??= this.#parsers.lend(this))
    lent.parser.parse(bytes)
    // Whoever was closed meanwhile, by a fault perhaps, keeps its parser.
    if (this.#lent !== lent || this.keeps || !this.link.gate.between) return
    this.#lent = undefined
    if (first) lent.reader = undefined
    else this.#parsers.giveBack(lent)
  }

  emit(event: string, error: unknown): void {
    this.client.emit(event, error)
  }

  /** The client is closed: nothing more is served. */
  removeAllListeners(): void {
    this.#over = true
    if (this.#lent !== undefined) this.#lent.reader = undefined
    this.#lent = undefined
  }
}
