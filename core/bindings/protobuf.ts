/** The wire format of Protocol Buffers: fields by their numbers, in the order they came. What they mean their reader knows. */

export interface WireField {
  readonly number: number
  /** 0 a varint, 1 eight bytes, 2 bytes, 5 four bytes. */
  readonly wire: 0 | 1 | 2 | 5
  readonly varint: bigint
  readonly bytes: Uint8Array
}

const none = new Uint8Array()
const longestVarint = 10

/** Undefined for bytes that are none. */
export function wireFields(bytes: Uint8Array): readonly WireField[] | undefined {
  const found: WireField[] = []
  let at = 0
  const varint = (): bigint | undefined => {
    let value = 0n
    for (let read = 0; read < longestVarint; read += 1) {
      const byte = bytes[at]
      if (byte === undefined) return undefined
      at += 1
      value |= BigInt(byte & 0x7f) << BigInt(7 * read)
      if (byte < 0x80) return BigInt.asUintN(64, value)
    }
    return undefined
  }
  while (at < bytes.length) {
    const key = varint()
    if (key === undefined || key > 0xffff_ffffn) return undefined
    const wire = Number(key & 7n)
    const number = Number(key >> 3n)
    if (wire === 0) {
      const value = varint()
      if (value === undefined) return undefined
      found.push({ number, wire, varint: value, bytes: none })
      continue
    }
    if (wire !== 1 && wire !== 2 && wire !== 5) return undefined
    const length = wire === 2 ? varint() : wire === 1 ? 8n : 4n
    if (length === undefined || length > BigInt(bytes.length - at)) return undefined
    const start = at
    at += Number(length)
    found.push({ number, wire, varint: 0n, bytes: bytes.subarray(start, at) })
  }
  return found
}
