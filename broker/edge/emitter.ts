/**
 * Hands a message to the listeners of this broker: what aedes calls `mq`. It tells at once whether anybody listens, and
 * nobody who emits waits for those who read.
 */
import type { AedesPublishPacket } from 'aedes'

import { FilterIndex } from '../rights/filters.ts'
import type { Message, Neighbours } from '../ports.ts'

export type Deliver = (packet: AedesPublishPacket, callback: () => void) => void
type Done = (error?: Error | null) => void

const ignore = () => {}

export class Emitter {
  readonly #listeners = new FilterIndex<true, Deliver>()
  readonly #neighbours: Pick<Neighbours, 'announce' | 'withdraw'> | undefined

  constructor(neighbours?: Pick<Neighbours, 'announce' | 'withdraw'>) {
    this.#neighbours = neighbours
  }

  listens(topic: string): boolean {
    return this.#listeners.has(topic)
  }

  on(filter: string, deliver: Deliver, done: Done = ignore): void {
    const before = this.#listeners.count(filter)
    this.#listeners.set(filter, deliver, true)
    if (before === 0) this.#neighbours?.announce(filter)
    setImmediate(done)
  }

  removeListener(filter: string, deliver: Deliver, done: Done = ignore): void {
    const before = this.#listeners.count(filter)
    this.#listeners.delete(filter, deliver)
    if (before > 0 && this.#listeners.count(filter) === 0) this.#neighbours?.withdraw(filter)
    setImmediate(done)
  }

  emit(packet: AedesPublishPacket | Message, done: Done = ignore): void {
    for (const [deliver] of this.#listeners.match(packet.topic)) {
      // Every listener makes a packet of its own from it.
      deliver(packet as AedesPublishPacket, ignore)
    }
    done()
  }

  close(done: Done = ignore): void {
    done()
  }
}
