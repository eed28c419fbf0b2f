/**
 * Hands a message to the listeners of this broker: what aedes calls `mq`. It tells at once whether anybody listens, and
 * nobody who emits waits for those who read.
 */
import type { AedesPublishPacket } from 'aedes'

import { FilterIndex } from './filters.ts'
import type { Message } from './ports.ts'

export type Deliver = (packet: AedesPublishPacket, callback: () => void) => void
type Done = (error?: Error | null) => void

const ignore = () => {}

export class Emitter {
  /** The first listener of a filter came, or the last one left. */
  wanted: (filter: string) => void = ignore
  unwanted: (filter: string) => void = ignore

  readonly #listeners = new FilterIndex<Deliver>()
  readonly #counts = new Map<string, number>()
  readonly #names = new WeakMap<Deliver, string>()
  #named = 0

  listens(topic: string): boolean {
    return this.#listeners.has(topic)
  }

  /** Filters somebody listens to. */
  get filters(): Iterable<string> {
    return this.#counts.keys()
  }

  on(filter: string, deliver: Deliver, done: Done = ignore): void {
    const name = this.#nameOf(deliver)
    if (this.#listeners.get(filter, name) === undefined) {
      this.#listeners.set(filter, name, deliver)
      const before = this.#counts.get(filter) ?? 0
      this.#counts.set(filter, before + 1)
      if (before === 0) this.wanted(filter)
    }
    setImmediate(done)
  }

  removeListener(filter: string, deliver: Deliver, done: Done = ignore): void {
    const name = this.#nameOf(deliver)
    if (this.#listeners.get(filter, name) !== undefined) {
      this.#listeners.delete(filter, name)
      const left = (this.#counts.get(filter) ?? 1) - 1
      if (left > 0) this.#counts.set(filter, left)
      else {
        this.#counts.delete(filter)
        this.unwanted(filter)
      }
    }
    setImmediate(done)
  }

  emit(packet: AedesPublishPacket | Message, done: Done = ignore): void {
    for (const [, deliver] of this.#listeners.match(packet.topic)) {
      // Every listener makes a packet of its own from it.
      deliver(packet as AedesPublishPacket, ignore)
    }
    done()
  }

  close(done: Done = ignore): void {
    done()
  }

  #nameOf(deliver: Deliver): string {
    let name = this.#names.get(deliver)
    if (name === undefined) this.#names.set(deliver, (name = String(++this.#named)))
    return name
  }
}
