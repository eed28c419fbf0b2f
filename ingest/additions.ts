/**
 * What one batch added to what ingest remembers of devices, as a value of columns (several where it is large): some forty bytes a reading, where the
 * whole memory of its device takes a kilobyte. Taken up in the order of the batches they make of a memory what the batches made of it;
 * what is in it already changes nothing.
 */
import { decodeRepeats, encodeRepeats, remember, type Fact } from './repeats.ts'

/** To the memory that stands under the key. */
export interface Addition {
  readonly key: string
  /** New to it, in the order they came. */
  readonly facts: readonly Fact[]
}

/** The names are those of `core/compact-fields.ts`. */
interface Columns {
  readonly keys: readonly string[]
  /** Facts of each key; the columns below go by the fact. */
  readonly counts: readonly number[]
  readonly instants: readonly number[]
  readonly numbers: readonly number[]
  readonly contents: readonly number[]
  /** Prints of each fact, and all of them. */
  readonly sizes: readonly number[]
  readonly prints: readonly number[]
}

/** Bytes that one value takes at the most, far from what a record of Kafka may have. */
const mostBytes = 1 << 20

/** At the most, as a count: how many a number takes hangs on those before it. */
const bytesOf = ({ key, facts }: Addition): number =>
  facts.reduce((bytes, { prints }) => bytes + 24 + 5 * prints.length, 3 * key.length)

/** In values of one batch that are not too large. */
export function piecesOf(additions: readonly Addition[]): readonly (readonly Addition[])[] {
  const pieces: Addition[][] = []
  let bytes = mostBytes
  for (const addition of additions) {
    const more = bytesOf(addition)
    if (bytes + more > mostBytes) {
      pieces.push([])
      bytes = 0
    }
    pieces.at(-1)?.push(addition)
    bytes += more
  }
  return pieces
}

export function columnsOf(additions: readonly Addition[]): Columns {
  const facts = additions.flatMap((one) => one.facts)
  return {
    keys: additions.map(({ key }) => key),
    counts: additions.map((one) => one.facts.length),
    instants: facts.map(({ at }) => at),
    numbers: facts.map(({ number }) => number),
    contents: facts.map(({ content }) => content),
    sizes: facts.map(({ prints }) => prints.length),
    prints: facts.flatMap(({ prints }) => prints),
  }
}

/** Of what `columnsOf` made. */
export function* additionsOf(stored: unknown): Iterable<Addition> {
  const { keys, counts, instants, numbers, contents, sizes, prints } = stored as Columns
  let fact = 0
  let print = 0
  for (const [index, key] of keys.entries()) {
    const facts: Fact[] = []
    for (const end = fact + (counts[index] ?? 0); fact < end; fact += 1) {
      const size = sizes[fact] ?? 0
      facts.push({
        at: instants[fact] ?? 0,
        number: numbers[fact] ?? 0,
        content: contents[fact] ?? 0,
        prints: prints.slice(print, print + size),
      })
      print += size
    }
    yield { key, facts }
  }
}

/** The memory with the facts. */
export function withFacts(stored: unknown, facts: readonly Fact[]): Uint8Array {
  const repeats = decodeRepeats(stored)
  for (const fact of facts) remember(repeats, fact)
  return encodeRepeats(repeats)
}
