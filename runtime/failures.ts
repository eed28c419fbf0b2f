import { LRUCache } from 'lru-cache'

import type { Clock } from '../core/time.ts'

/** Wrong attempts a minute from one address; somebody who mistypes needs few, and a whole command centre may sit behind one. */
const attempts = 60
const span = 60_000
/** Addresses remembered; who has more of them than that guesses no 256 bits either. */
const remembered = 10_000

/** Wrong attempts of each address. Right ones are not counted, and nobody pays for what another address does. */
export interface Failures {
  tooMany(address: string): boolean
  count(address: string): void
}

export function countFailures(clock: Pick<Clock, 'elapsed'>, most: number = attempts): Failures {
  const counts = new LRUCache<string, number>({
    max: remembered,
    ttl: span,
    // The span begins with the first one.
    noUpdateTTL: true,
    ttlResolution: 0,
    perf: { now: () => clock.elapsed() },
  })
  return {
    tooMany: (address) => (counts.get(networkOf(address)) ?? 0) >= most,
    count: (address) => {
      const network = networkOf(address)
      counts.set(network, (counts.get(network) ?? 0) + 1)
    },
  }
}

/** Whoever has one address of IPv6 has the 2^64 beside it. */
export function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '')
  if (!plain.includes(':')) return plain
  const [head = '', tail] = plain.split('::')
  const left = head === '' ? [] : head.split(':')
  const right = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0')
  return [...left, ...zeros, ...right].slice(0, 4).join(':')
}
