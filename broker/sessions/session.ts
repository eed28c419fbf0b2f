import type { Clock } from '../../core/time.ts'
import type { Gate } from '../edge/gate.ts'
import type { Identity } from '../admission/login.ts'
import { rightsOf, type Rights } from '../rights/rights.ts'
import type { TokenBucket } from '../../core/token-bucket.ts'

const none: readonly never[] = []

interface Slowed {
  readonly due: number
  readonly pause: number
  readonly go: () => void
}

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
  /** Made when something has to wait. */
  #slowed: Slowed[] | undefined

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
    return this.#slowed !== undefined
  }

  /** Calls `go` after `wait` milliseconds and after everything slowed down before; at once when the signal aborts. */
  slowDown(wait: number, go: () => void): void {
    const due = this.#clock.elapsed() + wait
    const slowed = (this.#slowed ??= [])
    const previous = slowed.at(-1)
    const pause = previous === undefined ? wait : Math.max(0, due - previous.due)
    slowed.push({ due, pause, go })
    if (slowed.length === 1) void this.#release(slowed)
  }

  async #release(slowed: Slowed[]): Promise<void> {
    for (let [first] = slowed; first !== undefined; [first] = slowed) {
      // Nobody waits longer than its share.
      const wait = Math.min(first.due - this.#clock.elapsed(), first.pause)
      // It rejects only when the broker stops, and then nothing has to wait any more.
      if (wait > 0) await this.#clock.sleep(Math.ceil(wait), this.#signal).catch(() => {})
      const now = this.#clock.elapsed()
      const later = slowed.findIndex(({ due }) => due > now)
      const all = this.#signal.aborted || later < 0
      const ready = slowed.slice(0, all ? slowed.length : Math.max(1, later))
      for (const { go } of ready) go()
      slowed.splice(0, ready.length)
    }
    this.#slowed = undefined
  }
}
