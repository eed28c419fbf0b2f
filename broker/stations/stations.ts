/**
 * The edge of stations that speak HJ 212 over TCP. Bytes of a station that proved who it is by MN and password go into the log
 * as they came, but for the password; all others are counted, and a few of them kept as dead letters. Beside it stands the
 * edge of MQTT: both have one way into the log, with its room and its order.
 */
import type { Socket } from 'node:net'

import { messageOf } from '../../core/errors.ts'
import type { Frame } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Observer } from '../../core/observer.ts'
import type { Clock } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { Strangers } from '../admission/strangers.ts'
import type { Backpressure } from '../edge/gate.ts'
import type { Answer, Intake } from '../edge/intake.ts'
import type { ConnectionHandler } from '../edge/listeners.ts'
import { TokenBucket } from '../protocol/token-bucket.ts'
import { printableTopic } from '../rights/topics.ts'
import type { StationsConfig } from './config.ts'
import { StationDoors } from './doors.ts'
import { Line, topicOf } from './line.ts'
import type { RefusedBytes, StationParts } from './parts.ts'
import { StationPresence } from './presence.ts'

export interface StationsDeps {
  readonly config: StationsConfig
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  readonly intake: Intake
  readonly backpressure: Backpressure
  readonly follow: () => Promise<boolean>
}

export interface Stations {
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

/** Stands for the source of bytes that nobody proved to be his. A name of services, so no device has it. */
const nobody = 'urban-brain-hj212' as DeviceId
const probeAfter = 60_000
const ignored = (): void => {}

export function createStations(deps: StationsDeps): Stations {
  const { config, clock, observer, intake } = deps
  const stopped = new AbortController()
  const lines = new Map<Socket, Line>()
  const strangers = new Strangers(config.strangersPerAddress)
  const letters = new TokenBucket(config.letterRate, config.letterBurst, clock.elapsed())
  const presence = new StationPresence()
  const doors = new StationDoors(deps)
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

  function refuse(socket: Socket, { refusal, mn, fits, body }: RefusedBytes): void {
    const topic = printableTopic(topicOf(mn ?? ''))
    const address = socket.remoteAddress ?? ''
    observer.emit('hj212.refused', { reason: refusal, topic, address, ...(fits && { fits }) })
    if (letters.take(clock.elapsed()) > 0) {
      letters.giveBack()
      return
    }
    const frame = { source: nobody, channel: 'telemetry', topic, body, protocol: 'hj212' } as const
    push({ ...frame, refused: refusal }, ignored)
  }

  const parts: StationParts = {
    ...deps,
    presence,
    signal: stopped.signal,
    follow: () => deps.follow().catch(() => false),
    store: {
      status,
      data: (source, topic, body, answer) =>
        push({ source, channel: 'telemetry', topic, body, protocol: 'hj212' }, answer),
    },
    refuse,
  }

  function gone(this: Socket): void {
    lines.delete(this)
    strangers.leave(this)
    observer.gauge('hj212.connections', lines.size)
  }

  const handler: ConnectionHandler<Socket> = {
    admit(socket) {
      const { remoteAddress: address = '' } = socket
      if (!taking || lines.size >= config.connections || !strangers.enter(socket, address)) {
        observer.emit('broker.accept-failed', { open: lines.size, address })
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
      lines.set(socket, new Line(conn, parts, () => strangers.leave(socket)))
      observer.gauge('hj212.connections', lines.size)
    },
    failed: (error) => observer.emit('broker.accept-failed', { message: messageOf(error) }),
  }

  return {
    ports: () => doors.ports,
    warning: () => doors.warning(),
    async start() {
      taking = true
      await doors.open(handler)
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
      await doors.close()
    },
    destroy() {
      for (const socket of lines.keys()) socket.destroy()
    },
  }
}
