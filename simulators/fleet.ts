/**
 * The sample city's devices, each on an MQTT connection of its own. A reading carries the instant it was due, so the
 * same seed, scenario and start give the same readings, however late the broker takes them.
 */
import { setMaxListeners } from 'node:events'

import type { Component } from '../runtime/component.ts'
import type { Device } from '../core/device.ts'
import { UrbanBrainError } from '../core/errors.ts'
import type { Observer } from '../core/events.ts'
import type { DeviceId } from '../core/identity.ts'
import { type Clock, type Instant, instant, zoneOffset } from '../core/time.ts'
import { DeviceConnection } from './device-connection.ts'
import { hashText, unitAt } from './script/random.ts'
import { nextReport } from './script/reports.ts'
import type { Scenario } from './script/scenario.ts'
import { signalOf } from './script/signals.ts'
import { type TelemetryItem, telemetryItem } from './script/telemetry.ts'
import { createTimeline, type Timeline } from './script/timeline.ts'

export interface FleetOptions {
  /** `mqtt://host:port`. */
  readonly url: string
  readonly devices: readonly Device[]
  /** The token of a device; a device without one does not connect. */
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

/** A device or gateway with a connection, and whose readings travel on it. */
interface Station {
  readonly device: Device
  readonly children: readonly Device[]
  readonly connection: DeviceConnection
}

/** How long `stop` waits for acknowledgements, in milliseconds. */
const stopPatience = 2_000
/** A machine that slept does not make up for more than this, in milliseconds. */
const longestCatchUp = 600_000

export function createFleet(options: FleetOptions): Fleet {
  const { devices, clock, observer, seed } = options
  const { hostname, port } = target(options.url)
  const offset = zoneOffset(options.zone ?? 'Asia/Shanghai')
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
    const connection = new DeviceConnection({
      host: hostname,
      port,
      id: device.id,
      token,
      clock,
      random: () => unitAt(seed, hashText(`${device.id}/reconnect`), attempt++),
      capacity: options.capacity ?? 500,
      acknowledged: (readings) => {
        published += readings
        observer.emit('simulator.published', {}, readings)
      },
      dropped: () => {
        dropped++
      },
      failed: (message) => failed(device.id, message),
    })
    return [{ device, children, connection }]
  })

  const measure = (device: Device, at: Instant, life: Timeline, seq: number, child: boolean) => {
    const local = at + offset(at)
    const hour = (((local % 86_400_000) + 86_400_000) % 86_400_000) / 3_600_000
    const acting = life.acting(device.id, at)
    if (acting.some(({ kind }) => kind === 'silent')) return undefined
    const values = signalOf(device.kind)({ device, seed, at, hour, acting })
    return telemetryItem(at, seq, values, child ? device.id : undefined)
  }

  /** One loop for every connection: sleep until somebody is due, send what is due. */
  const run = async ({ device, children, connection }: Station, life: Timeline) => {
    const { signal } = stopping
    const phase = unitAt(seed, hashText(`${device.id}/connect`), 0)
    await clock.sleep(phase * (options.connectSpread ?? 3_000), signal)
    connection.start()
    const from = clock.now()
    const members = [device, ...children].map((member) => ({
      member,
      due: nextReport(member, life, seed, from),
      seq: 0,
    }))
    // A gateway gathers what its children say until the most frequent one has spoken again.
    const gathering = Math.min(...members.map(({ member }) => member.period)) * 1_000
    while (!signal.aborted) {
      const first = Math.min(...members.map(({ due }) => due))
      const wake = children.length === 0 ? first : Math.ceil((first + 1) / gathering) * gathering
      await clock.sleep(Math.max(0, wake - clock.now()), signal)
      const now = clock.now()
      const items: TelemetryItem[] = []
      for (const entry of members) {
        if (entry.due < now - longestCatchUp) {
          entry.due = nextReport(entry.member, life, seed, instant(now - longestCatchUp))
        }
        for (; entry.due <= now; entry.due = nextReport(entry.member, life, seed, entry.due)) {
          const item = measure(entry.member, entry.due, life, entry.seq, entry.member !== device)
          if (item === undefined) continue
          entry.seq++
          items.push(item)
        }
      }
      connection.offer(items.sort((a, b) => a.t - b.t))
    }
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
        run(station, life).catch((error: unknown) => {
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

function target(url: string): { readonly hostname: string; readonly port: number } {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (parsed?.protocol !== 'mqtt:' || parsed.hostname === '') {
    throw new UrbanBrainError('usage', 'the broker is given as mqtt://host:port')
  }
  return {
    hostname: parsed.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: parsed.port === '' ? 1_883 : Number(parsed.port),
  }
}

/** A child whose gateway is not among the devices speaks for itself. */
function stationsOf(devices: readonly Device[]): readonly Omit<Station, 'connection'>[] {
  const gateways = new Set(devices.filter(({ kind }) => kind === 'gateway').map(({ id }) => id))
  const isChild = ({ gateway }: Device) => gateway !== undefined && gateways.has(gateway)
  return devices
    .filter((device) => device.active && !isChild(device))
    .map((device) => ({
      device,
      children: devices.filter((child) => child.active && child.gateway === device.id),
    }))
}
