/** Sums by name. */
export class Tally {
  readonly #sums = new Map<string, number>()

  add(name: string, count = 1): void {
    this.#sums.set(name, (this.#sums.get(name) ?? 0) + count)
  }

  /** What was counted so far under names that begin so does not belong to it. */
  forget(prefix: string): void {
    for (const name of this.#sums.keys()) if (name.startsWith(prefix)) this.#sums.delete(name)
  }

  /** In the order of the names. */
  figures(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#sums].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  }
}
