/**
 * Randomness without state or surprise. `createRandom` is a stream for generators that run once; everything a signal
 * needs is a function of (seed, key, slot), so a reading can be computed for any instant in any order and always comes
 * out the same.
 */

/** 32-bit hash of a text (FNV-1a). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193)
  }
  return hash >>> 0
}

/** Spreads one changed bit over all 32 (the finalizer of MurmurHash3). */
function mix(value: number): number {
  let hash = value
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/** A number in [0, 1) that depends on nothing but its arguments; `slot` may be any integer of up to 53 bits. */
export function unitAt(seed: number, key: number, slot: number): number {
  const low = slot >>> 0
  const high = Math.floor(slot / 0x1_0000_0000) >>> 0
  return mix(mix(mix(mix(seed) ^ key) ^ low) + high) / 0x1_0000_0000
}

/** Bell-shaped in [-1, 1], independent from slot to slot. */
export const jitterAt = (seed: number, key: number, slot: number): number =>
  (unitAt(seed, key, slot) + unitAt(seed, key + 1, slot) + unitAt(seed, key + 2, slot)) / 1.5 - 1

/** Smooth in [-1, 1]: new random heights every `period`, joined without corners. */
export function wanderAt(seed: number, key: number, at: number, period: number): number {
  const slot = Math.floor(at / period)
  const part = at / period - slot
  const ease = part * part * (3 - 2 * part)
  const from = unitAt(seed, key, slot)
  const to = unitAt(seed, key, slot + 1)
  return (from + (to - from) * ease) * 2 - 1
}

export interface Random {
  /** In [0, 1). */
  readonly next: () => number
  /** An integer in [0, below). */
  readonly below: (below: number) => number
}

/** The sfc32 generator (PractRand, public domain), seeded by one 32-bit number. */
export function createRandom(seed: number): Random {
  let a = mix(seed)
  let b = mix(a ^ 0x9e3779b9)
  let c = mix(b ^ 0x243f6a88)
  let counter = 1
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    return (sum >>> 0) / 0x1_0000_0000
  }
  for (let round = 0; round < 12; round++) next()
  return { next, below: (below) => Math.floor(next() * below) }
}
