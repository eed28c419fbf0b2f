const mostStates = 200_000

/**
 * Decoded states of one group. A plain map that forgets what came first: every reading writes its states, so the
 * bookkeeping of a least-recently-used order would cost more than the look-ups it saves.
 */
export class StateCache {
  readonly #values = new Map<string, unknown>()
  readonly #most: number
  /** Never begun anew: it would walk over everything that was forgotten since the map was laid out last. */
  readonly #oldest = this.#values.keys()

  constructor(most = mostStates) {
    this.#most = most
  }

  has(key: string): boolean {
    return this.#values.has(key)
  }

  get(key: string): unknown {
    return this.#values.get(key)
  }

  set(key: string, value: unknown): void {
    this.#values.set(key, value)
    if (this.#values.size <= this.#most) return
    const oldest = this.#oldest.next()
    if (oldest.done !== true) this.#values.delete(oldest.value)
  }
}
