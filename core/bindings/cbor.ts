/**
 * CBOR (RFC 8949) as far as messages of sensors need it: numbers, texts, bytes, lists, maps, true, false, null; of definite and
 * indefinite length. A tag is passed over, what it marks is read as it stands. Keys of maps become texts.
 */
import { shortest } from './units.ts'

const deepest = 16

/** Undefined for bytes that are none, or more than one item. */
export function readCbor(bytes: Uint8Array): { readonly value: unknown } | undefined {
  const reader = new Reader(bytes)
  try {
    const value = reader.item(0)
    return reader.isAtEnd ? { value } : undefined
  } catch (error) {
    if (error instanceof NoCbor || error instanceof RangeError) return undefined
    throw error
  }
}

class NoCbor extends Error {}

/** The end of what has no length of its own. */
const stop = Symbol('stop')

class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  item(depth: number): unknown {
    const value = this.#next(depth)
    if (value === stop) throw new NoCbor()
    return value
  }

  #next(depth: number): unknown {
    if (depth > deepest) throw new NoCbor()
    const head = this.#view.getUint8(this.#at++)
    const kind = head >> 5
    const more = head & 0x1f
    if (kind === 7) return this.#simple(more)
    if (more === 31) return this.#endless(kind, depth)
    const count = this.#count(more)
    switch (kind) {
      case 0:
        return count
      case 1:
        return -1 - count
      case 2:
        return Buffer.from(this.#take(count)).toString('base64')
      case 3:
        return Buffer.from(this.#take(count)).toString('utf8')
      case 4:
        return this.#list(count, depth)
      case 5:
        return this.#map(count, depth)
      default:
        return this.item(depth + 1)
    }
  }

  #count(more: number): number {
    if (more < 24) return more
    const [size, read] = [
      [1, () => this.#view.getUint8(this.#at)] as const,
      [2, () => this.#view.getUint16(this.#at)] as const,
      [4, () => this.#view.getUint32(this.#at)] as const,
      [8, () => Number(this.#view.getBigUint64(this.#at))] as const,
    ][more - 24] ?? [0, () => Number.NaN]
    const count = read()
    if (Number.isNaN(count)) throw new NoCbor()
    this.#at += size
    return count
  }

  #take(count: number): Uint8Array {
    const from = this.#at
    if (count > this.#bytes.length - from) throw new NoCbor()
    this.#at += count
    return this.#bytes.subarray(from, this.#at)
  }

  #simple(more: number): unknown {
    const at = this.#at
    switch (more) {
      case 20:
        return false
      case 21:
        return true
      case 22:
      case 23:
        return null
      case 25:
        this.#at += 2
        return half(this.#view.getUint16(at))
      case 26:
        this.#at += 4
        return shortest(this.#view.getFloat32(at))
      case 27:
        this.#at += 8
        return this.#view.getFloat64(at)
      case 31:
        return stop
      default:
        throw new NoCbor()
    }
  }

  #list(count: number, depth: number): readonly unknown[] {
    const found: unknown[] = []
    for (let left = count; left > 0; left -= 1) {
      const value =
        count === Number.POSITIVE_INFINITY ? this.#next(depth + 1) : this.item(depth + 1)
      if (value === stop) return found
      found.push(value)
    }
    return found
  }

  #map(count: number, depth: number): Readonly<Record<string, unknown>> {
    const found = new Map<string, unknown>()
    for (let left = count; left > 0; left -= 1) {
      const key = count === Number.POSITIVE_INFINITY ? this.#next(depth + 1) : this.item(depth + 1)
      if (key === stop) break
      if (typeof key !== 'string' && typeof key !== 'number') throw new NoCbor()
      found.set(String(key), this.item(depth + 1))
    }
    return Object.fromEntries(found)
  }

  #endless(kind: number, depth: number): unknown {
    if (kind === 4) return this.#list(Number.POSITIVE_INFINITY, depth)
    if (kind === 5) return this.#map(Number.POSITIVE_INFINITY, depth)
    if (kind !== 3) throw new NoCbor()
    const texts = this.#list(Number.POSITIVE_INFINITY, depth)
    if (!texts.every((text) => typeof text === 'string')) throw new NoCbor()
    return texts.join('')
  }
}

/** IEEE 754 of 16 bits (RFC 8949, appendix D). */
function half(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1
  const exponent = (bits >> 10) & 0x1f
  const fraction = bits & 0x3ff
  if (exponent === 0) return sign * fraction * 2 ** -24
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN
  return sign * (1 + fraction / 1_024) * 2 ** (exponent - 15)
}

/** Labels of SenML in CBOR (RFC 8428, section 6). */
const labels: Readonly<Record<string, string>> = {
  ...{ '-1': 'bver', '-2': 'bn', '-3': 'bt', '-4': 'bu', '-5': 'bv', '-6': 'bs' },
  ...{
    '0': 'n',
    '1': 'u',
    '2': 'v',
    '3': 'vs',
    '4': 'vb',
    '5': 's',
    '6': 't',
    '7': 'ut',
    '8': 'vd',
  },
}

/** SenML in CBOR, as it stands in JSON. */
export const senmlOfCbor = (value: unknown): unknown =>
  Array.isArray(value)
    ? value.map((record: unknown) =>
        typeof record === 'object' && record !== null
          ? Object.fromEntries(
              Object.entries(record).map(([label, one]) => [labels[label] ?? label, one]),
            )
          : record,
      )
    : value
