/**
 * Lets `rate` publishes a second through, `burst` at once. Whoever takes more runs into debt and is told how long the
 * debt takes to pay off, so takers are spread out in the order they came and none is turned away. `now` is what elapsed
 * (Clock.elapsed): setting the host's clock pays no debt.
 */
export class TokenBucket {
  readonly #rate: number
  readonly #burst: number
  #tokens: number
  #at: number

  constructor(rate: number, burst: number, now: number) {
    this.#rate = rate
    this.#burst = burst
    this.#tokens = burst
    this.#at = now
  }

  /** Milliseconds until what was taken now is paid for; 0 when it already is. */
  take(now: number, publishes = 1): number {
    if (now > this.#at) {
      this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#at) / 1_000) * this.#rate)
    }
    // A clock that went back starts over from where it is; it never takes tokens away.
    this.#at = now
    this.#tokens -= publishes
    return this.#tokens >= 0 ? 0 : (-this.#tokens / this.#rate) * 1_000
  }

  giveBack(publishes = 1): void {
    this.#tokens += publishes
  }
}
