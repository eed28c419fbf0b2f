import type { PartitionState, StateChange } from '../../core/log.ts'

/** What a group remembers about one partition, in memory; the compacted topic behind it is written in `transaction.ts`. */
export class KafkaPartitionState implements PartitionState {
  readonly #values = new Map<string, unknown>()

  get(key: string): unknown {
    return this.#values.get(key)
  }

  *entries(prefix: string): Iterable<readonly [key: string, value: unknown]> {
    const keys = [...this.#values.keys()].filter((key) => key.startsWith(prefix)).sort()
    for (const key of keys) yield [key, this.#values.get(key)]
  }

  /** Takes over changes that are durable. */
  apply(changes: readonly StateChange[]): void {
    for (const { key, value } of changes) {
      if (value === undefined) this.#values.delete(key)
      else this.#values.set(key, value)
    }
  }
}
