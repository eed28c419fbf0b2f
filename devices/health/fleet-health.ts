import type { Device } from '../../core/device.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { DurableLog } from '../../core/log.ts'
import type { Registry } from '../../core/registry.ts'
import { plus, type Instant } from '../../core/time.ts'
import { healthOf, patienceOf, slotOf, type DeviceHealth, type Span } from './health.ts'
import type { DeviceTally, Selection, SeriesStore } from '../../core/series.ts'
import { unprovenFrames } from '../register/unproven.ts'

export interface HealthSources {
  readonly directory: Pick<DeviceDirectory, 'values'>
  readonly series: Pick<SeriesStore, 'tallies' | 'latest'>
  readonly log: Pick<DurableLog, 'positions' | 'read'>
  readonly registry: Pick<Registry, 'addedSince'>
}

/** More devices than a city has; the newest reading of each is asked for at once. */
const mostDevices = 1_000_000

/**
 * The health of every active device, or of the selected ones, by id; those that never said anything are among them.
 * The series is asked once for each kind and period that there is, one after the other, so that others get their turn.
 */
export async function fleetHealth(
  { directory, series, log, registry }: HealthSources,
  { device: only, kind, cell }: Selection,
  span: Span,
): Promise<readonly DeviceHealth[]> {
  const devices = [...directory.values()]
    .map(({ device }) => device)
    .filter(
      (device) =>
        device.active &&
        (only === undefined || device.id === only) &&
        (kind === undefined || device.kind === kind) &&
        (cell === undefined || device.cell?.startsWith(cell) === true),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  if (devices.length === 0) return []
  const selection = {
    ...(only === undefined ? {} : { device: only }),
    ...(kind === undefined ? {} : { kind }),
  }
  const tallies = new Map<string, DeviceTally>()
  for (const { kind, slot, ids } of groups(devices, span)) {
    for (const tally of await series.tallies({ ...selection, kind, ...span, slot })) {
      if (ids.has(tally.device)) tallies.set(tally.device, tally)
    }
  }
  const unproven = await unprovenFrames(log, span)
  const lastAt = await beyond(span, devices, tallies, selection, series)
  const addedAt = await registry.addedSince(span.from)
  return devices.map((device) =>
    healthOf(device, span, {
      addedAt: addedAt.get(device.id),
      tally: tallies.get(device.id),
      unproven: unproven.get(device.id) ?? 0,
      lastAt: lastAt.get(device.id),
    }),
  )
}

interface Group {
  readonly kind: Device['kind']
  readonly slot: number
  readonly ids: Set<string>
}

/** A device that moved to another cell has its readings under both, so cells are no matter of the series here. */
function groups(devices: readonly Device[], span: Span): Iterable<Group> {
  const found = new Map<string, Group>()
  for (const device of devices) {
    const { kind } = device
    const slot = slotOf(device, span)
    const key = `${kind}/${slot}`
    const group = found.get(key) ?? { kind, slot, ids: new Set() }
    group.ids.add(device.id)
    found.set(key, group)
  }
  return found.values()
}

/** The newest reading of those that would be silent: it may be older than the span, or not a minute old. */
async function beyond(
  { to }: Span,
  devices: readonly Device[],
  tallies: ReadonlyMap<string, DeviceTally>,
  selection: Selection,
  series: HealthSources['series'],
): Promise<ReadonlyMap<string, Instant>> {
  const patience = devices
    .filter((device) => (tallies.get(device.id)?.lastAt ?? 0) < to - patienceOf(device))
    .map(patienceOf)
  if (patience.length === 0) return new Map()
  const since = plus(to, -Math.ceil(Math.max(...patience)))
  const found = await series.latest({ ...selection, since, limit: mostDevices })
  return new Map(found.map(({ device, observedAt }) => [device, observedAt]))
}
