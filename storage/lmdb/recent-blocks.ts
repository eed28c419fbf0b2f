import type { TopicName } from '../../core/log.ts'

const mostRecords = 16_384
/** As encoded: a dead letter of the largest frame takes a third of a mebibyte. */
const mostBytes = 32 * 2 ** 20

interface Recent {
  readonly values: readonly unknown[]
  readonly bytes: number
}

/**
 * Values this thread has just written, by the block they went into. A consumer in the same thread takes them from here
 * and saves decoding what was encoded a moment ago. Records are read-only everywhere, so sharing them is safe.
 */
export class RecentBlocks {
  readonly #blocks = new Map<string, Recent>()
  #records = 0
  #bytes = 0

  put(topic: TopicName, base: number, values: readonly unknown[], bytes: number): void {
    this.#blocks.set(key(topic, base), { values, bytes })
    this.#records += values.length
    this.#bytes += bytes
    for (const [oldest, block] of this.#blocks) {
      if (this.#records <= mostRecords && this.#bytes <= mostBytes) break
      this.#blocks.delete(oldest)
      this.#records -= block.values.length
      this.#bytes -= block.bytes
    }
  }

  get(topic: TopicName, base: number): readonly unknown[] | undefined {
    return this.#blocks.get(key(topic, base))?.values
  }
}

const key = (topic: TopicName, base: number): string => `${topic} ${base}`
