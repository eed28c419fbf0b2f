/**
 * Numbers and texts in few bytes, each exactly as it was. A first byte below 0x60 is that number, one below 0x80 a number that came
 * before; one from 0xa0 on says what the magnitude behind it is (`kinds`) and how many bytes it has, the smallest first. An
 * instant is written as the way from the instant before it, a decimal as its digits.
 */

import { KnownTexts } from './known-texts.ts'

const small = 0x60
const seen = 0x80 - small
const text = 0x84
/** A text that begins with a number; two of them with a colon between; one and one of base 36 with `~` between. */
const digits = 0x85
const pair = 0x86
const content = 0x87
const float = 0x88
const magnitudes = 0xa0
const kinds = { whole: 0, way: 2, decimal: 4 } as const
/** By the places behind the point. */
const powers = [10, 100, 1_000, 10_000] as const
/** A whole number from here on is taken for an instant in milliseconds. */
const firstInstant = 1e11
const word = 2 ** 32

export const isWhole = (value: number): boolean =>
  Number.isSafeInteger(value) && !Object.is(value, -0)

const bytesOf = (magnitude: number): number =>
  magnitude < word
    ? magnitude < 0x1_00
      ? magnitude === 0
        ? 0
        : 1
      : magnitude < 0x1_00_00
        ? 2
        : magnitude < 0x1_00_00_00
          ? 3
          : 4
    : magnitude < 2 ** 40
      ? 5
      : magnitude < 2 ** 48
        ? 6
        : 7

/** Bytes that `whole` writes. */
export const wholeSize = (value: number): number =>
  value >= 0 && value < small ? 1 : 1 + bytesOf(Math.abs(value))

/** The last numbers that took three bytes or more. */
class Seen {
  readonly #values = new Float64Array(seen)
  #filled = 0
  #next = 0

  clear(): void {
    this.#filled = 0
    this.#next = 0
  }

