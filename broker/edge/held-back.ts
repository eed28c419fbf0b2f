/**
 * Frames of ordinary kinds that wait while judging is behind, so that those of urgent kinds are judged at once (docs/broker.md,
 * lanes). What a device sends stays in its order: while something of it waits here, all that follows waits behind it.
 */
import type { Frame } from '../../core/frame.ts'
import type { DeviceId } from '../../core/identity.ts'

interface Waiting {
  readonly value: Frame
  /** By performance.now. */
  readonly arrived: number
}

export class HeldBack<Entry extends Waiting> {
  /** Whether ordinary kinds wait now. */
  closed = false
  #entries: Entry[] = []
  readonly #sources = new Map<DeviceId, number>()
  #bytes = 0

  get count(): number {
    return this.#entries.length
  }

  get bytes(): number {
    return this.#bytes
  }

  /** When the first of them came; undefined while none waits. */
  get oldest(): number | undefined {
    return this.#entries[0]?.arrived
  }

  /** Whether something of the source waits. */
  has(source: DeviceId): boolean {
    return this.#sources.has(source)
  }

  enter(entry: Entry, bytes: number): void {
    const { source } = entry.value
    this.#entries.push(entry)
    this.#sources.set(source, (this.#sources.get(source) ?? 0) + 1)
    this.#bytes += bytes
  }

  /** Takes out those of which it says so, in their order. */
  take(which: (entry: Entry) => boolean, sizeOf: (value: Frame) => number): readonly Entry[] {
    const taken: Entry[] = []
    const left: Entry[] = []
    for (const entry of this.#entries) (which(entry) ? taken : left).push(entry)
    this.#entries = left
    for (const { value } of taken) {
      this.#bytes -= sizeOf(value)
      const others = (this.#sources.get(value.source) ?? 1) - 1
      if (others > 0) this.#sources.set(value.source, others)
      else this.#sources.delete(value.source)
    }
    return taken
  }
}
