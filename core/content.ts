/**
 * What tells two readings of one device and instant apart: a number made of quantities, values and the device's own quality
 * letters, whatever their order. Nothing in it depends on our clock or on the marks we set ourselves, so the same fact
 * has the same number whenever it comes.
 */
import { isQuantity, type Quality, type Quantity } from './quantities.ts'
import { hashOf, quantityPlace } from './quantity-place.ts'

/** Finalizer of MurmurHash3 for 32 bits: every bit of what goes in changes half of what comes out. */
function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return hash ^ (hash >>> 16)
}

interface Place {
  readonly seed: number
  readonly index: number
}
const places = new Map<string, Place>()

/** Looked up once for each name. */
function quantityAt(name: Quantity): Place {
  const known = places.get(name)
  if (known !== undefined) return known
  const place = { seed: mix(hashOf(name)), index: quantityPlace(name) }
  places.set(name, place)
  return place
}

const double = new DataView(new ArrayBuffer(8))

function hashNumber(seed: number, value: number): number {
  // Minus nought is nought.
  double.setFloat64(0, value + 0)
  return mix(mix(seed ^ double.getInt32(0)) + double.getInt32(4))
}

/** The device's own letter as a number, 0 for N; the words (`future`, `range`) are ours. */
const letterCode = (letter: Quality | undefined): number =>
  letter === undefined || letter === 'N' || letter.length > 1 ? 0 : letter.charCodeAt(0)

export interface Sketch {
  readonly content: number
  /** For every quantity its place (`quantityPlace`, times 65,536) and 16 bits of its value and letter. */
  readonly prints: readonly number[]
}

/** By the names of quantities; other names are passed over. */
type Values = Readonly<Record<string, number | undefined>>
type Letters = Readonly<Partial<Record<Quantity, Quality>>>

/** `place` is 0 for a reading that its device, instant and sequence place (see `placeOf`). */
export function sketchOf(values: Values, letters: Letters | undefined, place = 0): Sketch {
  const prints: number[] = []
  let sum = 0
  for (const name in values) {
    if (!isQuantity(name)) continue
    const { seed, index } = quantityAt(name)
    const hash = mix(hashNumber(seed, values[name] ?? 0) + letterCode(letters?.[name]))
    prints.push(index * 65_536 + (hash & 0xffff))
    sum = (sum + hash) | 0
  }
  return { content: mix(place === 0 ? sum : mix(sum) + place) >>> 0, prints }
}

/** `Reading.content` of a reading whose device gave its instant in whole milliseconds. */
export const contentOf = (values: Values, letters?: Letters): number =>
  sketchOf(values, letters).content

/** The place of a reading whose device gave no instant: where its frame (or letter) stands in the log, and it in there. */
export const placeOf = (place: string, item: number): number => mix(hashOf(place) + item) | 1

/** The place of a reading whose device gave its instant more finely than in milliseconds: what was cut off. */
export const fractionPlace = (milliseconds: number): number =>
  milliseconds === 0 ? 0 : hashNumber(1, milliseconds) | 1
