import type { Redis } from 'ioredis'

import { FilterIndex } from '../rights/filters.ts'
import type { Message, Neighbours } from '../ports.ts'
import { encode, isCommandFilter, type Keys, type Word } from './keys.ts'
import type { RedisLink } from './link.ts'

export interface NeighboursParts {
  readonly link: RedisLink
  readonly keys: Keys
  readonly self: string
}

/**
 * Who listens to what at the other brokers, in memory, so that a reading goes through Redis only when somebody wants
 * it. Commands of one device are announced by nobody: messages of services are few and go to all.
 */
export class RedisNeighbours implements Neighbours {
  readonly #parts: NeighboursParts
  readonly #mine = new Set<string>()
  readonly #index = new FilterIndex<true>()
  readonly #byNode = new Map<string, Set<string>>()
  /** Clients whose arrival here was said and has not been heard back. */
  readonly #arriving = new Map<string, number>()
  #dropped = 0

  constructor(parts: NeighboursParts) {
    this.#parts = parts
  }

  hears(topic: string): boolean {
    return this.#index.has(topic)
  }

  send(message: Message, to: 'listeners' | 'all'): void {
    const { keys } = this.#parts
    if (to === 'all') {
      this.#publish(keys.bus, ['message', this.#parts.self, message])
      return
    }
    for (const [node] of this.#matching(message.topic)) {
      this.#publish(keys.channel(node), ['message', this.#parts.self, message])
    }
  }

  arrived(clientId: string): void {
    const { link, keys, self } = this.#parts
    this.#arriving.set(clientId, (this.#arriving.get(clientId) ?? 0) + 1)
    const word: Word = ['arrived', self, clientId]
    void link
      .run((commands) => commands.publish(keys.bus, encode(word)))
      .catch(() => this.#settle(clientId))
  }

  /**
   * Every broker hears all words in the same order, its own as well, so of two arrivals at the same time all agree which
   * was the later one. Whether a client that is here was taken over by this one.
   */
  takenOver(from: string, clientId: string): boolean {
    if (from !== this.#parts.self) return !this.#arriving.has(clientId)
    this.#settle(clientId)
    return false
  }

  announce(filter: string): void {
    if (!announced(filter)) return
    this.#mine.add(filter)
    const { link, keys, self } = this.#parts
    void link
      .run(async (commands) => {
        await Promise.all([
          commands.sadd(keys.interests(self), filter),
          commands.publish(keys.bus, encode(['interested', self, [filter]] satisfies Word)),
        ])
      })
      .catch(() => {})
  }

  withdraw(filter: string): void {
    if (!this.#mine.delete(filter)) return
    const { link, keys, self } = this.#parts
    void link
      .run(async (commands) => {
        await Promise.all([
          commands.srem(keys.interests(self), filter),
          commands.publish(keys.bus, encode(['uninterested', self, [filter]] satisfies Word)),
        ])
      })
      .catch(() => {})
  }

  interested(node: string, filters: readonly string[]): void {
    const known = this.#byNode.get(node) ?? new Set()
    this.#byNode.set(node, known)
    for (const filter of filters) {
      known.add(filter)
      this.#index.set(filter, node, true)
    }
  }

  uninterested(node: string, filters: readonly string[]): void {
    for (const filter of filters) {
      this.#byNode.get(node)?.delete(filter)
      this.#index.delete(filter, node)
    }
  }

  forget(node: string): void {
    this.uninterested(node, [...(this.#byNode.get(node) ?? [])])
    this.#byNode.delete(node)
  }

  /** Says again what is wanted here, and learns what the others want. */
  async restore(commands: Redis, others: readonly string[]): Promise<void> {
    const { keys, self } = this.#parts
    // What was said before the connection was lost is not heard any more.
    this.#arriving.clear()
    const mine = [...this.#mine]
    const pipeline = commands.multi().del(keys.interests(self))
    for (let at = 0; at < mine.length; at += 1_000) {
      pipeline.sadd(keys.interests(self), ...mine.slice(at, at + 1_000))
    }
    await pipeline.exec()
    await commands.publish(keys.bus, encode(['interested', self, mine] satisfies Word))
    for (const gone of this.#byNode.keys()) if (!others.includes(gone)) this.forget(gone)
    for (const other of others) {
      const filters = await commands.smembers(keys.interests(other))
      this.forget(other)
      this.interested(other, filters)
    }
  }

  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }

  #settle(clientId: string): void {
    const left = (this.#arriving.get(clientId) ?? 1) - 1
    if (left > 0) this.#arriving.set(clientId, left)
    else this.#arriving.delete(clientId)
  }

  /** Each broker once, however many of its filters match. */
  #matching(topic: string): Map<string, true> {
    return new Map(this.#index.match(topic))
  }

  #publish(channel: string, word: Word): void {
    const { link } = this.#parts
    if (!link.roomy) {
      this.#dropped++
      return
    }
    void link
      .run((commands) => commands.publish(channel, encode(word)))
      .catch(() => this.#dropped++)
  }
}

const announced = (filter: string): boolean => !filter.startsWith('$') && !isCommandFilter(filter)
