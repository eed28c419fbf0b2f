/** Where a record goes: the murmur2 hash that Kafka's own clients use, so that other programs find the same partition. */

const seed = 0x9747b28c
const multiplier = 0x5bd1e995

const mix = (word: number): number => {
  const half = Math.imul(word, multiplier)
  return Math.imul(half ^ (half >>> 24), multiplier)
}

/** Austin Appleby's MurmurHash2, 32 bits, little endian. */
export function murmur2(bytes: Uint8Array): number {
  const { length } = bytes
  const byte = (index: number): number => bytes[index] ?? 0
  const whole = length & ~3
  let hash = seed ^ length
  for (let at = 0; at < whole; at += 4) {
    const word = byte(at) | (byte(at + 1) << 8) | (byte(at + 2) << 16) | (byte(at + 3) << 24)
    hash = Math.imul(hash, multiplier) ^ mix(word)
  }
  const rest = length - whole
  if (rest === 3) hash ^= byte(whole + 2) << 16
  if (rest >= 2) hash ^= byte(whole + 1) << 8
  if (rest >= 1) hash = Math.imul(hash ^ byte(whole), multiplier)
  hash = Math.imul(hash ^ (hash >>> 13), multiplier)
  return (hash ^ (hash >>> 15)) >>> 0
}

export const partitionOf = (key: string, partitions: number): number =>
  (murmur2(Buffer.from(key, 'utf8')) & 0x7fffffff) % partitions
