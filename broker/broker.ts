/**
 * The MQTT edge. It takes connections, proves who they are and moves bytes into the log; it never looks inside them.
 * Every device publish becomes a frame that is durable before it is acknowledged (rights.ts says which ones are refused
 * for good, intake.ts how they are stored); notices and commands of services pass through.
 */
import type { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

import type { Client, PublishPacket } from 'aedes'

import type { Component } from '../runtime/component.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import { messageOf } from '../core/errors.ts'
import type { Observer } from '../core/events.ts'
import type { DurableLog } from '../core/log.ts'
import type { Clock } from '../core/time.ts'
import { Admission } from './admission/admission.ts'
import type { BrokerConfig } from './config.ts'
import { Edge } from './edge/edge.ts'
import { Backpressure, Gate } from './edge/gate.ts'
import { Guard } from './edge/guard.ts'
import { Intake } from './edge/intake.ts'
import { Link, linkOf } from './edge/link.ts'
import { openTcp, openWebSocket, type Listener, type ConnectionHandler } from './edge/listeners.ts'
import { Login } from './admission/login.ts'
import type { Fault } from './protocol/packets.ts'
import { publishing } from './edge/publishing.ts'
import type { ClusterMember, JoinCluster, SessionJournal } from './ports.ts'
import { receipt } from './protocol/receipt.ts'
import { Receipts } from './edge/receipts.ts'
import { mayHear, maySubscribe } from './rights/rights.ts'
import type { Session } from './sessions/session.ts'
import { SessionStore } from './sessions/session-store.ts'
import { Strangers } from './admission/strangers.ts'
import { topicRefusal } from './rights/topics.ts'

export interface BrokerDeps {
  readonly config: BrokerConfig
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  /** Several brokers that act as one; alone without it. */
  readonly cluster?: JoinCluster | undefined
  /** Where the sessions of a broker alone outlive it; without it they end with it. */
  readonly journal?: SessionJournal | undefined
}

export interface Broker extends Component {
  /** Sessions open now. */
  sessions(): number
  /** The ports it listens on; undefined while it does not. */
  ports(): { readonly mqtt: number | undefined; readonly webSocket: number | undefined }
}

const ignored = (): void => {}
const tickEvery = 1_000
const expireEvery = 60

export function createBroker(deps: BrokerDeps): Broker {
  const { config, clock, observer, directory } = deps
  const stopped = new AbortController()
  const intake = new Intake(deps, config)
  const backpressure = new Backpressure(() => intake.full)
  intake.roomMade = () => backpressure.release()
  const login = new Login(deps, config)
  const member: ClusterMember = {
    ...config,
    granted: ({ id }, filter) => {
      const session = admission.sessionNamed(id)
      return session !== undefined && maySubscribe(session.rights, filter, config)
    },
    dropped: (reason, count) => observer.emit('broker.forward-dropped', { reason }, count),
    displaced: (reason, client) => observer.emit('broker.session-displaced', { reason, client }),
    received: (message) => edge.receive(message),
    moved: (clientId) => closeHere(clientId),
    recall: (clientId) => closeHere(clientId),
    inherit: (will) => publishes.inherit(will, (packet) => edge.publish(packet, null)),
    kindOf: (clientId) =>
      admission.sessionNamed(clientId)?.identity.kind === 'service' ? 'service' : 'device',
  }
  const cluster = deps.cluster?.(member)
  const store = cluster?.sessions ?? new SessionStore(member, deps.journal)
  const admission = new Admission({
    config,
    clock,
    observer,
    login,
    signal: stopped.signal,
    presence: cluster?.presence,
    arrived: (client, session) => {
      store.arrived(client.id)
      cluster?.presence.arrived(client.id)
      receipts.follow(client, session)
    },
    left: (clientId) => {
      store.left(clientId, clock.elapsed())
      cluster?.presence.left(clientId)
    },
  })
  const receipts = new Receipts()
  const topicsAsSent = new WeakMap<object, string>()
  const publishes = publishing({
    config,
    clock,
    observer,
    intake,
    sessionOf: (client) => admission.sessionOf(client),
    topicAsSent: (packet) => topicsAsSent.get(packet),
    pass: (packet) => edge.pass(packet),
    halfDone: (client, packet) =>
      store.incomingGetPacket(client, packet).then(
        () => true,
        () => false,
      ),
    moved: (client) => moved.has(client),
    connected: (name, client) => admission.connected(name, client),
    elsewhere: cluster && ((clientId) => cluster.presence.elsewhere(clientId)),
  })
  /** Clients by their id, from when other brokers are told that they are here. */
  const registered = new Map<string, Client>()
  /** Clients whose connection here is over, but not because they are gone. */
  const moved = new WeakSet<Client>()
  const failed = new WeakSet<Client>()
  const sockets = new Set<Socket>()
  const strangers = new Strangers(config.strangersPerAddress)
  function gone(this: Socket): void {
    sockets.delete(this)
    strangers.leave(this)
    over.call(this)
  }
  /** A stream is closed, which is a socket or what WebSocket makes of one. */
  function over(this: Duplex): void {
    const link = linkOf(this)
    if (link === undefined) return
    link.client.close()
    link.gate.close()
    admission.leave(link)
  }
  let tcp: Listener | undefined
  let webSocket: Listener | undefined
  let state: 'not started' | 'running' | 'stopping' = 'not started'
  let ticking: Promise<void> | undefined
  let following: Promise<void> | undefined
  let revokedAt = 0

  const edge = new Edge(
    {
      concurrency: config.concurrency,
      connectTimeout: config.connectTimeout,
      drainTimeout: config.drainTimeout,
      queueLimit: config.queueLimit,
      maxInflightInbound: config.maxInflight,
      maxClientsIdLength: 129,
      maxTopicLevels: 100,
      preConnect: admission.preConnect,
      authenticate: admission.authenticate,
      authorizePublish: publishes.authorizePublish,
      authorizeSubscribe: (client, subscription, callback) => {
        const session = admission.sessionOf(client)
        const granted = session !== undefined && subscribe(session, subscription.topic)
        if (!granted) observer.emit('broker.subscribe-refused', { client: client.id })
        callback(null, granted ? subscription : null)
      },
      authorizeForward: (client, packet) => (forward(client, packet) ? packet : null),
    },
    {
      sessions: store,
      neighbours: cluster?.neighbours,
    },
  )
  edge.on('clientReady', (client) => {
    strangers.leave(client.req?.socket ?? client.conn)
    admission.opened(client)
  })
  if (cluster !== undefined) {
    edge.on('client', (client) => registered.set(client.id, client))
    edge.on('clientDisconnect', (client) => {
      if (registered.get(client.id) === client) registered.delete(client.id)
    })
  }
  edge.on('ack', (acknowledged, client) => confirm(client, acknowledged))
  edge.on('unsubscribe', (filters, client) => {
    const session = admission.sessionOf(client)
    if (session === undefined) return
    session.subscriptions = session.subscriptions.filter((one) => !filters.includes(one))
  })
  edge.on('clientError', clientFailed)
  edge.on('connectionError', clientFailed)
  const faults: EventEmitter = edge
  faults.on('error', (error: unknown) => {
    observer.emit('broker.client-error', { message: messageOf(error) })
  })

  function subscribe(session: Session, filter: string): boolean {
    if (!maySubscribe(session.rights, filter, config)) return false
    if (session.subscriptions.includes(filter)) return true
    if (session.subscriptions.length >= config.subscriptionsPerClient) return false
    session.subscriptions = session.subscriptions.concat(filter)
    return true
  }

  /** A crew has acknowledged something; when it was a notice, others may hear that the crew has it. */
  function confirm(
    client: Client,
    acknowledged: { readonly messageId?: number | undefined },
  ): void {
    const { messageId } = acknowledged
    const notice = messageId === undefined ? undefined : receipts.acknowledged(client.id, messageId)
    if (notice === undefined) return
    const message = receipt(notice, client.id, intake.now())
    edge
      .pass({ cmd: 'publish', ...message, qos: 1, retain: false, dup: false })
      .catch((error: unknown) => observer.emit('broker.unstored', { reason: messageOf(error) }))
  }

  function forward(client: Client, packet: PublishPacket): boolean {
    const session = admission.sessionOf(client)
    if (session === undefined || !mayHear(session.rights, packet.topic)) return false
    if (client.conn.writableLength <= config.readerBytes) return true
    observer.emit('broker.forward-dropped', { reason: 'reader-slow', client: client.id })
    // A notice must not be lost in silence: the reader comes back and finds it in the queue of its session.
    if (packet.qos > 0 && !packet.topic.endsWith('/telemetry')) client.conn.destroy()
    return false
  }

  function closeHere(clientId: string): void {
    const client = registered.get(clientId)
    if (client === undefined) return
    moved.add(client)
    client.close()
  }

  function clientFailed(client: Client, error: Error): void {
    const code: unknown = Reflect.get(error, 'errorCode')
    // The hook that refused has told it already.
    if (code === undefined && !failed.has(client)) {
      // One fault may fail every publish in hand; it is told once.
      failed.add(client)
      observer.emit('broker.client-error', { client: client.id ?? '', message: error.message })
    }
  }

  /** A packet was announced or came that must not be. */
  function refuse(conn: Duplex, fault: Fault | string): void {
    const id = linkOf(conn)?.client.id
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

  const guard = new Guard({
    isInvalidTopic: (topic) => topicRefusal(topic, config) === 'topic-invalid',
    replaced: (packet, topic) => topicsAsSent.set(packet, topic),
    failed: ({ client }, error) => refuse(client.conn, messageOf(error)),
    elapsed: () => clock.elapsed(),
  })

  const handler: ConnectionHandler = {
    admit(socket) {
      if (state !== 'running' || sockets.size >= config.connections) {
        observer.emit('broker.accept-failed', { open: sockets.size })
        socket.destroy()
        return false
      }
      const { remoteAddress: address = '' } = socket
      if (!strangers.enter(socket, address)) {
        observer.emit('broker.accept-failed', { open: sockets.size, address })
        socket.destroy()
        return false
      }
      sockets.add(socket)
      socket.on('error', ignored)
      socket.on('close', gone)
      return true
    },
    accept(conn, request) {
      conn.off('error', ignored)
      const gate = new Gate(conn, config, backpressure, refuse)
      admission.enter(guard.admit(conn, () => new Link(edge.handle(conn, request), gate)))
      if (request !== undefined) conn.on('close', over)
    },
    failed: (error) => observer.emit('broker.accept-failed', { message: messageOf(error) }),
  }

  async function keepTime(): Promise<void> {
    for (let second = 0; ; second++) {
      await clock.sleep(tickEvery, stopped.signal).catch(() => {})
      if (stopped.signal.aborted) return
      intake.tick()
      backpressure.release()
      for (const client of admission.silent(clock.elapsed())) {
        client.emit('error', new Error('keep alive timeout'))
      }
      if (second % expireEvery === 0) store.expire(clock.elapsed())
      // A register that answers slowly must not hold up the next tick.
      following ??= follow().finally(() => {
        following = undefined
      })
    }
  }

  async function follow(): Promise<void> {
    await login.follow().catch(() => false)
    if (directory.revision === revokedAt) return
    revokedAt = directory.revision
    admission.revoke()
  }

  return {
    name: 'broker',
    sessions: () => admission.sessions,
    ports: () => ({ mqtt: tcp?.port, webSocket: webSocket?.port }),
    unready: () =>
      state === 'running'
        ? (intake.failure ?? cluster?.unready() ?? deps.journal?.unready())
        : `the broker is ${state}`,
    warning: () => intake.warning,
    async start() {
      await login.follow()
      await cluster?.start()
      await edge.listen()
      state = 'running'
      tcp = await openTcp(config.host, config.port, handler)
      if (config.webSocketPort !== null) {
        webSocket = await openWebSocket(config.host, config.webSocketPort, config, handler)
      }
      ticking = keepTime()
    },
    async stop() {
      state = 'stopping'
      const tcpClosed = tcp?.close()
      const webSocketClosed = webSocket?.close()
      backpressure.shut()
      publishes.stop()
      stopped.abort()
      await ticking
      await following
      await intake.close()
      // The last acknowledgements leave in the turn after the one they were written in.
      for (let turn = 0; turn < 3; turn++) await new Promise(setImmediate)
      await new Promise<void>((resolve) => edge.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      await cluster?.stop()
      await tcpClosed
      await webSocketClosed
      tcp = undefined
      webSocket = undefined
    },
  }
}
