import type { TopicName } from '../../core/log.ts'

const mostRecords = 16_384

/**
 * Values this thread has just written, by the block they went into. A consumer in the same thread takes them from here
 * and saves decoding what was encoded a moment ago. Records are read-only everywhere, so sharing them is safe.
 */
export class RecentBlocks {
  readonly #blocks = new Map<string, readonly unknown[]>()
  #records = 0

  put(topic: TopicName, base: number, values: readonly unknown[]): void {
    this.#blocks.set(key(topic, base), values)
    this.#records += values.length
    for (const [oldest, { length }] of this.#blocks) {
      if (this.#records <= mostRecords) break
      this.#blocks.delete(oldest)
      this.#records -= length
    }
  }

  get(topic: TopicName, base: number): readonly unknown[] | undefined {
    return this.#blocks.get(key(topic, base))
  }
}

const key = (topic: TopicName, base: number): string => `${topic} ${base}`
