/** The stage of ingest with the state that it would keep in a log, and what it put out. */
import type { Frame } from '../../core/frame.ts'
import type { PartitionState, StateChange } from '../../core/log.ts'
import type { ClockLimits } from '../../ingest/config.ts'
import { Memory } from '../../ingest/memory.ts'
import type { DeviceLookup } from '../../ingest/denied.ts'
import { normalise } from '../../ingest/normalise.ts'
import { decodeState, encodeState } from '../../storage/state-codec.ts'

/** lost: the log refuses the batch once. crash: the process is killed before it is durable, killed: right after that. */
export type Fate = 'kept' | 'lost' | 'crash' | 'killed'

export class IngestStore {
  /** As bytes, so that nothing is shared with who wrote it. */
  readonly #stored = new Map<string, Buffer>()
  readonly out: Record<string, unknown[]> = {}
  /** Memories of devices that were written whole. */
  whole = 0
  #offset = 0
  #memory: Memory
  readonly #most: number

  constructor(most: number) {
    this.#most = most
    this.#memory = new Memory(this.view(), most)
  }

  view(): PartitionState {
    return {
      get: (key) => {
        const bytes = this.#stored.get(key)
        return bytes && decodeState(bytes)
      },
      entries: (prefix) =>
        [...this.#stored]
          .filter(([key]) => key.startsWith(prefix))
          .toSorted(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, bytes]) => [key, decodeState(bytes)] as const),
    }
  }

  run(frames: readonly Frame[], devices: DeviceLookup, limits: ClockLimits, fate: Fate): void {
    const records = frames.map((value, index) => ({
      partition: 0,
      offset: this.#offset + index,
      value,
    }))
    const batch = { partition: 0, partitions: 1, records, state: this.#memory }
    const { append, state, additions } = normalise(batch, devices, limits)
    const changes = this.#memory.settle(state, additions)
    if (fate === 'crash') this.restart()
    if (fate === 'crash' || fate === 'lost') return this.run(frames, devices, limits, 'kept')
    for (const { topic, values } of append) (this.out[topic.name] ??= []).push(...values)
    this.keep(changes)
    this.#memory.settled()
    this.#offset += frames.length
    if (fate === 'killed') this.restart()
  }

  keep(changes: readonly StateChange[]): void {
    for (const { key, value } of changes) {
      if (/^(repeats|aside)\//.test(key)) this.whole += 1
      if (value === undefined) this.#stored.delete(key)
      else this.#stored.set(key, encodeState(value))
    }
  }

  get memory(): Memory {
    return this.#memory
  }

  /** Another process goes on with what was kept. */
  restart(): void {
    this.#memory = new Memory(this.view(), this.#most)
  }

  /** All that is known, by the key. */
  known(): ReadonlyMap<string, unknown> {
    return new Map(this.#memory.entries())
  }
}
