import { z } from 'zod'

import type { Device } from '../core/device.ts'
import { obediences } from './orders.ts'
import { scenarioNames } from './script/scenarios.ts'

/** What `simulate` and the sample city may be told. */
export const simulatorsConfigSchema = z.strictObject({
  scenario: z
    .string()
    .refine((name) => scenarioNames.includes(name), {
      error: `must be one of ${scenarioNames.join(', ')}`,
    })
    .default('ordinary-day'),
  /** The same seed gives the same city life. */
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  /** How many times faster than the clock the scenario runs. */
  speed: z.number().min(0.01).max(1_000).default(1),
  /** What devices do with commands: they do them, refuse them, or do not answer. */
  commands: z.enum(obediences).default('obey'),
  /** At most this many devices, gateways included, evenly taken from all; left out: all. */
  devices: z.int().positive().max(100_000).optional(),
})

/** Evenly spread over the list, so that every kind keeps its share. */
export function atMost(devices: readonly Device[], limit: number | undefined): readonly Device[] {
  if (limit === undefined || devices.length <= limit) return devices
  const step = devices.length / limit
  return Array.from({ length: limit }, (_, index) => devices[Math.floor(index * step)]).filter(
    (device) => device !== undefined,
  )
}
