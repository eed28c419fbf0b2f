/** Topic filters of MQTT 3.1.1 section 4.7: `+` fills one level, a last `#` the level before it and all below. */

export const isFilter = (filter: string): boolean =>
  filter.length > 0 && filter.length <= 256 && isWellFormedFilter(filter)

/** Wildcards stand alone in their level, and `#` in the last one (MQTT-4.7.1-2, -3). */
export function isWellFormedFilter(filter: string): boolean {
  const levels = filter.split('/')
  return levels.every(
    (level, index) =>
      level === '+' || (level === '#' && index === levels.length - 1) || !/[+#]/.test(level),
  )
}

/** Whether a subscription with `filter` gets what is published on `topic`. */
export const matchesFilter = (filter: string, topic: string): boolean => coversFilter(filter, topic)

/** Whether everything that `wanted` (a filter or a topic) can match is matched by `allowed` too. */
export function coversFilter(allowed: string, wanted: string): boolean {
  if (allowed === wanted) return true
  // A leading wildcard never reaches topics that start with a dollar sign (MQTT-4.7.2-1).
  if (wanted.startsWith('$') && /^[+#]/.test(allowed)) return false
  // What stands before the first `+` is meant by the letter. Nearly every publish is told apart by it from every filter.
  const plus = allowed.indexOf('+')
  if (plus > 0 && !wanted.startsWith(allowed.slice(0, plus))) return false
  const have = allowed.split('/')
  const want = wanted.split('/')
  for (const [index, level] of have.entries()) {
    if (level === '#') return true
    const other = want[index]
    if (other === undefined || other === '#') return false
    if (level !== '+' && level !== other) return false
  }
  return want.length === have.length
}

/** A filter has one value as a rule, the device's own; a map for each would cost more than all the rest of it. */
interface Single<T, Key> {
  readonly key: Key
  readonly value: T
}
type Values<T, Key> = Single<T, Key> | Map<Key, T>

/** Topics, of which a device has one or two. */
const mostKnown = 65_536

/**
 * Values by filter, found by topic. Exact filters and those that end in `/#` are looked up by name, so tens of thousands
 * of devices with their own filters cost nothing; only filters with `+` are tried one by one, and devices have none.
 */
export class FilterIndex<T, Key = string> {
  readonly #byName = new Map<string, Values<T, Key>>()
  readonly #patterns = new Map<string, Values<T, Key>>()
  /** Whether a filter with a wildcard matches a topic, since the last of them came or went; most topics are asked about again. */
  readonly #known = new Map<string, boolean>()
  #open = 0

  /** How many values a filter has. */
  count(filter: string): number {
    const values = this.#table(filter).get(filter)
    return values instanceof Map ? values.size : values === undefined ? 0 : 1
  }

  set(filter: string, key: Key, value: T): void {
    const table = this.#table(filter)
    const values = table.get(filter)
    if (values instanceof Map) values.set(key, value)
    else if (values === undefined || values.key === key) table.set(filter, { key, value })
    else {
      table.set(
        filter,
        new Map([
          [values.key, values.value],
          [key, value],
        ]),
      )
    }
    if (values !== undefined) return
    if (filter.endsWith('#')) this.#open++
    this.#changed(filter)
  }

  get(filter: string, key: Key): T | undefined {
    const values = this.#table(filter).get(filter)
    if (values instanceof Map) return values.get(key)
    return values?.key === key ? values.value : undefined
  }

  delete(filter: string, key: Key): void {
    const table = this.#table(filter)
    const values = table.get(filter)
    if (values === undefined) return
    if (values instanceof Map) {
      if (!values.delete(key) || values.size > 0) return
    } else if (values.key !== key) return
    table.delete(filter)
    if (filter.endsWith('#')) this.#open--
    this.#changed(filter)
  }

  *match(topic: string): Iterable<readonly [key: Key, value: T]> {
    const exact = this.#byName.get(topic)
    if (exact !== undefined) yield* entriesOf(exact)
    if (this.#open > 0) {
      for (const filter of openFilters(topic)) {
        const values = this.#byName.get(filter)
        if (values !== undefined) yield* entriesOf(values)
      }
    }
    for (const [filter, values] of this.#patterns) {
      if (matchesFilter(filter, topic)) yield* entriesOf(values)
    }
  }

  /** Whether anything matches. */
  has(topic: string): boolean {
    if (this.#byName.has(topic)) return true
    if (this.#open === 0 && this.#patterns.size === 0) return false
    let known = this.#known.get(topic)
    if (known === undefined) {
      if (this.#known.size >= mostKnown) this.#known.clear()
      this.#known.set(topic, (known = this.#matches(topic)))
    }
    return known
  }

  #matches(topic: string): boolean {
    if (this.#open > 0 && openFilters(topic).some((filter) => this.#byName.has(filter))) return true
    for (const filter of this.#patterns.keys()) if (matchesFilter(filter, topic)) return true
    return false
  }

  #changed(filter: string): void {
    if (filter.includes('+') || filter.endsWith('#')) this.#known.clear()
  }

  #table(filter: string): Map<string, Values<T, Key>> {
    return filter.includes('+') ? this.#patterns : this.#byName
  }
}

const entriesOf = <T, Key>(values: Values<T, Key>): Iterable<readonly [key: Key, value: T]> =>
  values instanceof Map ? values : [[values.key, values.value]]

/** The filters ending in `#` and without `+` that match a topic: `#`, `a/#`, `a/b/#` for `a/b`. */
function openFilters(topic: string): string[] {
  const filters = topic.startsWith('$') ? [] : ['#']
  for (let slash = topic.indexOf('/'); slash >= 0; slash = topic.indexOf('/', slash + 1)) {
    filters.push(`${topic.slice(0, slash)}/#`)
  }
  filters.push(`${topic}/#`)
  return filters
}
