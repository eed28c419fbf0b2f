/** What there is to choose for a device, in the order of the lists. */
import type { BodyOf } from '../../api/routes.ts'

type AdoptionBody = BodyOf<'POST /v1/devices/{id}/adopt'>

export const noiseZones = [
  '0',
  '1',
  '2',
  '3',
  '4a',
  '4b',
] as const satisfies readonly AdoptionBody['zone'][]
export const checksums = [
  'standard',
  'swapped',
  'modbus',
  'off',
] as const satisfies readonly AdoptionBody['checksum'][]
export const concentrations = [
  'mg/m3',
  'ug/m3',
  'ng/m3',
] as const satisfies readonly AdoptionBody['concentration'][]
export const levelOrigins = [
  'datum',
  'gauge',
] as const satisfies readonly AdoptionBody['levelOrigin'][]

/** The one that is written there, if it is one. */
export const among = <T extends string>(
  all: readonly T[],
  value: string | undefined,
): T | undefined => all.find((one) => one === value)
