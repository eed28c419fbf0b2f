/**
 * The edge of stations of one protocol over TCP. Bytes of a station that proved who it is by its name and password go into the log
 * as they came, but for the password; all others are counted, and a few of them kept as dead letters. Beside it stands the
 * edge of MQTT: all have one way into the log, with its room and its order.
 */
import type { Socket } from 'node:net'

import { messageOf } from '../../core/errors.ts'
import type { Frame, StationProtocol } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import { stationName } from '../../core/station.ts'
import type { Clock } from '../../core/time.ts'
import { background } from '../../runtime/background.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { Strangers } from '../admission/strangers.ts'
import type { Backpressure } from '../edge/gate.ts'
import type { Answer, Intake } from '../edge/intake.ts'
import type { ConnectionHandler } from '../edge/listeners.ts'
import { TokenBucket } from '../../core/token-bucket.ts'
import { printableTopic } from '../rights/topics.ts'
import type { ListenerConfig } from './config.ts'
import { StationDoors } from './doors.ts'
import { Line } from './line.ts'
import { StationOrders, type OrdersOptions } from './orders.ts'
import type { StationParts } from './parts.ts'
import { StationPresence } from './presence.ts'
import type { RefusedBytes, Speech } from './speech.ts'

export interface ListenerDeps {
  readonly protocol: StationProtocol
  readonly config: ListenerConfig
  /** One for each connection. */
  readonly speech: () => Speech
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  readonly intake: Intake
  readonly backpressure: Backpressure
  readonly follow: () => Promise<boolean>
  /** Of a protocol that has words for commands. */
  readonly orders?: OrdersOptions
}

export interface StationListener {
  /** The ports it listens on; undefined while it does not. */
  ports(): StationDoors['ports']
  /** What to look at although it listens. */
  warning(): string | undefined
  start(): Promise<void>
  /** Called each second. */
  look(): void
  /** No new connection, and no offline word any more: it is not the stations that go away. */
  shut(): Promise<void>
  /** After what was taken has been answered. */
  destroy(): void
}

const probeAfter = 60_000
const ignored = (): void => {}

export function createListener(deps: ListenerDeps): StationListener {
  const { protocol, config, clock, observer, intake } = deps
  /** Stands for the source of bytes that nobody proved to be his. A name of services, so no device has it. */
  const nobody = `urban-brain-${protocol}` as DeviceId
  const stopped = new AbortController()
  const lines = new Map<Socket, Line>()
  const strangers = new Strangers(config, deps)
  const letters = new TokenBucket(config.letterRate, config.letterBurst, clock.elapsed())
  const presence = new StationPresence()
  const doors = new StationDoors(deps)
  const orders = deps.orders && new StationOrders({ ...deps, ...deps.orders, presence })
  const telling =
    orders &&
    background(`${protocol}-commands`, observer, { sending: (signal) => orders.send(signal) })
  let taking = false

  function push(
    frame: Omit<Frame, 'type' | 'receivedAt' | 'retained'>,
    answer: Answer,
    keep?: boolean,
  ) {
    intake.push(
      { type: 'frame', receivedAt: intake.now(), retained: false, ...frame },
      answer,
      keep,
    )
  }

  function status(source: DeviceId, topic: string, online: boolean): void {
    const body = Buffer.from(online ? 'online' : 'offline')
    push({ source, channel: 'status', topic, body }, ignored, true)
  }

  function refuse(socket: Socket, { refusal, name, fits, body }: RefusedBytes): void {
    const topic = printableTopic(stationName(protocol, name ?? ''))
    const address = socket.remoteAddress ?? ''
    observer.emit(`${protocol}.refused`, { reason: refusal, topic, address, ...(fits && { fits }) })
    if (letters.take(clock.elapsed()) > 0) {
      letters.giveBack()
      return
    }
    const frame = { source: nobody, channel: 'telemetry', topic, body, protocol } as const
    push({ ...frame, refused: refusal }, ignored)
  }

  const parts: StationParts = {
    ...deps,
    ...{ presence, orders },
    signal: stopped.signal,
    follow: () => deps.follow().catch(() => false),
    store: {
      status,
      data: ({ device: source, topic, body }, answer) =>
        push({ source, channel: 'telemetry', topic, body, protocol }, answer),
      reply: ({ device: source, topic, body }, answer) =>
        push({ source, channel: 'reply', topic, body, protocol }, answer),
    },
    refuse,
  }

  function gone(this: Socket): void {
    lines.delete(this)
    strangers.leave(this)
    observer.gauge(`${protocol}.connections`, lines.size)
  }

  const handler: ConnectionHandler<Socket> = {
    admit(socket) {
      const { remoteAddress: address = '' } = socket
      const isFull = !taking || lines.size >= config.connections
      const kept = isFull ? 'too-many' : strangers.enter(socket, address)
      if (kept !== undefined) {
        observer.emit('broker.accept-failed', { open: lines.size, address, kept })
        socket.destroy()
        return false
      }
      socket.on('error', ignored)
      socket.on('close', gone)
      socket.setKeepAlive(true, probeAfter)
      return true
    },
    accept({ conn, socket }) {
      if (conn !== socket) conn.on('error', ignored)
      const proof = {
        known: () => strangers.known(socket),
        wrong: () => strangers.wrong(socket),
      }
      lines.set(socket, new Line(conn, parts, proof))
      observer.gauge(`${protocol}.connections`, lines.size)
    },
    failed: (error) => observer.emit('broker.accept-failed', { message: messageOf(error) }),
  }

  return {
    ports: () => doors.ports,
    warning: () => doors.warning() ?? (taking ? telling?.unready() : undefined),
    async start() {
      taking = true
      await doors.open(handler)
      await telling?.start()
    },
    look() {
      const elapsed = clock.elapsed()
      for (const line of lines.values()) line.look(elapsed)
      for (const [station, topic] of presence.takeAway(elapsed, config.offlineAfter))
        status(station, topic, false)
    },
    async shut() {
      taking = false
      stopped.abort()
      await Promise.all([doors.close(), telling?.stop()])
    },
    destroy() {
      for (const socket of lines.keys()) socket.destroy()
    },
  }
}
