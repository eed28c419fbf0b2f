/**
 * What a device said lately, so that a repeat is told from another fact. Remembered are the 128 newest readings (by instant,
 * sequence and content), newest first. Since always the oldest is forgotten, everything newer than the oldest one still
 * remembered is known exactly.
 *
 * A repeat has the instant, the sequence and the content of one before. Other content at the same instant is another
 * reading, which stands beside the one before: as a part of it (other quantities, or the same said again) or as a
 * correction (another value or letter of a quantity). Of the newest instant the value of each quantity is known; of older
 * ones only which quantities were said, so that there a quantity said again counts as corrected.
 */
import type { Sketch } from '../core/content.ts'
import {
  capacity,
  decodeBytes,
  encodeEntries,
  entriesOf,
  maskOf,
  prepend,
  written,
  type Entries,
  type Repeats,
} from './repeats-bytes.ts'

export type { Repeats }

/** What is asked about and remembered. */
export interface Fact extends Sketch {
  /** The device's own instant, or of receipt where it gave none. */
  readonly at: number
  /** Its sequence + 1, 0 for none. */
  readonly number: number
}

/** Beside a reading that was there before. */
type Beside = 'part' | 'correction'

/** new: never seen. duplicate: seen. resent: older than all that is remembered, so nobody can tell. */
export type Novelty = 'new' | Beside | 'duplicate' | 'resent'

const nothing = new Uint8Array()

/** A value of its own to change, though not its bytes; an absent state is an empty memory. */
export const decodeRepeats = (stored: unknown): Repeats =>
  decodeBytes(stored instanceof Uint8Array ? stored : nothing)

export const encodeRepeats = (repeats: Repeats): Uint8Array =>
  repeats.entries === undefined ? written(repeats) : encodeEntries(repeats.entries, repeats.prints)

/** What is remembered, newest first. */
export const remembered = (repeats: Repeats): Entries => repeats.entries ?? entriesOf(repeats)

/** Changes `repeats`. */
export function remember(repeats: Repeats, fact: Fact): Novelty {
  if (repeats.entries === undefined) {
    if (isNewer(repeats, fact)) {
      if (prepend(repeats, fact)) return 'new'
    } else if (isNewest(repeats, fact)) return 'duplicate'
  }
  const entries = (repeats.entries ??= entriesOf(repeats))
  const novelty = compare(entries, repeats.prints, fact)
  if (novelty === 'duplicate') return novelty
  return insert(repeats, entries, fact) ? novelty : 'resent'
}

/** What `remember` would say but for `resent`; remembers nothing. */
export function recall(repeats: Repeats, fact: Fact): Exclude<Novelty, 'resent'> {
  if (repeats.entries === undefined) {
    if (isNewer(repeats, fact)) return 'new'
    if (isNewest(repeats, fact)) return 'duplicate'
  }
  return compare((repeats.entries ??= entriesOf(repeats)), repeats.prints, fact)
}

const isNewer = ({ newest }: Repeats, { at }: Fact): boolean => at > newest.at

function isNewest({ newest }: Repeats, fact: Fact): boolean {
  const { at, number, content } = newest
  return at === fact.at && content === fact.content && number === fact.number
}

function compare(
  { instants, numbers, contents, masks }: Entries,
  newestPrints: readonly number[],
  fact: Fact,
): Exclude<Novelty, 'resent'> {
  let said = 0
  let beside = false
  for (let index = firstNotAfter(instants, fact.at); instants[index] === fact.at; index += 1) {
    const content = contents[index]
    // Of what an older version wrote the content is not known: any is a repeat.
    if (numbers[index] === fact.number && (content === fact.content || content === -1))
      return 'duplicate'
    said |= masks[index] ?? 0
    beside = true
  }
  if (!beside) return 'new'
  const corrects =
    fact.at === instants[0]
      ? fact.prints.some((print) => newestPrints.some((known) => differ(print, known)))
      : (said & maskOf(fact.prints)) !== 0
  return corrects ? 'correction' : 'part'
}

const firstNotAfter = (instants: readonly number[], at: number): number => {
  let index = 0
  while ((instants[index] ?? -1) > at) index += 1
  return index
}

const differ = (one: number, other: number): boolean => one !== other && one >>> 16 === other >>> 16

/** False when it is older than all that is remembered, and nothing is changed. */
function insert(repeats: Repeats, entries: Entries, fact: Fact): boolean {
  const { instants, numbers, contents, masks } = entries
  const { at, number, content, prints } = fact
  let index = firstNotAfter(instants, at)
  while (instants[index] === at && isAbove(numbers[index], contents[index], number, content)) {
    index += 1
  }
  if (index === capacity) return false
  const newestAt = instants[0]
  if (newestAt === undefined || at > newestAt) repeats.prints = prints
  else if (at === newestAt) repeats.prints = joined(repeats.prints, prints)
  instants.splice(index, 0, at)
  numbers.splice(index, 0, number)
  contents.splice(index, 0, content)
  masks.splice(index, 0, maskOf(prints))
  if (instants.length > capacity)
    for (const list of [instants, numbers, contents, masks]) list.pop()
  return true
}

const isAbove = (knownNumber = 0, knownContent = 0, number: number, content: number): boolean =>
  knownNumber > number || (knownNumber === number && knownContent > content)

/** Of a quantity said twice the last word stands. */
const joined = (before: readonly number[], now: readonly number[]): readonly number[] => [
  ...before.filter((known) => !now.some((print) => print >>> 16 === known >>> 16)),
  ...now,
]
