/**
 * Which state wants a tick when. A binary heap of (instant, key); a key may be entered again with an earlier instant,
 * then the later entry is skipped when it comes up. Entries are hints: whoever takes one looks at the state again.
 */
export class Timers {
  readonly #heap: { readonly at: number; readonly key: string }[] = []
  readonly #due = new Map<string, number>()

  has(key: string): boolean {
    return this.#due.has(key)
  }

  clear(): void {
    this.#heap.length = 0
    this.#due.clear()
  }

  schedule(key: string, at: number): void {
    const before = this.#due.get(key)
    if (before !== undefined && before <= at) return
    this.#due.set(key, at)
    const heap = this.#heap
    let place = heap.length
    const entry = { at, key }
    heap.push(entry)
    while (place > 0) {
      const parent = (place - 1) >> 1
      const above = heap[parent]
      if (above === undefined || !earlier(entry, above)) break
      heap[place] = above
      place = parent
    }
    heap[place] = entry
  }

  /** The next key due at `now` or before, in the order of instant and key. */
  take(now: number): string | undefined {
    for (;;) {
      const first = this.#heap[0]
      if (first === undefined || first.at > now) return undefined
      this.#pop()
      if (this.#due.get(first.key) !== first.at) continue
      this.#due.delete(first.key)
      return first.key
    }
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (last === undefined || heap.length === 0) return
    let place = 0
    for (;;) {
      const left = 2 * place + 1
      const right = left + 1
      let child = left
      const a = heap[left]
      const b = heap[right]
      if (a === undefined) break
      if (b !== undefined && earlier(b, a)) child = right
      const below = heap[child]
      if (below === undefined || !earlier(below, last)) break
      heap[place] = below
      place = child
    }
    heap[place] = last
  }
}

const earlier = (
  a: { readonly at: number; readonly key: string },
  b: { readonly at: number; readonly key: string },
): boolean => a.at < b.at || (a.at === b.at && a.key < b.key)
