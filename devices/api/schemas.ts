import { z } from 'zod'

import type { Device } from '../../core/device.ts'

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
