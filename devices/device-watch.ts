import type { Device } from '../core/device.ts'
import type { DeviceId } from '../core/identity.ts'
import { hours, instant, minutes, plus, seconds, type Instant } from '../core/time.ts'
import { patienceOf } from './health/health.ts'
import { isQuantity, type Quantity } from '../core/quantities.ts'
import type { SeriesStore, StoredReading } from '../core/series.ts'
import type { Heard, HeardValue } from './health/operations-points.ts'

/** The first look goes so far back at least; battery and signal are not in every reading. */
const firstLook = hours(24)
/** Readings that come late are looked for again so long, once a minute. */
export const longLook = minutes(10)
/** Between those, what is on its way. */
export const shortLook = seconds(15)
const everyDevice = 1_000_000

/**
 * What was last heard of each device. The time series is asked for the last hours once, then for what is new; the rest
 * stays in memory.
 */
export class DeviceWatch {
  readonly #series: Pick<SeriesStore, 'latest'>
  readonly #heard = new Map<DeviceId, Heard>()
  #lookedAt: Instant | undefined

  constructor(series: Pick<SeriesStore, 'latest'>) {
    this.#series = series
  }

  heard(device: DeviceId): Heard | undefined {
    return this.#heard.get(device)
  }

  /** A look that fails is made up for by the next one. */
  async look(devices: Iterable<Device>, now: Instant, back = longLook): Promise<void> {
    const since = this.#lookedAt === undefined ? start(devices, now) : plus(this.#lookedAt, -back)
    for (const reading of await this.#series.latest({ since, limit: everyDevice })) {
      const { device, observedAt, values } = reading
      const before = this.#heard.get(device)
      const battery = values.battery ?? before?.battery
      const rssi = values.rssi ?? before?.rssi
      this.#heard.set(device, {
        at: instant(Math.max(observedAt, before?.at ?? observedAt)),
        ...(battery === undefined ? {} : { battery }),
        ...(rssi === undefined ? {} : { rssi }),
        values: newestValues(before?.values, reading),
      })
    }
    this.#lookedAt = now
  }
}

function newestValues(
  before: ReadonlyMap<Quantity, HeardValue> | undefined,
  { observedAt, values, quality }: StoredReading,
): ReadonlyMap<Quantity, HeardValue> {
  const newest = new Map(before)
  for (const quantity of Object.keys(values).filter(isQuantity)) {
    const value = values[quantity]
    const known = newest.get(quantity)
    if (value === undefined || (known !== undefined && known.at > observedAt)) continue
    if (quality?.[quantity] === undefined) newest.set(quantity, { value, at: observedAt })
    else newest.delete(quantity)
  }
  return newest
}

/** Far enough back to tell who is silent, the slowest device included. */
function start(devices: Iterable<Device>, now: Instant): Instant {
  let longest = firstLook
  for (const device of devices) longest = Math.max(longest, patienceOf(device))
  return plus(now, -longest)
}
