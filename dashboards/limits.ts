import { parse } from 'yaml'
import { z } from 'zod'

import { noiseZones, type NoiseZone } from '../core/device.ts'
import { UrbanBrainError } from '../core/errors.ts'

const number = z.number()
const dayAndNight = z.object({ day: number, night: number })
const values = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object({ values: z.object(shape) }).transform(({ values }) => values)

/** The rows of a city's `limits.yaml` that are drawn; curves show what the rules judge by. */
const limitsSchema = z.object({
  noise: z
    .object({ values: z.record(z.enum(noiseZones), dayAndNight) })
    .transform(({ values }): Readonly<Record<NoiseZone, DayAndNight>> => values),
  road: values({ watch_cm: number, file_cm: number, close_cm: number, evacuate_cm: number }),
  cover: values({ open_deg: number }),
  well: values({ high_cm: number, full_cm: number }),
  gas: values({ ch4_lel: number, h2s_mg: number }),
  battery: values({ low: number, good: number }),
  dust: values({ tsp: number, tsp_severe: number, pm10: number }),
  fume: values({ concentration: number }),
})

interface DayAndNight {
  readonly day: number
  readonly night: number
}

export type Limits = z.output<typeof limitsSchema>

/** Throws `config-invalid` with what is missing. */
export function limitsFrom(yaml: string): Limits {
  const found = limitsSchema.safeParse(parse(yaml))
  if (found.success) return found.data
  throw new UrbanBrainError('config-invalid', 'the limits cannot be drawn', {
    details: found.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
  })
}
