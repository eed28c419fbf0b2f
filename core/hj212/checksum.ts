/**
 * The checksum of HJ 212 (Annex A) and what stations send in its place. It shifts before it takes the byte in, so it is not the
 * CRC-16 of Modbus, and only 256 values of it exist: one corruption in 256 passes. It is no identity and no proof.
 */
import { modbusCrc, shiftedCrc } from '../modbus-crc.ts'

export const checksumModes = ['standard', 'swapped', 'modbus'] as const
/** `swapped`: the two bytes of the standard's, the low one first. */
export type ChecksumMode = (typeof checksumModes)[number]

/** What is asked of a station: one of these ways, or none. */
export const checksumRules = [...checksumModes, 'off'] as const

function standard(segment: Uint8Array): number {
  let value = 0xffff
  for (const byte of segment) value = shiftedCrc((value >>> 8) ^ byte)
  return value
}

const sums: Readonly<Record<ChecksumMode, (segment: Uint8Array) => number>> = {
  standard,
  swapped: (segment) => {
    const value = standard(segment)
    return (value >>> 8) | ((value & 0xff) << 8)
  },
  modbus: modbusCrc,
}

/** Four hexadecimal digits, of the data segment alone. */
export const checksumOf = (segment: Uint8Array, mode: ChecksumMode = 'standard'): string =>
  sums[mode](segment).toString(16).toUpperCase().padStart(4, '0')

/** How the checksum was made; undefined when it fits none. The standard's comes first where several fit. */
export const checksumModeOf = (segment: Uint8Array, checksum: string): ChecksumMode | undefined =>
  checksumModes.find((mode) => checksumOf(segment, mode) === checksum.toUpperCase())
