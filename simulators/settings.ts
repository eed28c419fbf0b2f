/**
 * How a simulated device, or one behind a gateway, is set: it takes the newest version that it hears, says so, and reports by its period.
 * What it remembers is lost when it ends, as of a device that loses its power.
 */
import { z } from 'zod'

import { settingsOf } from '../core/device-settings.ts'
import { deviceIdSchema, type DeviceId } from '../core/identity.ts'
import type { Kind } from '../core/kinds.ts'
import type { Obedience, Orders } from './orders.ts'

interface Simulated {
  readonly id: DeviceId
  readonly kind: Kind
  readonly period: number
}

interface Kept {
  readonly version: number
  readonly values: Readonly<Record<string, number | boolean>>
}

export class Settings {
  readonly #self: DeviceId
  readonly #devices: ReadonlyMap<string, Simulated>
  readonly #obedience: Obedience
  readonly #kept = new Map<string, Kept>()
  readonly #orders: Pick<Orders, 'pace' | 'period'>

  constructor(
    self: Simulated,
    children: readonly Simulated[],
    obedience: Obedience,
    orders: Pick<Orders, 'pace' | 'period'>,
  ) {
    this.#self = self.id
    this.#devices = new Map([self, ...children].map((one) => [one.id, one]))
    this.#obedience = obedience
    this.#orders = orders
  }

  /** What they say when they come. */
  all(): readonly string[] {
    if (this.#obedience === 'silent') return []
    return [...this.#devices.values()].map((one) => this.#report(one))
  }

  /** The report on what came on the topic of configurations; none where it is not understood, or is not answered. */
  hear(body: string): string | undefined {
    const told = configurationIn(body)
    const device = told && this.#devices.get(told.device ?? this.#self)
    if (told === undefined || device === undefined || this.#obedience === 'silent') return undefined
    const { version, values } = told
    if (this.#obedience === 'refuse') return this.#report(device, version)
    // An older one came late.
    if (version >= (this.#kept.get(device.id)?.version ?? 0)) {
      const known = settingsOf(device.kind)
      const taken = Object.entries(values).filter(([name]) => known.has(name))
      this.#kept.set(device.id, { version, values: Object.fromEntries(taken) })
      const { period } = values
      if (typeof period === 'number') this.#orders.pace(device.id, period)
    }
    return this.#report(device)
  }

  #report({ id, period }: Simulated, refused?: number): string {
    const { version, values } = this.#kept.get(id) ?? { version: 0, values: {} }
    return JSON.stringify({
      ...(id !== this.#self && { device: id }),
      version: refused ?? version,
      ...(refused !== undefined && { refused: 'local control' }),
      values: { ...values, period: this.#orders.period(id) ?? period },
    })
  }
}

const toldSchema = z.object({
  version: z.number(),
  device: deviceIdSchema.optional(),
  values: z.record(z.string(), z.union([z.number(), z.boolean()])),
})
type Told = z.output<typeof toldSchema>

function configurationIn(body: string): Told | undefined {
  try {
    return toldSchema.parse(JSON.parse(body))
  } catch {
    return undefined
  }
}
