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

/**
 * Values by filter, found by topic. Exact filters and those that end in `/#` are looked up by name, so tens of thousands
 * of devices with their own filters cost nothing; only filters with `+` are tried one by one, and devices have none.
 */
export class FilterIndex<T> {
  readonly #byName = new Map<string, Map<string, T>>()
  readonly #patterns = new Map<string, Map<string, T>>()
  #open = 0

  set(filter: string, key: string, value: T): void {
    const table = this.#table(filter)
    let values = table.get(filter)
    if (values === undefined) {
      table.set(filter, (values = new Map()))
      if (filter.endsWith('#')) this.#open++
    }
    values.set(key, value)
  }

  get(filter: string, key: string): T | undefined {
    return this.#table(filter).get(filter)?.get(key)
  }

  delete(filter: string, key: string): void {
    const table = this.#table(filter)
    const values = table.get(filter)
    if (values?.delete(key) !== true || values.size > 0) return
    table.delete(filter)
    if (filter.endsWith('#')) this.#open--
  }

  *match(topic: string): Iterable<readonly [key: string, value: T]> {
    const exact = this.#byName.get(topic)
    if (exact !== undefined) yield* exact
    if (this.#open > 0) {
      for (const filter of openFilters(topic)) {
        const values = this.#byName.get(filter)
        if (values !== undefined) yield* values
      }
    }
    for (const [filter, values] of this.#patterns) {
      if (matchesFilter(filter, topic)) yield* values
    }
  }

  /** Whether anything matches. */
  has(topic: string): boolean {
    if (this.#byName.has(topic)) return true
    if (this.#open > 0 && openFilters(topic).some((filter) => this.#byName.has(filter))) return true
    if (this.#patterns.size === 0) return false
    for (const filter of this.#patterns.keys()) if (matchesFilter(filter, topic)) return true
    return false
  }

  #table(filter: string): Map<string, Map<string, T>> {
    return filter.includes('+') ? this.#patterns : this.#byName
  }
}

/** The filters ending in `#` and without `+` that match a topic: `#`, `a/#`, `a/b/#` for `a/b`. */
function openFilters(topic: string): string[] {
  const filters = topic.startsWith('$') ? [] : ['#']
  for (let slash = topic.indexOf('/'); slash >= 0; slash = topic.indexOf('/', slash + 1)) {
    filters.push(`${topic.slice(0, slash)}/#`)
  }
  filters.push(`${topic}/#`)
  return filters
}
