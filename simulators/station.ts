/** A device or gateway on its connection: when it is due, what it says then, and what it gathers from its children. */
import type { Device } from '../core/device.ts'
import { type Clock, type Instant, instant, zoneOffset } from '../core/time.ts'
import type { Orders } from './orders.ts'
import { hashText, unitAt } from './script/random.ts'
import { nextReport } from './script/reports.ts'
import { signalOf } from './script/signals.ts'
import { type TelemetryItem, telemetryItem } from './script/telemetry.ts'
import type { Timeline } from './script/timeline.ts'

/** A device or gateway with a connection, and whose readings travel on it. */
export interface Station {
  readonly device: Device
  readonly children: readonly Device[]
  readonly connection: Connection
  /** What it was told. */
  readonly orders: Orders
}

/** The line that it speaks on, whatever it speaks. */
interface Connection {
  readonly online: boolean
  /** Readings that are not acknowledged yet. */
  readonly waiting: number
  start(): void
  offer(items: readonly TelemetryItem[]): void
  /** Waits up to `patience` milliseconds for what is out, and hangs up. */
  stop(patience: number): Promise<void>
}

export interface Playing {
  readonly seed: number
  readonly clock: Clock
  readonly timeline: Timeline
  /** Hour of the day on the city's clocks, with its fraction. */
  readonly hourAt: (at: Instant) => number
  /** Connecting is spread over this many milliseconds. */
  readonly connectSpread: number
}

/** A machine that slept does not make up for more than this, in milliseconds. */
const longestCatchUp = 600_000

export function hourOf(zone: string): (at: Instant) => number {
  const offset = zoneOffset(zone)
  return (at) => {
    const local = at + offset(at)
    return (((local % 86_400_000) + 86_400_000) % 86_400_000) / 3_600_000
  }
}

/** One loop for every connection: sleep until somebody is due, send what is due. */
export async function play(
  { device, children, connection, orders }: Station,
  playing: Playing,
  signal: AbortSignal,
): Promise<void> {
  const { seed, clock, timeline } = playing
  const phase = unitAt(seed, hashText(`${device.id}/connect`), 0)
  await clock.sleep(phase * playing.connectSpread, signal)
  connection.start()
  const from = clock.now()
  const members = [device, ...children].map((member) => ({
    member,
    due: nextReport(member, timeline, seed, from),
    seq: 0,
  }))
  while (!signal.aborted) {
    const { generation } = orders.changed
    // A gateway gathers what its children say until the most frequent one has spoken again.
    const gathering = Math.min(...members.map(({ member }) => member.period)) * 1_000
    const first = Math.min(...members.map(({ due }) => due))
    const wake = children.length === 0 ? first : Math.ceil((first + 1) / gathering) * gathering
    await orders.changed.after(generation, Math.max(0, wake - clock.now()), signal)
    if (signal.aborted) return
    const now = clock.now()
    const items: TelemetryItem[] = []
    for (const entry of members) {
      const period = orders.period(entry.member.id) ?? entry.member.period
      if (period !== entry.member.period) {
        entry.member = { ...entry.member, period }
        entry.due = nextReport(entry.member, timeline, seed, now)
      }
      if (entry.due < now - longestCatchUp) {
        entry.due = nextReport(entry.member, timeline, seed, instant(now - longestCatchUp))
      }
      for (; entry.due <= now; entry.due = nextReport(entry.member, timeline, seed, entry.due)) {
        const child = entry.member.id !== device.id
        const item = measure(entry.member, entry.due, entry.seq, child, playing)
        if (item === undefined) continue
        entry.seq++
        items.push(item)
      }
    }
    connection.offer(items.sort((a, b) => a.t - b.t))
  }
}

/** Undefined while the device is silent. */
function measure(
  device: Device,
  at: Instant,
  seq: number,
  child: boolean,
  { seed, timeline, hourAt }: Playing,
): TelemetryItem | undefined {
  const acting = timeline.acting(device.id, at)
  if (acting.some(({ kind }) => kind === 'silent')) return undefined
  const values = signalOf(device.kind)({ device, seed, at, hour: hourAt(at), acting })
  return telemetryItem(at, seq, values, child ? device.id : undefined)
}

/** A child whose gateway is not among the devices speaks for itself. */
export function stationsOf(
  devices: readonly Device[],
): readonly Omit<Station, 'connection' | 'orders'>[] {
  const gateways = new Set(devices.filter(({ kind }) => kind === 'gateway').map(({ id }) => id))
  const isChild = ({ gateway }: Device) => gateway !== undefined && gateways.has(gateway)
  return devices
    .filter((device) => device.active && !isChild(device))
    .map((device) => ({
      device,
      children: devices.filter((child) => child.active && child.gateway === device.id),
    }))
}
