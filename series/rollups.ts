import type { DeviceId } from '../core/identity.ts'
import type { PartitionState, StateChange } from '../core/log.ts'
import { instant, type Instant } from '../core/time.ts'
import type { Point, Rollup, RollupStore } from '../core/series.ts'
import { lengths, rollUp, rollupsOf, startOf, type Stale } from './rollup/rollup.ts'

export interface RolledUp {
  readonly state: readonly StateChange[]
  readonly written: number
  readonly refused: number
}

/** Devices whose readings of an hour are in memory together. */
const devicesAtOnce = 25

/** Writes what is given out and makes again what cannot be told from it. To be called when the points are stored. */
export async function writeRollups(
  store: RollupStore,
  state: PartitionState,
  points: readonly Point[],
  now: Instant | undefined,
): Promise<RolledUp> {
  const { given, stale, state: changes } = rollUp(state, points, now)
  let refused = await store.write(given)
  let written = given.length
  for (const hour of byHour(stale).values()) {
    for (let start = 0; start < hour.length; start += devicesAtOnce) {
      const made = await madeAnew(store, hour.slice(start, start + devicesAtOnce))
      refused += await store.write(made)
      written += made.length
    }
  }
  return { state: changes, written: written - refused, refused }
}

interface Wanted {
  readonly device: DeviceId
  readonly stale: readonly Stale[]
}

/** Of each hour, what is stale of each device in it. */
function byHour(stale: readonly Stale[]): ReadonlyMap<number, readonly Wanted[]> {
  const hours = new Map<number, Map<DeviceId, Stale[]>>()
  for (const one of stale) {
    const hour = startOf(one.at, 'h1')
    const devices = hours.get(hour) ?? new Map<DeviceId, Stale[]>()
    hours.set(hour, devices)
    const list = devices.get(one.device) ?? []
    devices.set(one.device, [...list, one])
  }
  return new Map(
    [...hours].map(([hour, devices]) => [
      hour,
      [...devices].map(([device, list]) => ({ device, stale: list })),
    ]),
  )
}

async function madeAnew(store: RollupStore, wanted: readonly Wanted[]): Promise<readonly Rollup[]> {
  const stale = wanted.flatMap((one) => one.stale)
  const from = instant(Math.min(...stale.map(({ at }) => at)))
  const to = instant(Math.max(...stale.map(({ at, length }) => at + lengths[length])))
  const points = await store.stored(
    wanted.map(({ device }) => device),
    from,
    to,
  )
  const meant = new Set(stale.map(nameOf))
  return (['m1', 'h1'] as const).flatMap((length) =>
    rollupsOf(points, length).filter((rollup) => meant.has(nameOf(rollup))),
  )
}

const nameOf = ({ device, length, at }: Stale): string => `${device} ${length} ${at}`
