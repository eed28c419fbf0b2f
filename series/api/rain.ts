import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod'
import { LRUCache } from 'lru-cache'

import { readerRoles } from '../../core/actor.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { SeriesStore } from '../../core/series.ts'
import { days, hours, instant, minutes, plus, zoneOffset, type Instant } from '../../core/time.ts'
import { seesDevice } from '../../runtime/visible-device.ts'
import { fallenIn, fallenInHour, rainQuantities, type RainQuantity } from './decide/rain.ts'
import { rainSchema } from './rain-contract.ts'
import type { SeriesApiDependencies } from './readings.ts'

/** A hundred gauges that report each minute, for two hours, with room. */
const mostReadings = 20_000
/** Gauges that the series is asked for at the same time. */
const together = 8

interface Gauge {
  readonly device: DeviceId
  readonly at: number
  readonly hour: number
  readonly today: number
}

type Asked = Pick<SeriesApiDependencies, 'series' | 'directory'> & {
  readonly to: Instant
  readonly midnight: Instant
}

/** Rain of the last hour and of the day so far, of each gauge. */
export function rainRoute(dependencies: SeriesApiDependencies): FastifyPluginAsyncZod {
  const { access, clock, zone, directory } = dependencies
  const offsetAt = zoneOffset(zone)
  // All who ask within a minute get the same answer, of which each sees their part.
  const answers = new LRUCache<number, Promise<readonly Gauge[]>>({ max: 2 })
  return async (server) => {
    server.get(
      '/v1/rain',
      {
        onRequest: access.allowLimited(...readerRoles),
        schema: {
          summary: 'Rain of the last hour and since midnight, by gauge',
          description:
            'From the counter of a gauge (`rainTotal`, else `rainToday`), else from its intensity (`rain`). Nothing of gauges that were not heard for two hours.',
          tags: ['readings'],
          response: { 200: rainSchema },
        },
      },
      async (request) => {
        await directory.follow()
        const to = instant(Math.floor(clock.now() / minutes(1)) * minutes(1))
        const midnight = midnightBefore(to, offsetAt(to))
        let answer = answers.get(to)
        if (answer === undefined) {
          answer = gaugesOf({ ...dependencies, to, midnight })
          answers.set(to, answer)
          answer.catch(() => answers.delete(to))
        }
        const actor = access.actor(request)
        const gauges = (await answer).flatMap((gauge) => {
          const row = directory.get(gauge.device)
          if (!seesDevice(actor, row)) return []
          const { name, longitude, latitude, cell } = row.device
          return [{ ...gauge, name, longitude, latitude, cell }]
        })
        return { from: plus(to, -hours(1)), to, midnight, gauges }
      },
    )
  }
}

const midnightBefore = (at: Instant, offset: number): Instant =>
  instant(Math.floor((at + offset) / days(1)) * days(1) - offset)

async function gaugesOf(asked: Asked): Promise<readonly Gauge[]> {
  const known = new Map<DeviceId, () => Promise<Gauge>>()
  for (const quantity of rainQuantities)
    for (const [device, told] of await heard(asked, quantity))
      if (!known.has(device)) known.set(device, () => gauge(asked, quantity, device, told))
  const wanted = [...known.values()]
  const found: Gauge[] = []
  for (let start = 0; start < wanted.length; start += together)
    found.push(...(await Promise.all(wanted.slice(start, start + together).map((ask) => ask()))))
  return found.toSorted((a, b) => b.hour - a.hour || b.today - a.today)
}

interface Heard {
  readonly at: number
  readonly value: number
}

/** Of each device in the order of time, without what itself or we doubt. */
async function heard(
  { series, to }: Asked,
  quantity: RainQuantity,
): Promise<ReadonlyMap<DeviceId, readonly Heard[]>> {
  const readings = await series.readings({
    ...{ quantity, limit: mostReadings },
    ...{ from: plus(to, -hours(2)), to: plus(to, 1) },
  })
  const told = new Map<DeviceId, Heard[]>()
  for (const { device, observedAt, values, quality } of readings.toReversed()) {
    const value = values[quantity]
    if (value === undefined || quality?.[quantity] !== undefined) continue
    const before = told.get(device)
    if (before === undefined) told.set(device, [{ at: observedAt, value }])
    else before.push({ at: observedAt, value })
  }
  return told
}

async function gauge(
  asked: Asked & { readonly series: Pick<SeriesStore, 'buckets'> },
  quantity: RainQuantity,
  device: DeviceId,
  told: readonly Heard[],
): Promise<Gauge> {
  const { series, directory, to, midnight } = asked
  const period = directory.get(device)?.device.period ?? 60
  const length = hours(1)
  const buckets = await series.buckets({
    ...{ device, quantity, bucket: length, quality: 'normal', limit: 30 },
    ...{ from: midnight, to: plus(to, 1), offset: -(midnight % length) },
  })
  return {
    device,
    at: told.at(-1)?.at ?? to,
    hour: tenths(fallenInHour(quantity, told, { to, period })),
    today: tenths(fallenIn(quantity, buckets, { length, period })),
  }
}

const tenths = (millimetres: number): number => Math.round(millimetres * 10) / 10
