const mostObjects = 200_000

/**
 * Decoded states of one group. A plain map that forgets what came first: every reading writes its states, so the
 * bookkeeping of a least-recently-used order would cost more than the look-ups it saves. It is bounded by the objects that it
 * holds, as one value may be made of many.
 */
export class StateCache {
  readonly #values = new Map<string, unknown>()
  readonly #most: number
  #held = 0
  /** Never begun anew: it would walk over everything that was forgotten since the map was laid out last. */
  readonly #oldest = this.#values.keys()

  constructor(most = mostObjects) {
    this.#most = most
  }

  has(key: string): boolean {
    return this.#values.has(key)
  }

  get(key: string): unknown {
    return this.#values.get(key)
  }

  set(key: string, value: unknown): void {
    if (this.#values.has(key)) this.#held -= objectsIn(this.#values.get(key))
    this.#values.set(key, value)
    this.#held += objectsIn(value)
    while (this.#held > this.#most) {
      const oldest = this.#oldest.next()
      if (oldest.done === true) return
      this.#held -= objectsIn(this.#values.get(oldest.value))
      this.#values.delete(oldest.value)
    }
  }
}

/** Of a list of objects in it each one counts. */
function objectsIn(value: unknown): number {
  let objects = 1
  if (typeof value !== 'object' || value === null) return objects
  for (const member of Object.values(value) as readonly unknown[])
    if (Array.isArray(member) && typeof (member[0] ?? 0) === 'object') objects += member.length
  return objects
}
