import type { PartitionState, StateChange } from '../core/log.ts'

/** What a stage remembers while it works on records that it worked on before: in memory, and gone with it. */
export class Remembered implements PartitionState {
  readonly #values = new Map<string, unknown>()

  get(key: string): unknown {
    return this.#values.get(key)
  }

  entries(prefix: string): readonly (readonly [key: string, value: unknown])[] {
    return [...this.#values]
      .filter(([key]) => key.startsWith(prefix))
      .sort(([a], [b]) => (a < b ? -1 : 1))
  }

  apply(changes: readonly StateChange[] = []): void {
    for (const { key, value } of changes) {
      if (value === undefined) this.#values.delete(key)
      else this.#values.set(key, value)
    }
  }
}
