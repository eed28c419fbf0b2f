/**
 * The sample city's devices, each on an MQTT connection of its own. A reading carries the instant it was due, so the
 * same seed, scenario and start give the same readings, however late the broker takes them.
 */
import { setMaxListeners } from 'node:events'

import type { Component } from '../runtime/component.ts'
import type { Device } from '../core/device.ts'
import type { StationProtocol } from '../core/frame.ts'
import { UrbanBrainError } from '../core/errors.ts'
import type { Observer } from '../core/observer.ts'
import type { DeviceId } from '../core/identity.ts'
import type { Clock, Instant } from '../core/time.ts'
import { DeviceConnection } from './device-connection.ts'
import { Orders, type Obedience } from './orders.ts'
import { Settings } from './settings.ts'
import { hj212Voice } from './protocol/hj212-voice.ts'
import { sl651Voice } from './protocol/sl651-voice.ts'
import { StationConnection, type StationTrouble } from './station-connection.ts'
import { hashText, unitAt } from './script/random.ts'
import type { Scenario } from './script/scenario.ts'
import { createTimeline, type Timeline } from './script/timeline.ts'
import { hourOf, play, type Station, stationsOf } from './station.ts'
import type { Voice } from './station-voice.ts'

export interface FleetOptions {
  /** `mqtt://host:port`; for stations, which have an MN or a station address, `hj212://host:port` or `sl651://host:port`. */
  readonly url: string
  readonly devices: readonly Device[]
  /** The token of a device, of a station its password; a device without one does not connect. */
  readonly credentials: (id: DeviceId) => string | undefined
  readonly scenario: Scenario
  readonly seed: number
  readonly clock: Clock
  readonly observer: Observer
  /** Scenario time runs this much faster than the clock. Default 1. */
  readonly speed?: number
  /** When the scenario began, to go on after a restart. Default: when the fleet starts. */
  readonly startedAt?: Instant
  /** IANA zone of the city's clocks. Default Asia/Shanghai. */
  readonly zone?: string
  /** Readings a device keeps while the broker is away. Default 500. */
  readonly capacity?: number
  /** What goes wrong on the lines of stations. */
  readonly trouble?: StationTrouble
  /** How long a station waits for an answer, in milliseconds. Default 10,000. */
  readonly answerWithin?: number
  /** What devices do with commands. Default `obey`. */
  readonly commands?: Obedience
  /** Connecting is spread over this many milliseconds. Default 3,000. */
  readonly connectSpread?: number
}

export interface Fleet extends Component {
  /** Readings acknowledged by the broker. */
  published(): number
  /** Readings not acknowledged yet. */
  waiting(): number
  /** Readings thrown away because an outbox was full. */
  dropped(): number
  connected(): number
  /** What happens when and to whom; only after `start`. */
  timeline(): Timeline
}

