/** Payloads of Sparkplug B as an edge node makes them. */
import { Buffer } from 'node:buffer'

const varint = (value: number | bigint): Buffer => {
  const bytes: number[] = []
  let left = BigInt.asUintN(64, BigInt(value))
  do {
    bytes.push(Number(left & 0x7fn) | (left > 0x7fn ? 0x80 : 0))
    left >>= 7n
  } while (left > 0n)
  return Buffer.from(bytes)
}
const field = (number: number, wire: number, ...parts: readonly Uint8Array[]): Buffer =>
  Buffer.concat([varint(number * 8 + wire), ...parts])
const whole = (number: number, value: number | bigint): Buffer => field(number, 0, varint(value))
const bytes = (number: number, value: Uint8Array): Buffer =>
  field(number, 2, varint(value.length), value)

/** Datatypes of the standard. */
const types = {
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt32: 7,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
}

export interface SparkplugMetric {
  readonly name?: string
  readonly alias?: number
  readonly timestamp?: number
  readonly type?: keyof typeof types
  /** A birth says the type; left out of data, it is not written there. */
  readonly untyped?: boolean
  readonly historical?: boolean
  readonly value: number | boolean | string | null
}

function valueOf({ type = 'Double', value }: SparkplugMetric): Buffer {
  if (value === null) return whole(7, 1)
  if (typeof value === 'string') return bytes(15, Buffer.from(value))
  if (typeof value === 'boolean') return whole(14, value ? 1 : 0)
  const number = Buffer.alloc(type === 'Float' ? 4 : 8)
  if (type === 'Float') {
    number.writeFloatLE(value)
    return field(12, 5, number)
  }
  if (type === 'Double') {
    number.writeDoubleLE(value)
    return field(13, 1, number)
  }
  return type === 'Int64' ? whole(11, value) : whole(10, BigInt.asUintN(32, BigInt(value)))
}

export const sparkplugPayload = (
  timestamp: number,
  metrics: readonly SparkplugMetric[],
  seq = 0,
): Buffer =>
  Buffer.concat([
    whole(1, timestamp),
    ...metrics.map((metric) => {
      const { name, alias, timestamp: at, type = 'Double', untyped = false, historical } = metric
      return bytes(
        2,
        Buffer.concat([
          ...(name === undefined ? [] : [bytes(1, Buffer.from(name))]),
          ...(alias === undefined ? [] : [whole(2, alias)]),
          ...(at === undefined ? [] : [whole(3, at)]),
          ...(untyped ? [] : [whole(4, types[type])]),
          ...(historical === true ? [whole(5, 1)] : []),
          valueOf(metric),
        ]),
      )
    }),
    whole(3, seq),
  ])
