import type { z } from 'zod'

import type { Device } from '../../core/device.ts'
import type { devicePlacesSchema, deviceSchema } from './contract.ts'

export const viewOf = (device: Device, credential: boolean): z.output<typeof deviceSchema> => ({
  ...device,
  credential,
})

/** Six decimals of a degree are eleven centimetres. */
const sixDecimals = (degrees: number): number => Math.round(degrees * 1e6) / 1e6

export const placesOf = (devices: readonly Device[]): z.output<typeof devicePlacesSchema> => ({
  id: devices.map(({ id }) => id),
  kind: devices.map(({ kind }) => kind),
  name: devices.map(({ name }) => name ?? null),
  longitude: devices.map(({ longitude }) => sixDecimals(longitude)),
  latitude: devices.map(({ latitude }) => sixDecimals(latitude)),
  cell: devices.map(({ cell }) => cell ?? null),
  active: devices.map(({ active }) => active),
})
