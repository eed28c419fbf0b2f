/**
 * The MQTT edge. It takes connections, proves who they are and moves bytes into the log; it never looks inside them.
 * Every device publish becomes a frame that is durable before it is acknowledged (rights.ts says which ones are refused
 * for good, intake.ts how they are stored); notices and commands of services pass through.
 */
import { setImmediate as breath } from 'node:timers/promises'

import { noBindings, type Bindings } from '../core/bindings/bindings.ts'
import type { DeviceId } from '../core/identity.ts'
import { minutes, type Clock } from '../core/time.ts'
import type { Observer } from '../core/observer.ts'
import type { DurableLog } from '../core/log.ts'
import { Cleanups } from '../runtime/cleanups.ts'
import type { Component } from '../runtime/component.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import { Admission, wrongProof } from './admission/admission.ts'
import { Login } from './admission/login.ts'
import type { BrokerConfig } from './config.ts'
import { Acknowledgements } from './edge/acknowledgements.ts'
import { Delivering } from './edge/delivering.ts'
import { Doors, type Ports } from './edge/doors.ts'
import { Edge } from './edge/edge.ts'
import { FanOut } from './edge/fan-out.ts'
import { tellFaults } from './edge/faults.ts'
import { Backpressure } from './edge/gate.ts'
import { Intake } from './edge/intake.ts'
import { isUrgent as goesFirst, Lanes } from './edge/lanes.ts'
import { Publishing } from './edge/publishing.ts'
import { Receipts } from './edge/receipts.ts'
import { createSockets } from './edge/sockets.ts'
import { Subscribing } from './edge/subscribing.ts'
import { Wills } from './edge/wills.ts'
import type { JoinCluster, SessionJournal, SessionOptions } from './ports.ts'
import { maySubscribe } from './rights/rights.ts'
import { Connections } from './sessions/connections.ts'
import { SessionStore } from './sessions/session-store.ts'
import { createStations, type Stations, type StationsDeps } from './stations/stations.ts'
import { keepTime } from './timekeeping.ts'

export interface BrokerDeps {
  readonly config: BrokerConfig
  /** Listens for stations as well. */
  readonly stations?: Pick<StationsDeps, 'config' | 'commands'> | undefined
  /** Topics beside our own on which devices may publish. */
  readonly bindings?: Bindings
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
  /** Where it listens; none while it does not. */
  ports(): Ports & Partial<ReturnType<Stations['ports']>>
}

/** For one part of the broker to end. */
const stopLimit = minutes(1)

/** What the sessions ask of the broker. */
const sessionOptions = (
  config: BrokerConfig,
  observer: Observer,
  connections: Connections,
): SessionOptions => ({
  ...config,
  granted: ({ id }, filter) => {
    const session = connections.sessionNamed(id)
    return session !== undefined && maySubscribe(session.rights, filter, config)
  },
  dropped: (reason, count) => observer.emit('broker.forward-dropped', { reason }, count),
  displaced: (reason, client) => observer.emit('broker.session-displaced', { reason, client }),
})

