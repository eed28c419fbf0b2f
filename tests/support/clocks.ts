import { setTimeout as delay } from 'node:timers/promises'

import { instant, plus, type Clock, type Instant } from '../../core/time.ts'

export interface Sleeper {
  readonly since: Instant
  readonly until: Instant
}

/** A clock that stands still until it is moved; sleepers wake in the order of their instants. */
export class VirtualClock implements Clock {
  #now: Instant
  #stepped = 0
  #sleepers: (Sleeper & { readonly wake: () => void })[] = []

  constructor(start: Instant) {
    this.#now = start
  }

  /** How many sleep now. */
  get sleepers(): number {
    return this.#sleepers.length
  }

  /** Who sleeps now, in the order in which they will wake. */
  get sleeping(): readonly Sleeper[] {
    return this.#sleepers
      .map(({ since, until }) => ({ since, until }))
      .sort((a, b) => a.until - b.until || a.since - b.since)
  }

  now(): Instant {
    return plus(this.#now, this.#stepped)
  }

  elapsed(): number {
    return this.#now
  }

  /** The clock of the host is set: `now` jumps, nothing elapses and no sleeper wakes. */
  step(milliseconds: number): void {
    this.#stepped += milliseconds
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason)
        return
      }
      const abort = () => {
        this.#sleepers = this.#sleepers.filter((other) => other !== sleeper)
        reject(signal?.reason)
      }
      const wake = () => {
        signal?.removeEventListener('abort', abort)
        resolve()
      }
      const sleeper = { since: this.#now, until: plus(this.#now, milliseconds), wake }
      this.#sleepers.push(sleeper)
      signal?.addEventListener('abort', abort)
    })
  }

  set(to: Instant): void {
    this.#now = to
    const due = this.#sleepers.filter(({ until }) => until <= to)
    if (due.length === 0) return
    this.#sleepers = this.#sleepers.filter(({ until }) => until > to)
    for (const { wake } of due.sort((a, b) => a.until - b.until)) wake()
  }

  advance(milliseconds: number): void {
    this.set(instant(this.#now + milliseconds))
  }
}

export const realClock: Clock = {
  now: () => instant(Date.now()),
  elapsed: () => performance.now(),
  sleep: (milliseconds, signal) => delay(milliseconds, undefined, { signal }),
}
