/** The CRC-16 of Modbus: what some stations of HJ 212 send, and all of SL 651. */
const polynomial = 0xa001

/** Eight bits further. */
export function shiftedCrc(value: number): number {
  let rest = value
  for (let bit = 0; bit < 8; bit += 1)
    rest = (rest & 1) === 0 ? rest >>> 1 : (rest >>> 1) ^ polynomial
  return rest
}

export function modbusCrc(bytes: Uint8Array): number {
  let value = 0xffff
  for (const byte of bytes) value = shiftedCrc(value ^ byte)
  return value
}