/** The parts of a broker, each made of those above it. */
function partsOf(deps: BrokerDeps, stopped: AbortSignal) {
  const { config, observer, clock, bindings = noBindings } = deps
  const isUrgent = (source: DeviceId) => goesFirst(deps.directory, source)
  const intake = new Intake({ ...deps, isUrgent }, config)
  const lanes = new Lanes({ ...deps, config: config.lanes, intake })
  const backpressure = new Backpressure((ordinary) => (ordinary ? intake.fullOfHeld : intake.full))
  const connections = new Connections(config)
  const options = sessionOptions(config, observer, connections)
  const cluster = deps.cluster?.({
    ...options,
    kindOf: (id) =>
      connections.sessionNamed(id)?.identity.kind === 'service' ? 'service' : 'device',
  })
  const presence = cluster?.presence
  const sessions = cluster?.sessions ?? new SessionStore(options, deps.journal)
  const fanOut = new FanOut(sessions, cluster?.neighbours)
  const acknowledgements = new Acknowledgements(fanOut)
  intake.answered = () => {
    acknowledgements.write()
    backpressure.release()
  }
  const login = new Login(deps, config)
  const receipts = new Receipts()
  const shared = {
    ...{ config, clock, observer, intake, connections, sessions, fanOut, receipts },
    ...{ bindings, isUrgent },
  }
  const admission = new Admission({ ...shared, login, signal: stopped, presence })
  const wills = new Wills({ ...shared, presence })
  const topicsAsSent = new WeakMap<object, string>()
  const publishes = new Publishing({ ...shared, acknowledgements, wills, topicsAsSent })
  const subscribing = new Subscribing(shared)
  const delivering = new Delivering(shared)
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
      authorizeSubscribe: subscribing.authorizeSubscribe,
      authorizeForward: delivering.authorizeForward,
    },
    fanOut,
  )
  const handle: Edge['handle'] = (conn, request) => edge.handle(conn, request)
  const sockets = createSockets({ ...shared, backpressure, admission, topicsAsSent, handle })
  edge.on('connackSent', ({ returnCode }, client) => {
    if (returnCode === wrongProof) sockets.wrong(client)
    if (returnCode !== 0) return
    // Not when its queue is out, too: what it acknowledges meanwhile must count when the connection breaks.
    sockets.known(client)
    admission.opened(client)
  })
  if (cluster !== undefined) {
    edge.on('client', (client) => connections.announce(client))
    edge.on('clientDisconnect', (client) => connections.withdraw(client))
  }
  const { stations: listening } = deps
  const stations =
    listening &&
    createStations({
      ...{ ...shared, ...listening, directory: deps.directory, backpressure },
      follow: () => login.follow(),
    })
  edge.on('ack', (acknowledged, client) => delivering.acknowledged(client, acknowledged))
  edge.on('unsubscribe', (filters, client) => subscribing.unsubscribed(client, filters))
  tellFaults(edge, observer)
  const ways = { admission, wills, publishes, edge, sockets, stations }
  return { ...shared, ...ways, backpressure, lanes, login, cluster }
}

export function createBroker(deps: BrokerDeps): Broker {
  const { clock } = deps
  const stopped = new AbortController()
  const parts = partsOf(deps, stopped.signal)
  const { intake, backpressure, login, cluster, connections, fanOut, wills } = parts
  const { admission, publishes, edge, sockets, stations, lanes } = parts
  let state: 'not started' | 'running' | 'stopping' = 'not started'
  let doors = new Doors()
  let ticking: Promise<void> | undefined

  return {
    name: 'broker',
    sessions: () => admission.sessions,
    ports: () => ({ ...doors.ports, ...stations?.ports() }),
    unready: () =>
      state === 'running'
        ? (intake.failure ?? cluster?.unready() ?? deps.journal?.unready())
        : `the broker is ${state}`,
    warning: () => intake.warning ?? lanes.warning ?? doors.warning() ?? stations?.warning(),
    async start() {
      await login.follow()
      await cluster?.start({
        received: (message) => fanOut.receive(message),
        moved: (clientId) => connections.move(clientId),
        recall: (clientId) => connections.move(clientId),
        inherit: (will) => wills.inherit(will),
      })
      await edge.listen()
      state = 'running'
      sockets.taken(true)
      await doors.open(deps, sockets)
      await stations?.start()
      ticking = keepTime({ ...parts, directory: deps.directory }, stopped.signal)
    },
    async stop() {
      state = 'stopping'
      sockets.taken(false)
      const closed = Promise.all([doors.close(), stations?.shut()])
      backpressure.shut()
      publishes.stop()
      stopped.abort()
      // Run from the last to the first.
      const cleanups = new Cleanups({ clock, limit: stopLimit })
      cleanups.add('listeners', async () => {
        await closed
      })
      cleanups.add('cluster', () => cluster?.stop())
      cleanups.add('sockets', () => {
        sockets.destroy()
        stations?.destroy()
      })
      cleanups.add('edge', () => new Promise((resolve) => edge.close(() => resolve())))
      cleanups.add('intake', async () => {
        await intake.close()
        // The last acknowledgements leave in the turn after the one they were written in.
        for (let turn = 0; turn < 3; turn++) await breath()
      })
      cleanups.add('time', () => ticking)
      await cleanups.run()
      doors = new Doors()
    },
  }
}