  add(value: number): void {
    this.#values[this.#next] = value
    this.#next = (this.#next + 1) % seen
    if (this.#filled < seen) this.#filled += 1
  }

  /** Below 0 where it is not among them. */
  placeOf(value: number): number {
    let place = this.#filled - 1
    while (place >= 0 && this.#values[place] !== value) place -= 1
    return place
  }

  at(place: number): number {
    if (place >= this.#filled) throw new RangeError('what is remembered repeats what did not come')
    return this.#values[place] ?? 0
  }
}

export class Writer {
  #bytes = Buffer.allocUnsafeSlow(1 << 16)
  #at = 0
  #instant = 0
  readonly #seen = new Seen()

  /** The bytes since the last time, behind `room` free ones. */
  take(room: number): Buffer {
    const taken = Buffer.allocUnsafe(room + this.#at)
    this.#bytes.copy(taken, room, 0, this.#at)
    return taken
  }

  clear(): void {
    this.#at = 0
    this.#instant = 0
    this.#seen.clear()
  }

  byte(value: number): void {
    this.#room(1)
    this.#bytes[this.#at++] = value
  }

  /** A number that is not negative and mostly small. */
  count(value: number): void {
    let left = value
    for (; left >= 0x80; left = Math.floor(left / 0x80)) this.byte((left % 0x80) | 0x80)
    this.byte(left)
  }

  whole(value: number): void {
    if (value >= 0 && value < small) this.byte(value)
    else this.#magnitude(kinds.whole, value)
  }

  /** One that may have come before, or may come again. */
  value(value: number): void {
    const place = value >= small || !isWhole(value) ? this.#seen.placeOf(value) : -1
    if (place >= 0) {
      this.byte(small + place)
      return
    }
    const from = this.#at
    this.number(value)
    if (this.#at - from > 2 && value !== 0) this.#seen.add(value)
  }

  number(value: number): void {
    if (value >= 0 && value < small && isWhole(value)) this.byte(value)
    else if (!isWhole(value)) this.#fraction(value)
    else if (value < firstInstant) this.whole(value)
    else {
      this.#magnitude(kinds.way, value - this.#instant)
      this.#instant = value
    }
  }

  text(value: string): void {
    const end = digitsIn(value, 0)
    if (end === 0) {
      this.byte(text)
      this.#plain(value)
      return
    }
    const head = Number(value.slice(0, end))
    const tail = value.slice(end + 1)
    const mark = value[end]
    if (mark === ':' && tail !== '' && digitsIn(tail, 0) === tail.length) {
      this.byte(pair)
      this.number(head)
      this.number(Number(tail))
      return
    }
    const other = mark === '~' ? Number.parseInt(tail, 36) : Number.NaN
    const whole = Number.isSafeInteger(other) && other.toString(36) === tail
    this.byte(whole ? content : digits)
    this.number(head)
    if (whole) this.number(other)
    else this.#plain(value.slice(end))
  }

  /** A text of which there are few, and which come often. */
  name(value: string): void {
    this.#plain(value)
  }

  bytes(value: Uint8Array): void {
    this.count(value.length)
    this.#room(value.length)
    this.#bytes.set(value, this.#at)
    this.#at += value.length
  }

  #plain(value: string): void {
    const length = Buffer.byteLength(value)
    this.count(length)
    this.#room(length)
    this.#at += this.#bytes.write(value, this.#at)
  }

  #fraction(value: number): void {
    for (let places = 0; places < powers.length; places += 1) {
      const power = powers[places] ?? 1
      const shown = Math.round(value * power)
      if (shown / power === value && isWhole(shown)) {
        this.#magnitude(kinds.decimal + 2 * places, shown)
        return
      }
    }
    this.#float(value)
  }

  #float(value: number): void {
    this.byte(float)
    this.#room(8)
    this.#at = this.#bytes.writeDoubleLE(value, this.#at)
  }

  #magnitude(kind: number, value: number): void {
    const magnitude = Math.abs(value)
    const length = bytesOf(magnitude)
    this.#room(8)
    const bytes = this.#bytes
    bytes[this.#at++] = magnitudes + 8 * (value < 0 ? kind + 1 : kind) + length
    let left = magnitude % word
    for (let place = 0; place < length; place += 1) {
      if (place === 4) left = Math.floor(magnitude / word)
      bytes[this.#at++] = left & 0xff
      left >>>= 8
    }
  }

  #room(more: number): void {
    if (this.#at + more <= this.#bytes.length) return
    const larger = Buffer.allocUnsafeSlow(2 * (this.#at + more))
    this.#bytes.copy(larger, 0, 0, this.#at)
    this.#bytes = larger
  }
}

/** How far the text is a number as `String` writes it. */
function digitsIn(value: string, from: number): number {
  let end = from
  while (end < value.length && value.charCodeAt(end) >= 48 && value.charCodeAt(end) <= 57) end += 1
  const length = end - from
  return length > 15 || (length > 1 && value.charCodeAt(from) === 48) ? from : end
}

/** Reads what a `Writer` wrote; throws on what no writer writes. */
export class Reader {
  #bytes: Buffer = Buffer.alloc(0)
  #at = 0
  #instant = 0
  readonly #seen = new Seen()
  readonly #names = new KnownTexts()

  open(bytes: Buffer, from: number): void {
    this.#bytes = bytes
    this.#at = from
    this.#instant = 0
    this.#seen.clear()
  }

  get ended(): boolean {
    return this.#at === this.#bytes.length
  }

  byte(): number {
    const value = this.#bytes[this.#at]
    if (value === undefined) throw new RangeError('what is remembered ends too early')
    this.#at += 1
    return value
  }

  count(): number {
    let value = 0
    for (let power = 1; ; power *= 0x80) {
      const byte = this.byte()
      value += (byte & 0x7f) * power
      if (byte < 0x80) return value
    }
  }

  /** The number or text that begins with this byte; undefined when none does. */
  scalar(first: number): number | string | undefined {
    switch (first) {
      case text:
        return this.#plain()
      case digits:
        return `${this.number()}${this.#plain()}`
      case pair:
        return `${this.number()}:${this.number()}`
      case content:
        return `${this.number()}~${this.number().toString(36)}`
    }
    return this.#value(first)
  }

  #value(first: number): number | undefined {
    if (first < small) return first
    if (first < small + seen) return this.#seen.at(first - small)
    const from = this.#at
    const value = this.#number(first)
    if (value !== undefined && this.#at - from > 1 && value !== 0) this.#seen.add(value)
    return value
  }

  whole(): number {
    const first = this.byte()
    if (first < small) return first
    const code = (first - magnitudes) >> 3
    if (code !== kinds.whole && code !== kinds.whole + 1)
      throw new RangeError(`no whole number begins with ${first}`)
    return this.#magnitude(first & 7, code !== kinds.whole)
  }

  number(): number {
    const first = this.byte()
    const value = this.#number(first)
    if (value === undefined) throw new RangeError(`no number begins with ${first}`)
    return value
  }

  #number(first: number): number | undefined {
    if (first < small) return first
    if (first === float) return this.#float()
    if (first < magnitudes) return undefined
    const code = (first - magnitudes) >> 3
    const kind = code & ~1
    const shown = this.#magnitude(first & 7, code !== kind)
    if (kind === kinds.whole) return shown
    if (kind === kinds.way) return (this.#instant += shown)
    return shown / (powers[(kind - kinds.decimal) >> 1] ?? 1)
  }

  #float(): number {
    const value = this.#bytes.readDoubleLE(this.#at)
    this.#at += 8
    return value
  }

  #magnitude(length: number, negative: boolean): number {
    let value = 0
    for (let place = 0, power = 1; place < length; place += 1, power *= 0x1_00)
      value += this.byte() * power
    return negative ? -value : value
  }

  /** What `Writer.name` wrote: the same string for as long as it comes again and again. */
  name(): string {
    const start = this.#length()
    return this.#names.of(this.#bytes, start, this.#at)
  }

  /** What `Writer.bytes` wrote, as a view. */
  bytes(): Buffer {
    const start = this.#length()
    return this.#bytes.subarray(start, this.#at)
  }

  #plain(): string {
    const start = this.#length()
    return this.#bytes.toString('utf8', start, this.#at)
  }

  /** Goes on behind as many bytes as are said here; where they begin. */
  #length(): number {
    const length = this.count()
    const start = this.#at
    if (start + length > this.#bytes.length)
      throw new RangeError('what is remembered ends too early')
    this.#at = start + length
    return start
  }
}
