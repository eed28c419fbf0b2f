import { LRUCache } from 'lru-cache'

import type { Clock } from '../../core/time.ts'

/** Wrong attempts at one name from one address before they cost time. */
const free = 5
const firstPause = 30_000
const longestPause = 15 * 60_000
/** Wrong attempts at one name in an hour, from all addresses together that it never signed in from. */
const ofStrangers = 50
const hour = 3_600_000
/** Pairs and names remembered; a stranger who names more of them meets the bound of his address first. */
const most = 10_000

export interface Attempt {
  /** It was the right password: what was wrong before is forgotten, and the address is known from now on. */
  right(): void
  /** It was not looked at, and does not count. */
  undone(): void
}

/**
 * Wrong attempts to sign in by name. Each name pauses for each address alone, for longer each time, so that a stranger locks out
 * himself. Strangers of many addresses together pause all addresses that the name never signed in from, not those it did.
 */
export interface Attempts {
  /** Counts one before it is looked at, so that attempts at the same time count too; or the milliseconds to wait. */
  begin(name: string, network: string): Attempt | number
}

interface Wrong {
  readonly count: number
  /** Nothing is looked at before. */
  readonly until: number
}

export function countAttempts(clock: Pick<Clock, 'elapsed'>): Attempts {
  const now = () => clock.elapsed()
  const bounds = { max: most, ttlResolution: 0, perf: { now } }
  const pairs = new LRUCache<string, Wrong>({ ...bounds, ttl: hour })
  const strangers = new LRUCache<string, number>({ ...bounds, ttl: hour, noUpdateTTL: true })
  const familiar = new LRUCache<string, true>({ max: most })
  return {
    begin(name, network) {
      const pair = `${name} ${network}`
      const before = pairs.get(pair) ?? { count: 0, until: 0 }
      if (before.until > now()) return before.until - now()
      const strange = !familiar.has(pair)
      const wrong = strangers.get(name) ?? 0
      if (strange && wrong >= ofStrangers) return strangers.getRemainingTTL(name)
      const count = before.count + 1
      const pause = count < free ? 0 : Math.min(longestPause, firstPause * 2 ** (count - free))
      pairs.set(pair, { count, until: pause === 0 ? 0 : now() + pause })
      if (strange) strangers.set(name, wrong + 1)
      const undone = () => {
        const { count: counted } = pairs.get(pair) ?? before
        pairs.set(pair, { count: Math.max(0, counted - 1), until: before.until })
        if (strange) strangers.set(name, Math.max(0, (strangers.get(name) ?? 0) - 1))
      }
      return {
        undone,
        right: () => {
          undone()
          pairs.delete(pair)
          familiar.set(pair, true)
        },
      }
    },
  }
}