/** How long `stop` waits for acknowledgements, in milliseconds. */
const stopPatience = 2_000
export function createFleet(options: FleetOptions): Fleet {
  const { devices, clock, observer, seed } = options
  const { hostname, port, speaks } = target(options.url)
  const stopping = new AbortController()
  setMaxListeners(0, stopping.signal)
  let published = 0
  let dropped = 0
  let timeline: Timeline | undefined
  let loops: readonly Promise<void>[] = []

  /** A broker that goes away breaks every line at once: that is one message with a count. */
  let failures = 0
  const failed = (device: DeviceId, message: string) => {
    if (failures++ > 0) return
    const tell = () => {
      observer.emit('simulator.failed', { device, message, connections: failures }, failures)
      failures = 0
    }
    clock.sleep(1_000, stopping.signal).then(tell, tell)
  }

  const stations = stationsOf(devices).flatMap(({ device, children }): Station[] => {
    const token = options.credentials(device.id)
    if (token === undefined) return []
    let attempt = 0
    const shared = {
      host: hostname,
      port,
      clock,
      random: () => unitAt(seed, hashText(`${device.id}/reconnect`), attempt++),
      capacity: options.capacity ?? 500,
      acknowledged: (readings: number) => {
        published += readings
        observer.emit('simulator.published', {}, readings)
      },
      dropped: () => {
        dropped++
      },
      failed: (message: string) => failed(device.id, message),
    }
    const orders = new Orders(device.id, clock, options.commands ?? 'obey')
    if (speaks === 'mqtt') {
      const obedience = options.commands ?? 'obey'
      const settings = new Settings(device, children, obedience, orders)
      const connection = new DeviceConnection({
        ...{ ...shared, id: device.id, token },
        command: (body) => orders.hear(body),
        configured: () => settings.all(),
        configuration: (body) => settings.hear(body),
      })
      return [{ device, children, connection, orders }]
    }
    const voice = voiceOf(device, speaks, token, orders)
    if (voice === undefined) return []
    const { trouble = noTrouble, answerWithin = 10_000 } = options
    const connection = new StationConnection({ ...shared, voice, trouble, answerWithin })
    return [{ device, children: [], connection, orders }]
  })

  const playing = {
    seed,
    clock,
    hourAt: hourOf(options.zone ?? 'Asia/Shanghai'),
    connectSpread: options.connectSpread ?? 3_000,
  }
  const connected = () => stations.filter(({ connection }) => connection.online).length

  return {
    name: 'simulators',
    start() {
      const startedAt = options.startedAt ?? clock.now()
      const { scenario, speed = 1 } = options
      const life = createTimeline({ scenario, devices, seed, speed, startedAt })
      timeline = life
      loops = stations.map((station) =>
        play(station, { ...playing, timeline: life }, stopping.signal).catch((error: unknown) => {
          if (!stopping.signal.aborted) throw error
        }),
      )
      for (const loop of loops) {
        loop.catch((error: unknown) =>
          observer.emit('component.failed', { component: 'simulators', message: String(error) }),
        )
      }
      return Promise.resolve()
    },
    async stop() {
      stopping.abort()
      await Promise.allSettled(loops)
      await Promise.all(stations.map(({ connection }) => connection.stop(stopPatience)))
    },
    unready() {
      const now = connected()
      return now === stations.length ? undefined : `${now} of ${stations.length} devices connected`
    },
    published: () => published,
    waiting: () => stations.reduce((sum, { connection }) => sum + connection.waiting, 0),
    dropped: () => dropped,
    connected,
    timeline() {
      if (timeline === undefined) throw new UrbanBrainError('internal', 'the fleet was not started')
      return timeline
    },
  }
}

const noTrouble: StationTrouble = { split: 0, corrupt: 0, again: 0, reconnect: 0 }

const stationProtocols = ['hj212', 'sl651'] as const satisfies readonly StationProtocol[]

/** Undefined of a device that does not speak so. */
function voiceOf(
  { mn, checksum, concentration = 'mg/m3', stationAddress }: Device,
  protocol: StationProtocol,
  password: string,
  orders: Orders,
): Voice | undefined {
  if (protocol === 'sl651')
    return stationAddress === undefined
      ? undefined
      : sl651Voice({ address: stationAddress, password })
  if (mn === undefined) return undefined
  const mode = checksum === 'off' ? undefined : checksum
  return hj212Voice({ mn, password, mode, concentration }, orders)
}

function target(url: string): {
  readonly hostname: string
  readonly port: number
  readonly speaks: 'mqtt' | StationProtocol
} {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  const protocol = stationProtocols.find((each) => parsed?.protocol === `${each}:`)
  const station = parsed?.port === '' ? undefined : protocol
  if (
    parsed === undefined ||
    parsed.hostname === '' ||
    !(station !== undefined || parsed.protocol === 'mqtt:')
  ) {
    throw new UrbanBrainError(
      'usage',
      'the edge is given as mqtt://host:port, hj212://host:port or sl651://host:port',
    )
  }
  return {
    speaks: station ?? 'mqtt',
    hostname: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: parsed.port === '' ? 1_883 : Number(parsed.port),
  }
}
