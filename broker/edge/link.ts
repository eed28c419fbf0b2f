/**
 * What belongs to one connection, found from its stream. Listeners find it there too, so that one function serves all
 * connections: a closure for each of fifty thousand is memory.
 */
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

import type { Client } from 'aedes'

import type { Gate } from './gate.ts'
import type { Handover } from './handover.ts'
import type { Arrival } from './listeners.ts'
import type { Session } from '../sessions/session.ts'

const linked = Symbol('link')

interface Linked {
  [linked]?: Link
}

export class Link {
  readonly client: Client
  readonly gate: Gate
  /** Below TLS and WebSocket. */
  readonly socket: Socket
  /** Names in the certificate that it proved. */
  readonly certified: readonly string[] | undefined
  /** Topic of the will it announced. Nothing else of CONNECT is kept. */
  willTopic: string | undefined = undefined
  session: Session | undefined = undefined
  /** Of a persistent session. */
  handover: Handover | undefined = undefined
  /** The topic it published on last, unless it was one that nobody may: most have no other. */
  topic: string | undefined = undefined
  ready = false
  /** Milliseconds it may go without a packet; 0: as long as it likes. */
  patience = 0
  /** When the last packet came, by Clock.elapsed in whole milliseconds. */
  heardAt = 0

  constructor(client: Client, gate: Gate, { socket, certified }: Arrival) {
    this.client = client
    this.gate = gate
    this.socket = socket
    this.certified = certified
    const conn: Duplex & Linked = client.conn
    conn[linked] = this
  }

  /** Nobody is silent whom we do not read. */
  silent(elapsed: number): boolean {
    const isQuiet = this.ready && this.patience > 0 && elapsed - this.heardAt > this.patience
    return isQuiet && !this.gate.blocked
  }
}

export const linkOf = (conn: Duplex & Linked): Link | undefined => conn[linked]

/** Of a connection that proved who it is. */
export const sessionOf = (client: Client): Session | undefined => linkOf(client.conn)?.session
