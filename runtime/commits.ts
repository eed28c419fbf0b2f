import type { Clock } from '../core/time.ts'
import { nextTurn } from './turns.ts'

/**
 * Wakes readers of the register when something was committed. It carries no data and is only a hint against waiting:
 * whoever is woken, or was not, reads the register.
 */
export class Commits {
  readonly #clock: Clock
  readonly #waiting = new Set<() => void>()
  #generation = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Take it before reading; `after` then misses no commit in between. */
  get generation(): number {
    return this.#generation
  }

  announce(): void {
    this.#generation += 1
    for (const wake of this.#waiting) wake()
  }

  /** Resolves when something was committed after `generation`, at the next turn of `milliseconds`, or when the signal aborts. */
  async after(generation: number, milliseconds: number, signal: AbortSignal): Promise<void> {
    if (generation !== this.#generation || signal.aborted) return
    const woken = new AbortController()
    const wake = () => woken.abort()
    this.#waiting.add(wake)
    signal.addEventListener('abort', wake)
    await nextTurn(this.#clock, milliseconds, woken.signal)
    this.#waiting.delete(wake)
    signal.removeEventListener('abort', wake)
  }
}
