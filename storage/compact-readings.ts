/**
 * The readings of one block in few bytes, each exactly as it was: names of devices and the quantities that came together are
 * written once, instants as the way from the one before, and an identifier that its reading tells is left out. What has a field
 * that is not known here is written as its topic writes it.
 *
 * Of each record: a byte that says what it is and what it has (`has`); of a reading one more with timing and `beside`; the place
 * of its device among those of the block, a new one with its name; then the fields in the order of the type.
 */
import { readingId, type DeviceId, type ReadingId } from '../core/identity.ts'
import type { Quality, Quantity } from '../core/quantities.ts'
import type { Reading, Status, Timing } from '../core/reading.ts'
import { instant, type Instant } from '../core/time.ts'
import type { ReadingRecord } from '../core/topics.ts'
import type { Tick } from '../core/frame.ts'

import { Reader, Writer } from './compact-bytes.ts'

const types = { reading: 0, status: 1, tick: 2, other: 3 } as const
const has = {
  claimedAt: 0x04,
  sequence: 0x08,
  content: 0x10,
  quality: 0x20,
  /** The identifier is the one that its parts make. */
  madeId: 0x40,
  /** The frame is `partition:offset`, whole numbers as `String` writes them. */
  place: 0x80,
  /** Of a status. */
  online: 0x04,
  /** Of a tick. */
  stepped: 0x04,
} as const

const timings: readonly Timing[] = ['live', 'late', 'clamped', 'resent']
const besides: readonly Reading['beside'][] = [undefined, 'part', 'correction']
/** Fields that a reading always has. */
const always = 8
const statusFields = 4

/** The quantities of a reading in their order, as a way through a tree of names. */
interface Names {
  readonly next: Map<string, Names>
  /** Among those of the block; undefined until readings end here. */
  place: number | undefined
}

const emptyNames = (): Names => ({ next: new Map(), place: undefined })

const writer = new Writer()

/** `alone`: how a record is written by itself. */
export function encodeReadings(
  records: readonly ReadingRecord[],
  alone: (record: ReadingRecord) => Uint8Array,
): Buffer {
  const block = new EncodedBlock(alone)
  writer.clear()
  for (const record of records) block.add(record)
  return writer.take(0)
}

class EncodedBlock {
  readonly #devices = new Map<string, number>()
  readonly #names = emptyNames()
  #shapes = 0
  #frame = 0
  readonly #alone: (record: ReadingRecord) => Uint8Array

  constructor(alone: (record: ReadingRecord) => Uint8Array) {
    this.#alone = alone
  }

  add(record: ReadingRecord): void {
    if (record.type === 'reading') this.#reading(record)
    else if (record.type === 'status' && fieldsOf(record) === statusFields) this.#status(record)
    else if (record.type === 'tick' && isKnownTick(record)) {
      writer.byte(record.stepped === undefined ? types.tick : types.tick | has.stepped)
      writer.number(record.at)
      if (record.stepped !== undefined) writer.number(record.stepped)
    } else this.#other(record)
  }

  #status({ device, online, at }: Status): void {
    writer.byte(online ? types.status | has.online : types.status)
    this.#device(device)
    writer.number(at)
  }

  #other(record: ReadingRecord): void {
    writer.byte(types.other)
    writer.bytes(this.#alone(record))
  }

  #reading(reading: Reading): void {
    const { claimedAt, sequence, content, quality, frame } = reading
    const timing = timings.indexOf(reading.timing)
    const beside = besides.indexOf(reading.beside)
    const place = placeOf(frame)
    if (timing < 0 || beside < 0 || !isKnown(reading)) {
      this.#other(reading)
      return
    }
    const made = readingId(reading) === reading.id
    const flags =
      types.reading |
      (claimedAt === undefined ? 0 : has.claimedAt) |
      (sequence === undefined ? 0 : has.sequence) |
      (content === undefined ? 0 : has.content) |
      (quality === undefined ? 0 : has.quality) |
      (made ? has.madeId : 0) |
      (place === undefined ? 0 : has.place)
    writer.byte(flags)
    writer.byte(timing | (beside << 2))
    this.#device(reading.device)
    if (!made) writer.text(reading.id)
    writer.number(reading.observedAt)
    if (claimedAt !== undefined) writer.number(claimedAt)
    writer.number(reading.receivedAt)
    if (sequence !== undefined) writer.number(sequence)
    if (content !== undefined) writer.number(content)
    this.#values(reading.values)
    if (quality !== undefined) writer.text(JSON.stringify(quality))
    if (place === undefined) writer.text(frame)
    else {
      writer.number(place.partition)
      writer.whole(place.offset - this.#frame)
      this.#frame = place.offset
    }
  }

  #device(device: string): void {
    const place = this.#devices.get(device)
    writer.count(place ?? this.#devices.size)
    if (place !== undefined) return
    this.#devices.set(device, this.#devices.size)
    writer.name(device)
  }

  #values(values: Reading['values']): void {
    let names = this.#names
    for (const name in values) {
      let next = names.next.get(name)
      if (next === undefined) names.next.set(name, (next = emptyNames()))
      names = next
    }
    const { place } = names
    writer.count(place ?? this.#shapes)
    if (place === undefined) {
      names.place = this.#shapes
      this.#shapes += 1
      writer.name(JSON.stringify(Object.keys(values)))
    }
    for (const name in values) writer.number(values[name as Quantity] ?? 0)
  }
}

