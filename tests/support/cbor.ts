/** CBOR (RFC 8949) of what JSON can say, with every length definite. */
import { Buffer } from 'node:buffer'

/** The head of an item: its kind, and a number in as few bytes as it needs. */
function head(kind: number, count: number): Buffer {
  const first = kind << 5
  if (count < 24) return Buffer.of(first | count)
  if (count < 0x100) return Buffer.of(first | 24, count)
  if (count < 0x1_0000) return Buffer.of(first | 25, count >> 8, count & 0xff)
  const bytes = Buffer.alloc(5)
  bytes[0] = first | 26
  bytes.writeUInt32BE(count, 1)
  return bytes
}

function numberBytes(value: number): Buffer {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 32)
    return value < 0 ? head(1, -1 - value) : head(0, value)
  const bytes = Buffer.alloc(9)
  bytes[0] = 0xfb
  bytes.writeDoubleBE(value, 1)
  return bytes
}

export function cborOf(value: unknown): Buffer {
  if (typeof value === 'number') return numberBytes(value)
  if (typeof value === 'boolean') return Buffer.of(value ? 0xf5 : 0xf4)
  if (typeof value === 'string') {
    const bytes = Buffer.from(value)
    return Buffer.concat([head(3, bytes.length), bytes])
  }
  if (Array.isArray(value)) return Buffer.concat([head(4, value.length), ...value.map(cborOf)])
  if (typeof value !== 'object' || value === null) return Buffer.of(0xf6)
  const members = Object.entries(value)
  // Labels of SenML are numbers, which a name in JSON cannot be.
  const label = (name: string) => cborOf(/^-?\d+$/.test(name) ? Number(name) : name)
  return Buffer.concat([
    head(5, members.length),
    ...members.flatMap(([name, one]) => [label(name), cborOf(one)]),
  ])
}
