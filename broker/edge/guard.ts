/**
 * Stands between the parser and the client of aedes. Aedes closes the connection of a publish with an empty topic, a wildcard
 * or too many levels, and its sender would come back with the same message for ever: such a topic is replaced, so that the
 * publish reaches the same refusal as any other. And what throws while a packet is served would end the process.
 *
 * It also takes from an idle connection what it does not need (tests/bench measures it): the parser (reader.ts), and the
 * listeners that aedes makes anew for each stream. None of it is a public part of aedes:
 * tests/integration/broker-access.test.ts notices when it moves.
 */
import { EventEmitter } from 'node:events'
import type { Duplex } from 'node:stream'

import type { Parser } from 'mqtt-packet'

import { linkOf, type Link } from './link.ts'
import { Parsers, Reader } from './reader.ts'

export interface Guards {
  readonly isInvalidTopic: (topic: string) => boolean
  /** A publish was given another topic; `topic` is what it was. */
  readonly replaced: (packet: object, topic: string) => void
  /** Serving a packet threw: it concerns this connection and nobody else. */
  readonly failed: (link: Link, error: unknown) => void
  /** Milliseconds, as of Clock.elapsed. */
  readonly elapsed: () => number
}

interface Parsed {
  readonly cmd?: unknown
  topic?: unknown
}

/** Serves a packet that was read; `this` is the parser. The same function for all clients. */
type Serve = (this: unknown, packet: object) => void

type Listener = (this: Duplex, error?: unknown) => void

export class Guard {
  readonly #guards: Guards
  readonly #parsers: Parsers
  #serve: Serve | undefined

  constructor(guards: Guards) {
    this.#guards = guards
    this.#parsers = new Parsers((reader, packet) => this.#serveTo(reader, packet))
  }

  /** `enter` hands the stream to aedes. */
  admit(conn: Duplex, enter: () => Link): Link {
    const errors = conn.listenerCount('error')
    const ends = conn.listenerCount('end')
    const link = enter()
    this.#replaceParser(link)
    stopWatching(link.client)
    replaceListeners(conn, 'error', errors, failed)
    replaceListeners(conn, 'end', ends, ended)
    return link
  }

  #replaceParser(link: Link): void {
    const parser: unknown = Reflect.get(link.client, '_parser')
    if (!isParser(parser)) return
    const [serve] = parser.listeners('packet')
    if (serve === undefined) return
    this.#serve = serve as Serve
    parser.removeAllListeners()
    Reflect.set(link.client, '_parser', new Reader(link, this.#parsers, parser))
  }

  #serveTo(reader: Reader, packet: Parsed): void {
    const { isInvalidTopic, replaced, failed, elapsed } = this.#guards
    const { link } = reader
    link.heardAt = Math.round(elapsed())
    if (packet.cmd === 'publish' && typeof packet.topic === 'string') {
      // One text for all publishes on it, which is looked up quickly where topics are keys.
      if (packet.topic === link.topic) packet.topic = link.topic
      else if (!isInvalidTopic(packet.topic)) link.topic = packet.topic
      else {
        replaced(packet, packet.topic)
        packet.topic = 'stray'
      }
    }
    try {
      if (this.#serve !== undefined) Reflect.apply(this.#serve, reader, [packet])
    } catch (error) {
      failed(link, error)
    }
  }
}

const isParser = (it: unknown): it is Parser => it instanceof EventEmitter && 'parse' in it

/** The end of the socket is told by its `close`, which the caller has to pass on. */
function stopWatching(client: object): void {
  const unwatch: unknown = Reflect.get(client, '_eos')
  if (typeof unwatch !== 'function') return
  unwatch()
  Reflect.set(client, '_eos', nothing)
}

/** One listener in the place of all that came after the first `before`. */
function replaceListeners(
  conn: EventEmitter,
  event: 'error' | 'end',
  before: number,
  one: Listener,
): void {
  const added = conn.listeners(event).slice(before) as Listener[]
  for (const listener of added) conn.off(event, listener)
  conn.on(event, one)
}

const nothing = (): void => {}

/**
 * Serves what came before the connection broke: what the client acknowledged or published, and that it took its leave. What
 * is written to a client that is gone breaks a connection while its last words stand unread.
 */
export function serveTheRest({ client }: Link): void {
  const parser: unknown = Reflect.get(client, '_parser')
  if (!(parser instanceof Reader)) return
  for (;;) {
    const chunk: unknown = client.conn.read()
    if (!Buffer.isBuffer(chunk)) return
    parser.parse(chunk)
  }
}

function failed(this: Duplex, error: unknown): void {
  const link = linkOf(this)
  if (link === undefined) return
  serveTheRest(link)
  link.client.emit('error', error)
}

function ended(this: Duplex): void {
  linkOf(this)?.client.close()
}
