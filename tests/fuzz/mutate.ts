/** Changes to bytes and texts, each a function of the randomness alone. */
import type { Random } from '../../simulators/script/random.ts'

export const pick = <T>(random: Random, list: readonly T[]): T => {
  const found = list[random.below(list.length)]
  if (found === undefined) throw new RangeError('nothing to pick from')
  return found
}

export const chance = (random: Random, share: number): boolean => random.next() < share

export const times = <T>(random: Random, most: number, make: () => T): T[] =>
  Array.from({ length: 1 + random.below(most) }, make)

export const bytesOf = (random: Random, most: number): Buffer =>
  Buffer.from(Array.from({ length: random.below(most + 1) }, () => random.below(256)))

const telling = [0, 1, 0x7f, 0x80, 0xff, 0x0a, 0x0d, 0x22, 0x2f, 0x23, 0x2b, 0xc0, 0xed, 0xf4]

type Change = (random: Random, bytes: Buffer) => Buffer

const at = (random: Random, bytes: Buffer) => random.below(bytes.length + 1)

const changes: readonly Change[] = [
  function flipBit(random, bytes) {
    const changed = Buffer.from(bytes)
    const place = random.below(changed.length)
    changed[place] = (changed[place] ?? 0) ^ (1 << random.below(8))
    return changed
  },
  function setByte(random, bytes) {
    const changed = Buffer.from(bytes)
    changed[random.below(changed.length)] = pick(random, telling)
    return changed
  },
  function truncate(random, bytes) {
    return bytes.subarray(0, at(random, bytes))
  },
  function behead(random, bytes) {
    return bytes.subarray(at(random, bytes))
  },
  function insert(random, bytes) {
    const place = at(random, bytes)
    return Buffer.concat([bytes.subarray(0, place), bytesOf(random, 16), bytes.subarray(place)])
  },
  function repeatPart(random, bytes) {
    const from = at(random, bytes)
    const to = Math.min(bytes.length, from + random.below(64))
    const part = bytes.subarray(from, to)
    const copies = Array.from({ length: random.below(40) }, () => part)
    return Buffer.concat([bytes.subarray(0, to), ...copies, bytes.subarray(to)])
  },
  function cutPart(random, bytes) {
    const from = at(random, bytes)
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + random.below(16))])
  },
  function swapParts(random, bytes) {
    const place = at(random, bytes)
    return Buffer.concat([bytes.subarray(place), bytes.subarray(0, place)])
  },
]

/** One to `most` changes. */
export function mutate(random: Random, bytes: Buffer, most = 4): Buffer {
  let changed = bytes
  for (let left = 1 + random.below(most); left > 0; left--)
    if (changed.length > 0) changed = pick(random, changes)(random, changed)
  return changed
}

/** The same bytes in several writes. */
export function split(random: Random, bytes: Buffer): Buffer[] {
  const cuts = Array.from({ length: random.below(6) }, () => random.below(bytes.length + 1))
  const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
  return places
    .slice(1)
    .map((to, index) => bytes.subarray(places[index], to))
    .filter(({ length }) => length > 0)
}

export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const left = [...list]
  return list.flatMap(() => left.splice(random.below(left.length), 1))
}
