/** Keeps what was not acknowledged yet, in order and bounded. One batch at a time is out with the broker. */
export interface Outbox<T> {
  /** False when the oldest one that is not out had to be thrown away for it. */
  add(item: T): boolean
  /** Takes the oldest, at most `limit`; undefined when there is nothing or a batch is out already. */
  take(limit: number): readonly T[] | undefined
  /** The batch that is out was acknowledged. Returns how many it held. */
  acknowledge(): number
  /** The batch that is out was lost on the way; it will be taken again first. */
  giveBack(): void
  readonly size: number
}

export function createOutbox<T>(capacity: number): Outbox<T> {
  let waiting: T[] = []
  let out: readonly T[] = []
  return {
    add(item) {
      waiting.push(item)
      if (waiting.length + out.length <= capacity) return true
      waiting.shift()
      return false
    },
    take(limit) {
      if (out.length > 0 || waiting.length === 0) return undefined
      out = waiting.slice(0, limit)
      waiting = waiting.slice(out.length)
      return out
    },
    acknowledge() {
      const count = out.length
      out = []
      return count
    },
    giveBack() {
      waiting = [...out, ...waiting]
      out = []
    },
    get size() {
      return waiting.length + out.length
    },
  }
}
