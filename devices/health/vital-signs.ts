/** How the city is at this moment, as points for dashboards: of each quantity what all devices say of it last. */
import type { Device } from '../../core/device.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Kind } from '../../core/kinds.ts'
import type { OperationsPoint } from '../../core/operations.ts'
import { quantityOf, type Quantity } from '../../core/quantities.ts'
import type { Instant } from '../../core/time.ts'
import { patienceOf } from './health.ts'
import type { Heard, HeardValue } from './operations-points.ts'

interface Sign {
  readonly kind: Kind
  readonly quantity: Quantity
  readonly values: HeardValue[]
}

/** With the fan off there is no air to measure: what an outlet says then means nothing. */
const ofMovingAir: ReadonlySet<string> = new Set(['fume', 'nmhc', 'purifier'])

/** A point for each quantity of each kind; a value that is older than its device may be silent is none of this moment. */
export function vitalSigns(
  devices: Iterable<Device>,
  heard: (device: DeviceId) => Heard | undefined,
  at: Instant,
): readonly OperationsPoint[] {
  const signs = new Map<string, Sign>()
  for (const device of devices) {
    const { kind } = device
    const values = heard(device.id)?.values ?? new Map<Quantity, HeardValue>()
    const still = [...values].find(([name]) => name === 'fan')?.[1].value === 0
    for (const [quantity, value] of values) {
      if (at - value.at > patienceOf(device)) continue
      if (still && ofMovingAir.has(quantity)) continue
      const key = `${kind}/${quantity}`
      const sign = signs.get(key) ?? { kind, quantity, values: [] }
      sign.values.push(value)
      signs.set(key, sign)
    }
  }
  return [...signs.values()].map((sign) => signPoint(sign, at))
}

function signPoint({ kind, quantity, values }: Sign, at: Instant): OperationsPoint {
  const { unit, level } = quantityOf(quantity)
  const numbers = values.map(({ value }) => value)
  const isSwitch = unit === 'bool'
  const highest = numbers.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY)
  const lowest = numbers.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY)
  const oldest = values.reduce((least, one) => Math.min(least, one.at), Number(at))
  return {
    measurement: 'vital_sign',
    at,
    tags: { kind, quantity },
    fields: {
      highest,
      lowest,
      // Levels in decibels are never averaged, and half a switch is none.
      mean: level || isSwitch ? undefined : sum(numbers) / numbers.length,
      on: isSwitch ? numbers.filter((value) => value === 1).length : undefined,
      values: values.length,
      oldest_seconds: Math.max(0, at - oldest) / 1_000,
    },
  }
}

const sum = (numbers: readonly number[]): number =>
  numbers.reduce((total, value) => total + value, 0)
