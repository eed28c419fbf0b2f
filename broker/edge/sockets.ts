/** The sockets that are open: who may come in, what stands between it and aedes, and what happens when it closes. */
import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

import type { Client } from 'aedes'

import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import type { Admission } from '../admission/admission.ts'
import { Strangers } from '../admission/strangers.ts'
import type { BrokerConfig } from '../config.ts'
import type { Fault } from '../protocol/packets.ts'
import { topicRefusal } from '../rights/topics.ts'
import type { Connections } from '../sessions/connections.ts'
import { Gate, type Backpressure } from './gate.ts'
import { Guard, serveTheRest } from './guard.ts'
import { Link, linkOf } from './link.ts'
import type { ConnectionHandler } from './listeners.ts'

export interface SocketsParts {
  readonly config: BrokerConfig
  readonly clock: Clock
  readonly observer: Observer
  readonly backpressure: Backpressure
  readonly connections: Connections
  readonly admission: Admission
  /** Filled here: the topics of publishes whose topic aedes must not see. */
  readonly topicsAsSent: WeakMap<object, string>
  /** Hands a stream to aedes. */
  readonly handle: (conn: Duplex, request?: IncomingMessage) => Client
}

export interface Sockets extends ConnectionHandler {
  /** Whether new ones are taken; none are before the first call. */
  taken(taken: boolean): void
  /** It has proved who it is. */
  known(client: Client): void
  /** What it proved itself by was wrong. */
  wrong(client: Client): void
  destroy(): void
}

const ignored = (): void => {}

export function createSockets(parts: SocketsParts): Sockets {
  const { config, clock, observer, backpressure, connections, admission, topicsAsSent } = parts
  const sockets = new Set<Socket>()
  const strangers = new Strangers(config, parts)
  let taking = false

  const guard = new Guard({
    isInvalidTopic: (topic) => topicRefusal(topic, config) === 'topic-invalid',
    replaced: (packet, topic) => topicsAsSent.set(packet, topic),
    failed: ({ client }, error) => refuse(client.conn, messageOf(error)),
    elapsed: () => clock.elapsed(),
  })

  function gone(this: Socket): void {
    sockets.delete(this)
    strangers.leave(this)
    over.call(this)
  }

  /** A stream is closed, which is a socket or what WebSocket makes of one. */
  function over(this: Duplex): void {
    const link = linkOf(this)
    if (link === undefined) return
    serveTheRest(link)
    link.client.close()
    link.gate.close()
    admission.leave(link)
  }

  /** A packet was announced or came that must not be. */
  function refuse(conn: Duplex, fault: Fault | string): void {
    const link = linkOf(conn)
    const id = link?.client.id
    link?.gate.close()
    if (typeof fault === 'string') {
      observer.emit('broker.client-error', { client: id ?? '', message: fault })
    } else if (fault.connack === undefined) {
      observer.emit('broker.violation', { clause: fault.clause, client: id ?? '' })
    } else {
      observer.emit('broker.refused', { reason: 'protocol-version' })
      conn.end(Buffer.from([0x20, 2, 0, fault.connack]), () => conn.destroy())
      return
    }
    conn.destroy()
  }

  return {
    admit(socket) {
      if (!taking || sockets.size >= config.connections) {
        observer.emit('broker.accept-failed', { open: sockets.size })
        socket.destroy()
        return false
      }
      const { remoteAddress: address = '' } = socket
      const kept = strangers.enter(socket, address)
      if (kept !== undefined) {
        observer.emit('broker.accept-failed', { open: sockets.size, address, kept })
        socket.destroy()
        return false
      }
      sockets.add(socket)
      socket.on('error', ignored)
      socket.on('close', gone)
      return true
    },
    accept(arrival) {
      const { conn, socket, request } = arrival
      conn.off('error', ignored)
      const gate = new Gate(conn, config, backpressure, refuse)
      connections.enter(
        guard.admit(conn, () => new Link(parts.handle(conn, request), gate, arrival)),
      )
      if (conn !== socket) conn.on('close', over)
    },
    failed: (error) => observer.emit('broker.accept-failed', { message: messageOf(error) }),
    taken(taken) {
      taking = taken
    },
    known: ({ conn }) => strangers.known(linkOf(conn)?.socket ?? conn),
    wrong: ({ conn }) => strangers.wrong(linkOf(conn)?.socket ?? conn),
    destroy() {
      for (const socket of sockets) socket.destroy()
    },
  }
}
