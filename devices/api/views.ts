import type { z } from 'zod'

import type { Device } from '../../core/device.ts'
import type { devicePlaceSchema, deviceSchema } from './contract.ts'

export const viewOf = (device: Device, credential: boolean): z.output<typeof deviceSchema> => ({
  ...device,
  credential,
})

/** Six decimals of a degree are eleven centimetres. */
const sixDecimals = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

export const placeOf = ({
  id,
  kind,
  name,
  longitude,
  latitude,
  cell,
  active,
}: Device): z.output<typeof devicePlaceSchema> => ({
  id,
  kind,
  ...(name === undefined ? {} : { name }),
  longitude: sixDecimals(longitude),
  latitude: sixDecimals(latitude),
  ...(cell === undefined ? {} : { cell }),
  active,
})
