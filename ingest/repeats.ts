/**
 * What a device said lately, so that a repeat is told from a new reading. Remembered are the 128 newest pairs of instant
 * and sequence, newest first. Since always the oldest pair is forgotten, everything newer than the oldest one still
 * remembered is known exactly.
 *
 * Bytes: the count, then instant and sequence + 1 (0 = none) of the newest, then for every other pair how much older it
 * is than the one before and its sequence + 1 minus that one's. Numbers are base-128, low digits first, and signed ones
 * have their sign in the lowest bit: a device that reports once a minute takes about half a kilobyte.
 */

const capacity = 128

/** The bytes with their head read; all pairs only once something asks about an older one. */
export interface Repeats {
  bytes: Uint8Array
  /** Where the bytes of the newest pair end. */
  head: number
  count: number
  newestInstant: number
  newestSequence: number
  pairs: Pairs | undefined
}

interface Pairs {
  readonly instants: number[]
  /** Sequence + 1, 0 for none. */
  readonly sequences: number[]
}

/** new: never seen. duplicate: seen. resent: older than all that is remembered, so nobody can tell. */
export type Novelty = 'new' | 'duplicate' | 'resent'

/** Changes `repeats`. */
export function remember(repeats: Repeats, at: number, sequence: number | undefined): Novelty {
  const number = sequence === undefined ? 0 : sequence + 1
  if (repeats.pairs !== undefined) return insert(repeats.pairs, at, number)
  const { count, newestInstant, newestSequence } = repeats
  if (count > 0 && at === newestInstant && number === newestSequence) return 'duplicate'
  const newer =
    count === 0 || at > newestInstant || (at === newestInstant && number > newestSequence)
  if (newer) {
    prepend(repeats, at, number)
    return 'new'
  }
  return insert((repeats.pairs = pairsOf(repeats)), at, number)
}

/** What is remembered, newest first. */
export function pairsOf({ bytes, count }: Repeats): Pairs {
  const reader = { bytes, position: 0 }
  const pairs: Pairs = { instants: [], sequences: [] }
  if (count === 0) return pairs
  take(reader)
  let at = 0
  let sequence = 0
  for (let index = 0; index < count; index += 1) {
    at = index === 0 ? take(reader) : at - take(reader)
    sequence += takeSigned(reader)
    pairs.instants.push(at)
    pairs.sequences.push(sequence)
  }
  return pairs
}

function insert({ instants, sequences }: Pairs, at: number, number: number): Novelty {
  let index = 0
  for (; index < instants.length; index += 1) {
    const known = instants[index] ?? 0
    if (known > at) continue
    if (known < at) break
    const knownSequence = sequences[index] ?? 0
    if (knownSequence === number) return 'duplicate'
    if (knownSequence < number) break
  }
  if (index === capacity) return 'resent'
  instants.splice(index, 0, at)
  sequences.splice(index, 0, number)
  if (instants.length > capacity) {
    instants.pop()
    sequences.pop()
  }
  return 'new'
}

const scratch = new Uint8Array((capacity + 1) * 20)

/** The usual case, a pair newer than all others: only the two newest ones are written anew, the rest is copied. */
function prepend(repeats: Repeats, at: number, number: number): void {
  const { bytes, head, count, newestInstant, newestSequence } = repeats
  const kept = Math.min(count + 1, capacity)
  let end = put(kept, 0)
  end = put(at, end)
  end = putSigned(number, end)
  repeats.head = end
  if (count > 0) {
    end = put(at - newestInstant, end)
    end = putSigned(newestSequence - number, end)
    const rest = bytes.subarray(head, count === capacity ? withoutLastPair(bytes) : bytes.length)
    scratch.set(rest, end)
    end += rest.length
  }
  repeats.bytes = scratch.slice(0, end)
  repeats.count = kept
  repeats.newestInstant = at
  repeats.newestSequence = number
}

/** Only the last digit of a number is below 128, which finds the start of a number from behind. */
function withoutLastPair(bytes: Uint8Array): number {
  let end = bytes.length
  for (let numbers = 0; numbers < 2; numbers += 1) {
    end -= 1
    while ((bytes[end - 1] ?? 0) >= 128) end -= 1
  }
  return end
}

export function encodeRepeats({ bytes, pairs }: Repeats): Uint8Array {
  if (pairs === undefined) return bytes
  const { instants, sequences } = pairs
  let end = put(instants.length, 0)
  let at = 0
  let sequence = 0
  for (let index = 0; index < instants.length; index += 1) {
    const nextAt = instants[index] ?? 0
    const nextSequence = sequences[index] ?? 0
    end = put(index === 0 ? nextAt : at - nextAt, end)
    end = putSigned(nextSequence - sequence, end)
    at = nextAt
    sequence = nextSequence
  }
  return scratch.slice(0, end)
}

/** A value of its own to change, whoever owns the bytes; an absent state is an empty memory. */
export function decodeRepeats(stored: unknown): Repeats {
  const bytes = Buffer.from(stored instanceof Uint8Array ? stored : [])
  const reader = { bytes, position: 0 }
  const count = bytes.length === 0 ? 0 : take(reader)
  const newestInstant = count === 0 ? 0 : take(reader)
  const newestSequence = count === 0 ? 0 : takeSigned(reader)
  const head = reader.position
  return { bytes, head, count, newestInstant, newestSequence, pairs: undefined }
}

interface Reader {
  readonly bytes: Uint8Array
  position: number
}

function take(reader: Reader): number {
  let value = 0
  for (let scale = 1; ; scale *= 128) {
    const byte = reader.bytes[reader.position] ?? 0
    reader.position += 1
    value += (byte & 127) * scale
    if (byte < 128) return value
  }
}

function takeSigned(reader: Reader): number {
  const byte = reader.bytes[reader.position] ?? 0
  reader.position += 1
  const size = ((byte & 127) >> 1) + (byte < 128 ? 0 : take(reader) * 64)
  return (byte & 1) === 1 ? -size : size
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
