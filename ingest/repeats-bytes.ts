/**
 * The bytes of what ingest remembers of a device, about 1.1 kilobytes for one that reports once a minute (1.2 where it numbers its readings):
 *
 *   layout (0xc2), count of prints, each one byte of quantity and two of value, count of sets of quantities, each four bytes,
 *   count of entries; then, newest first, for each entry: twice how much older it is than the one before (of the first
 *   twice its instant), plus 1 when a sequence follows; if so its sequence + 1 minus that one's; its content in four
 *   bytes; twice the number of its set, again plus 1 when a sequence is written.
 *
 * Numbers are base-128 below 2^53 (instants so below 2^52), low digits first, signed ones have their sign in the lowest bit. The last byte of an entry is below
 * 128, as is the last one of every number, so the oldest entry is found from behind. A set is bits by the place of the
 * quantity in `quantities`. The layout before this one had neither sets nor content and began with its count, which
 * never begins with 0xc2; it is still read.
 */

export const capacity = 128

const layout = 0xc2
/** The set of what said anything: for entries whose sets no longer fit into the list. */
const setOfAll = 62
/** The set of an entry of the old layout, whose content and quantities are not known. */
const setUnknown = 63

export interface Entries {
  readonly instants: number[]
  /** Sequence + 1, 0 for none. */
  readonly numbers: number[]
  /** -1 where an older version wrote none. */
  readonly contents: number[]
  readonly masks: number[]
}

/** A reading as it is remembered. */
interface Entry {
  readonly at: number
  readonly number: number
  readonly content: number
}

/** As it stands in the bytes, with the number of its set. */
type Held = Entry & { readonly set: number }

/**
 * The bytes with their head read; all entries only once something asks about an older one. What is newer than the bytes
 * stands beside them until they are written.
 */
export interface Repeats {
  bytes: Uint8Array
  /** Where the entry after the newest one of the bytes begins. */
  rest: number
  /** Entries of the bytes, and the newest of them. */
  count: number
  first: Held
  /** Newer than the bytes, newest last. */
  readonly fresh: Held[]
  /** Of all; meaningful while `entries` is not there. */
  newest: Held
  /** What was said at the newest instant. */
  prints: readonly number[]
  sets: readonly number[]
  entries: Entries | undefined
}

const nothing = { at: -1, number: 0, content: 0, set: 0 }

export const maskOf = (prints: readonly number[]): number => {
  let mask = 0
  for (const print of prints) mask |= 1 << ((print >>> 16) % 32)
  return mask
}

export function decodeBytes(bytes: Uint8Array): Repeats {
  const reader = { bytes, position: 0 }
  if (bytes[0] !== layout) {
    return {
      bytes,
      rest: 0,
      count: 0,
      first: nothing,
      fresh: [],
      newest: nothing,
      prints: [],
      sets: [],
      entries: bytes.length === 0 ? undefined : oldEntries(reader),
    }
  }
  reader.position = 1
  const prints: number[] = []
  for (let left = takeByte(reader); left > 0; left -= 1) {
    const quantity = takeByte(reader)
    prints.push(quantity * 65_536 + takeByte(reader) * 256 + takeByte(reader))
  }
  const sets: number[] = []
  for (let left = takeByte(reader); left > 0; left -= 1) sets.push(takeWord(reader) | 0)
  const count = take(reader)
  const first = takeEntry(reader, 0, 0, false)
  return {
    bytes,
    rest: reader.position,
    count,
    first,
    fresh: [],
    newest: first,
    prints,
    sets,
    entries: undefined,
  }
}

/** All of them, newest first. */
export function entriesOf(memory: Repeats): Entries {
  const entries: Entries = { instants: [], numbers: [], contents: [], masks: [] }
  const reader = { bytes: written(memory), position: memory.rest }
  const { count, newest, sets } = memory
  let entry = newest
  for (let index = 0; index < count; index += 1) {
    if (index > 0) entry = takeEntry(reader, entry.at, entry.number, true)
    entries.instants.push(entry.at)
    entries.numbers.push(entry.number)
    entries.contents.push(entry.set === setUnknown ? -1 : entry.content)
    entries.masks.push(entry.set === setOfAll ? -1 : (sets[entry.set] ?? 0))
  }
  return entries
}

function oldEntries(reader: Reader): Entries {
  const entries: Entries = { instants: [], numbers: [], contents: [], masks: [] }
  const count = take(reader)
  let at = 0
  let number = 0
  for (let index = 0; index < count; index += 1) {
    at = index === 0 ? take(reader) : at - take(reader)
    number += takeSigned(reader)
    entries.instants.push(at)
    entries.numbers.push(number)
    entries.contents.push(-1)
    entries.masks.push(0)
  }
  return entries
}

const scratch = new Uint8Array(1_024 + capacity * 28)

/** So many are held before they are written, so that never more are let go than the bytes hold. */
const mostFresh = capacity / 2

/** The usual case, a reading newer than all others. False, with nothing done, when the list of sets is full. */
export function prepend(
  memory: Repeats,
  { at, number, content, prints }: Entry & { readonly prints: readonly number[] },
): boolean {
  const mask = maskOf(prints)
  let set = memory.sets.indexOf(mask)
  if (set === -1) {
    if (memory.sets.length === setOfAll) return false
    set = memory.sets.length
    memory.sets = [...memory.sets, mask]
  }
  memory.newest = { at, number, content, set }
  memory.prints = prints
  memory.fresh.push(memory.newest)
  if (memory.fresh.length === mostFresh) written(memory)
  return true
}

