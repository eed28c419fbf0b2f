import type { Clock } from '../../core/time.ts'
import type { Gate } from '../edge/gate.ts'
import type { Identity } from '../admission/login.ts'
import { rightsOf, type Rights } from '../rights/rights.ts'
import type { TokenBucket } from '../protocol/token-bucket.ts'

const none: readonly never[] = []

/** One connection that proved who it is. Several sessions of one device share its bucket. */
export class Session {
  readonly identity: Identity
  readonly rights: Rights
  readonly gate: Gate
  readonly bucket: TokenBucket
  /** Filters it was granted. An array: they are few, and most connections have one. */
  subscriptions: readonly string[] = none
  readonly #clock: Clock
  readonly #signal: AbortSignal
  #slowed: { readonly due: number; readonly pause: number; readonly go: () => void }[] = []

  constructor(
    identity: Identity,
    parts: { gate: Gate; bucket: TokenBucket; clock: Clock; signal: AbortSignal },
  ) {
    this.identity = identity
    this.rights = rightsOf(identity)
    this.gate = parts.gate
    this.bucket = parts.bucket
    this.#clock = parts.clock
    this.#signal = parts.signal
  }

  /** Something still waits, so what comes now has to wait behind it. */
  get slowed(): boolean {
    return this.#slowed.length > 0
  }

  /** Calls `go` after `wait` milliseconds and after everything slowed down before; at once when the signal aborts. */
  slowDown(wait: number, go: () => void): void {
    const due = this.#clock.elapsed() + wait
    const previous = this.#slowed.at(-1)
    const pause = previous === undefined ? wait : Math.max(0, due - previous.due)
    this.#slowed.push({ due, pause, go })
    if (this.#slowed.length === 1) void this.#release()
  }

  async #release(): Promise<void> {
    for (let first = this.#slowed[0]; first !== undefined; first = this.#slowed[0]) {
      // Nobody waits longer than its share.
      const wait = Math.min(first.due - this.#clock.elapsed(), first.pause)
      // It rejects only when the broker stops, and then nothing has to wait any more.
      if (wait > 0) await this.#clock.sleep(Math.ceil(wait), this.#signal).catch(() => {})
      const now = this.#clock.elapsed()
      const later = this.#slowed.findIndex(({ due }) => due > now)
      const all = this.#signal.aborted || later < 0
      const ready = this.#slowed.slice(0, all ? this.#slowed.length : Math.max(1, later))
      for (const { go } of ready) go()
      this.#slowed = this.#slowed.slice(ready.length)
    }
  }
}
