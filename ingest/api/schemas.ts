import { z } from 'zod'

import type { Device } from '../../core/device.ts'
import { deviceIdSchema } from '../../core/identity.ts'
import { kindNames } from '../../core/kinds.ts'
import { instant } from '../../core/time.ts'
import type { Selection } from '../ports.ts'
import { parseRfc3339 } from '../instants.ts'

/** In a query: epoch milliseconds or RFC 3339 with a zone. */
export const instantSchema = z.string().transform((text, context) => {
  const found = /^\d{1,15}$/.test(text) ? Number(text) : parseRfc3339(text)
  if (found !== undefined) return instant(Math.trunc(found))
  context.addIssue({
    code: 'custom',
    message: 'an instant is epoch milliseconds or RFC 3339 with a zone',
  })
  return z.NEVER
})

export const limitSchema = (fallback: number, most: number) =>
  z.coerce.number().int().min(1).max(most).default(fallback)

export const deviceParams = z.object({ id: deviceIdSchema })

export const selectionSchema = z.object({
  device: deviceIdSchema.optional(),
  kind: z.enum(kindNames).optional(),
  cell: z
    .string()
    .regex(/^\d{1,15}$/, 'a cell is given by the first digits of its code')
    .optional(),
})

export const selectionOf = ({
  device,
  kind,
  cell,
}: z.output<typeof selectionSchema>): Selection => ({
  ...(device === undefined ? {} : { device }),
  ...(kind === undefined ? {} : { kind }),
  ...(cell === undefined ? {} : { cell }),
})

/** How a device is shown: as the register has it, with whether it has a credential and never the hash of it. */
export const deviceView = z.object({
  id: z.string(),
  kind: z.string(),
  name: z.string().optional(),
  site: z.string(),
  component: z.string().optional(),
  longitude: z.number(),
  latitude: z.number(),
  cell: z.string().optional(),
  zone: z.string().optional(),
  limits: z.record(z.string(), z.number()).optional(),
  owner: z.string().optional(),
  gateway: z.string().optional(),
  period: z.number(),
  active: z.boolean(),
  credential: z.boolean(),
})

export const viewOf = (device: Device, credential: boolean): z.output<typeof deviceView> => ({
  ...device,
  credential,
})

/** Six decimals of a degree are eleven centimetres. */
const sixDecimals = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

/** What a map needs of a device, and no more: a city has many. */
export const devicePlace = deviceView.pick({
  id: true,
  kind: true,
  name: true,
  longitude: true,
  latitude: true,
  cell: true,
  active: true,
})

export const placeOf = ({
  id,
  kind,
  name,
  longitude,
  latitude,
  cell,
  active,
}: Device): z.output<typeof devicePlace> => ({
  id,
  kind,
  ...(name === undefined ? {} : { name }),
  longitude: sixDecimals(longitude),
  latitude: sixDecimals(latitude),
  ...(cell === undefined ? {} : { cell }),
  active,
})