const isKnownTick = (tick: Tick): boolean => fieldsOf(tick) === (tick.stepped === undefined ? 2 : 3)

/** Whether it has nothing but what is written here, each of its kind. */
function isKnown(reading: Reading): boolean {
  const { observedAt, claimedAt, receivedAt, sequence, content, beside, quality, values } = reading
  let fields = always
  if (claimedAt !== undefined) fields += 1
  if (sequence !== undefined) fields += 1
  if (content !== undefined) fields += 1
  if (beside !== undefined) fields += 1
  if (quality !== undefined) fields += 1
  for (const name in values) if (typeof values[name as Quantity] !== 'number') return false
  return (
    fields === fieldsOf(reading) && typeof observedAt === 'number' && typeof receivedAt === 'number'
  )
}

/** Undefined for what is not written as `partition:offset` is. */
function placeOf(frame: string) {
  const colon = frame.indexOf(':')
  const partition = Number(frame.slice(0, colon))
  const offset = Number(frame.slice(colon + 1))
  const whole = Number.isSafeInteger(partition) && Number.isSafeInteger(offset)
  return whole && `${partition}:${offset}` === frame ? { partition, offset } : undefined
}

function fieldsOf(record: object): number {
  let fields = 0
  for (const _ in record) fields += 1
  return fields
}

type Writable<T> = { -readonly [Key in keyof T]: T[Key] }

const unmade = '' as ReadingId

const reader = new Reader()

/** Throws on what `encodeReadings` did not write. */
export function decodeReadings(
  bytes: Buffer,
  count: number,
  alone: (bytes: Uint8Array) => ReadingRecord,
): ReadingRecord[] {
  reader.open(bytes, 0)
  const block = new DecodedBlock(alone)
  const records: ReadingRecord[] = []
  for (let index = 0; index < count; index += 1) records.push(block.next())
  if (!reader.ended) throw new RangeError('a block of readings goes on behind its last one')
  return records
}

class DecodedBlock {
  readonly #devices: DeviceId[] = []
  readonly #shapes: (readonly Quantity[])[] = []
  #frame = 0
  readonly #alone: (bytes: Uint8Array) => ReadingRecord

  constructor(alone: (bytes: Uint8Array) => ReadingRecord) {
    this.#alone = alone
  }

  next(): ReadingRecord {
    const flags = reader.byte()
    switch (flags & 3) {
      case types.reading:
        return this.#reading(flags)
      case types.status:
        return {
          type: 'status',
          device: this.#device(),
          online: (flags & has.online) !== 0,
          at: instant(reader.number()),
        }
      case types.tick: {
        const at = instant(reader.number())
        return (flags & has.stepped) === 0
          ? { type: 'tick', at }
          : { type: 'tick', at, stepped: reader.number() }
      }
    }
    return this.#alone(reader.bytes())
  }

  #reading(flags: number): Reading {
    const more = reader.byte()
    const device = this.#device()
    const id = (flags & has.madeId) === 0 ? (text() as ReadingId) : undefined
    const observedAt = reader.number() as Instant
    const claimedAt = (flags & has.claimedAt) === 0 ? undefined : (reader.number() as Instant)
    const receivedAt = reader.number() as Instant
    const sequence = (flags & has.sequence) === 0 ? undefined : reader.number()
    const content = (flags & has.content) === 0 ? undefined : reader.number()
    const values = this.#values()
    const quality =
      (flags & has.quality) === 0
        ? undefined
        : (JSON.parse(text()) as Partial<Record<Quantity, Quality>>)
    const beside = besides[(more >> 2) & 3]
    const timing = timings[more & 3] ?? 'live'
    const reading: Writable<Reading> = {
      type: 'reading',
      id: unmade,
      device,
      observedAt,
      receivedAt,
      values,
      timing,
      frame: (flags & has.place) === 0 ? text() : this.#place(),
    }
    if (claimedAt !== undefined) reading.claimedAt = claimedAt
    if (sequence !== undefined) reading.sequence = sequence
    if (content !== undefined) reading.content = content
    if (beside !== undefined) reading.beside = beside
    if (quality !== undefined) reading.quality = quality
    reading.id = id ?? readingId(reading)
    return reading
  }

  #place(): string {
    const partition = reader.number()
    this.#frame += reader.whole()
    return `${partition}:${this.#frame}`
  }

  #device(): DeviceId {
    const place = reader.count()
    if (place === this.#devices.length) this.#devices.push(reader.name() as DeviceId)
    const device = this.#devices[place]
    if (device === undefined)
      throw new RangeError('a block of readings names a device that did not come')
    return device
  }

  #values(): Reading['values'] {
    const place = reader.count()
    if (place === this.#shapes.length) this.#shapes.push(JSON.parse(reader.name()) as Quantity[])
    const names = this.#shapes[place]
    if (names === undefined)
      throw new RangeError('a block of readings names quantities that did not come')
    const values: Partial<Record<Quantity, number>> = {}
    for (const name of names) values[name] = reader.number()
    return values
  }
}

function text(): string {
  const value = reader.scalar(reader.byte())
  if (typeof value !== 'string')
    throw new RangeError('a block of readings has a number where a text belongs')
  return value
}
