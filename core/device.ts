import { z } from 'zod'

import { deviceIdSchema, unitIdSchema, type CellCode } from './identity.ts'
import { kindNames } from './kinds.ts'

/** Acoustic environment zone of GB 3096-2008 (声环境功能区). */
export const noiseZones = ['0', '1', '2', '3', '4a', '4b'] as const
export type NoiseZone = (typeof noiseZones)[number]

const cellCodeSchema = z
  .string()
  .regex(/^\d{15}$/, 'a grid cell code has 15 digits')
  .transform((text) => text as CellCode)

/** A device as the registry knows it. Positions are WGS-84 degrees; imports may be GCJ-02 and are converted there. */
export const deviceSchema = z.object({
  id: deviceIdSchema,
  kind: z.enum(kindNames),
  name: z.string().max(200).optional(),
  /** Where it hangs, one of its kind's sites: selects the rules that apply. */
  site: z.string().min(1).max(32),
  /** Component code (部件编码), 16 digits = county 6 + class 2 + subclass 2 + number 6. */
  component: z
    .string()
    .regex(/^\d{16}$/, 'a component code has 16 digits')
    .optional(),
  longitude: z.number().min(-180).max(180),
  latitude: z.number().min(-90).max(90),
  /** Unit grid cell; found from the position when it is left out. */
  cell: cellCodeSchema.optional(),
  zone: z.enum(noiseZones).optional(),
  /** The device's own limits; they win over the city's table under the same name. */
  limits: z.record(z.string(), z.number()).optional(),
  /** Unit that owns the thing it watches; it gets the case before the dispatch table is asked. */
  owner: unitIdSchema.optional(),
  /** Gateway that may publish for it. */
  gateway: deviceIdSchema.optional(),
  /** Seconds between two reports. */
  period: z
    .number()
    .positive()
    .max(86_400 * 7),
  active: z.boolean(),
})

export type Device = z.output<typeof deviceSchema>
