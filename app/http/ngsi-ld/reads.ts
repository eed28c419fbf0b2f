/** Newest values and history of devices, from the time series. */
import type { Device } from '../../../core/device.ts'
import type { Quantity } from '../../../core/quantities.ts'
import type { StoredReading } from '../../../core/series.ts'
import { days, instant, plus } from '../../../core/time.ts'
import type { StandardsDeps } from '../standards.ts'
import { entityOf, quantitiesWanted, type Entity } from './decide/entities.ts'
import { mostInstances, type HistoryAsked, type Shown } from './decide/query.ts'

/** Devices whose readings are read at the same time. */
const together = 8

/** Of the last day, as `/v1/readings/latest` has it. */
export async function withNewest(
  { series, clock }: StandardsDeps,
  devices: readonly Device[],
  how: Shown,
): Promise<Entity[]> {
  const since = plus(clock.now(), -days(1))
  const entities: Entity[] = []
  for (let start = 0; start < devices.length; start += together)
    entities.push(
      ...(
        await Promise.all(
          devices.slice(start, start + together).map(async (device) => {
            const needed = quantitiesWanted(device, how.attrs).length > 0
            const [newest] = needed
              ? await series.latest({ device: device.id, since, limit: 1 })
              : []
            const found = entityOf(device, newest, how)
            return found === undefined ? [] : [found]
          }),
        )
      ).flat(),
    )
  return entities
}

export async function history(
  { series }: StandardsDeps,
  device: Device,
  { attrs, from, to, lastN }: HistoryAsked,
) {
  const found: (readonly [Quantity, readonly StoredReading[]])[] = []
  let isPart = false
  const most = lastN ?? mostInstances
  if (from < to)
    for (const quantity of quantitiesWanted(device, attrs)) {
      const readings = await series.readings({
        ...{ device: device.id, quantity, limit: most + 1 },
        ...{ from: instant(from), to: instant(to) },
      })
      isPart ||= lastN === undefined && readings.length > most
      found.push([quantity, readings.slice(0, most)])
    }
  return { found, isPart }
}
