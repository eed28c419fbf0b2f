/** A map that is looked up anew each time: whoever holds it sees what it is now. */
export class MapView<Key, Value> implements ReadonlyMap<Key, Value> {
  readonly #now: () => ReadonlyMap<Key, Value>

  constructor(now: () => ReadonlyMap<Key, Value>) {
    this.#now = now
  }

  get size(): number {
    return this.#now().size
  }

  get(key: Key): Value | undefined {
    return this.#now().get(key)
  }

  has(key: Key): boolean {
    return this.#now().has(key)
  }

  forEach(told: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    for (const [key, value] of this.#now()) told(value, key, this)
  }

  keys(): MapIterator<Key> {
    return this.#now().keys()
  }

  values(): MapIterator<Value> {
    return this.#now().values()
  }

  entries(): MapIterator<[Key, Value]> {
    return this.#now().entries()
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries()
  }
}