/** The bytes with what was newer than they: only the head and the newest entries are written again, the rest is copied. */
export function written(memory: Repeats): Uint8Array {
  const { bytes, rest, count, first, fresh, newest } = memory
  if (fresh.length === 0) return bytes
  const kept = Math.min(count + fresh.length, capacity)
  let end = put(kept, putHead(memory.prints, memory.sets))
  let after = newest
  for (let index = fresh.length - 1; index >= 0; index -= 1) {
    const entry = fresh[index] ?? newest
    end = entry === newest ? putFirst(entry, end) : putOlder(after, entry, end)
    if (entry === newest) memory.rest = end
    after = entry
  }
  let stop = rest
  if (count > 0) {
    end = putOlder(after, first, end)
    stop = bytes.length
    for (let over = count + fresh.length - kept; over > 0; over -= 1) {
      stop = withoutLast(bytes, stop)
    }
  }
  const all = new Uint8Array(end + stop - rest)
  all.set(scratch.subarray(0, end))
  if (stop > rest) all.set(bytes.subarray(rest, stop), end)
  memory.bytes = all
  memory.count = kept
  memory.first = newest
  fresh.length = 0
  return all
}

export function encodeEntries(
  { instants, numbers, contents, masks }: Entries,
  prints: readonly number[],
): Uint8Array {
  const sets: number[] = []
  for (const [index, mask] of masks.entries()) {
    const isKnown = contents[index] !== -1 && !sets.includes(mask)
    if (isKnown && sets.length < setOfAll) sets.push(mask)
  }
  let end = put(instants.length, putHead(prints, sets))
  let beforeAt = 0
  let beforeNumber = 0
  for (let index = 0; index < instants.length; index += 1) {
    const at = instants[index] ?? 0
    const number = numbers[index] ?? 0
    const content = contents[index] ?? -1
    const found = sets.indexOf(masks[index] ?? 0)
    const set = content === -1 ? setUnknown : found === -1 ? setOfAll : found
    const step = index === 0 ? at : beforeAt - at
    end = putEntry(step, number - beforeNumber, content === -1 ? 0 : content, set, end)
    beforeAt = at
    beforeNumber = number
  }
  return scratch.slice(0, end)
}

/** Where the oldest entry begins: before its five last bytes stand one or two numbers. */
function withoutLast(bytes: Uint8Array, stop: number): number {
  let end = stop - 5
  const numbers = ((bytes[stop - 1] ?? 0) & 1) + 1
  for (let number = 0; number < numbers; number += 1) {
    end -= 1
    while ((bytes[end - 1] ?? 0) >= 128) end -= 1
  }
  return end
}

interface Reader {
  readonly bytes: Uint8Array
  position: number
}

function takeByte(reader: Reader): number {
  const byte = reader.bytes[reader.position] ?? 0
  reader.position += 1
  return byte
}

const takeWord = (reader: Reader): number =>
  takeByte(reader) + takeByte(reader) * 256 + takeByte(reader) * 65_536 + takeByte(reader) * 2 ** 24

function takeEntry(reader: Reader, beforeAt: number, beforeNumber: number, isOlder: boolean): Held {
  const head = take(reader)
  const step = Math.floor(head / 2)
  const number = beforeNumber + (head % 2 === 1 ? takeSigned(reader) : 0)
  const content = takeWord(reader)
  return { at: isOlder ? beforeAt - step : step, number, content, set: takeByte(reader) >> 1 }
}

function take(reader: Reader): number {
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = takeByte(reader)
    value += (byte & 127) * scale
    if (byte < 128) return value
  }
}

function takeSigned(reader: Reader): number {
  const byte = takeByte(reader)
  const size = ((byte & 127) >> 1) + (byte < 128 ? 0 : take(reader) * 64)
  return (byte & 1) === 1 ? -size : size
}

function putHead(prints: readonly number[], sets: readonly number[]): number {
  scratch[0] = layout
  scratch[1] = prints.length
  let end = 2
  for (const print of prints) {
    scratch[end] = print >>> 16
    scratch[end + 1] = (print >>> 8) & 255
    scratch[end + 2] = print & 255
    end += 3
  }
  scratch[end] = sets.length
  end += 1
  for (const mask of sets) end = putWord(mask, end)
  return end
}

function putWord(value: number, start: number): number {
  scratch[start] = value & 255
  scratch[start + 1] = (value >>> 8) & 255
  scratch[start + 2] = (value >>> 16) & 255
  scratch[start + 3] = value >>> 24
  return start + 4
}

const putFirst = ({ at, number, content, set }: Held, start: number): number =>
  putEntry(at, number, content, set, start)

const putOlder = (newer: Held, { at, number, content, set }: Held, start: number): number =>
  putEntry(newer.at - at, number - newer.number, content, set, start)

function putEntry(
  step: number,
  numberStep: number,
  content: number,
  set: number,
  start: number,
): number {
  const hasNumber = numberStep === 0 ? 0 : 1
  let end = put(step * 2 + hasNumber, start)
  if (hasNumber === 1) end = putSigned(numberStep, end)
  end = putWord(content, end)
  scratch[end] = set * 2 + hasNumber
  return end + 1
}

function put(value: number, start: number): number {
  let rest = value
  let end = start
  while (rest >= 128) {
    scratch[end] = (rest % 128) | 128
    rest = Math.floor(rest / 128)
    end += 1
  }
  scratch[end] = rest
  return end + 1
}

/** Sequences reach 2^53, so the sign bit is put beside the first six digits and not by doubling. */
function putSigned(value: number, start: number): number {
  const size = Math.abs(value)
  const low = ((size % 64) << 1) | (value < 0 ? 1 : 0)
  if (size < 64) {
    scratch[start] = low
    return start + 1
  }
  scratch[start] = low | 128
  return put(Math.floor(size / 64), start + 1)
}
