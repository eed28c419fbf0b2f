/**
 * At which brokers a device has sessions, so that the one that goes last leaves the will. A session is taken out and the others
 * are looked for in one step: of two that go at once, the later one finds nobody. A broker that gives no sign of life holds
 * nobody. While Redis is away each broker knows its own sessions only.
 */
import type { Redis } from 'ioredis'

import type { Presence } from '../ports.ts'
import { leavePlaceScript, type Keys } from './keys.ts'
import { chunks, type RedisLink } from './link.ts'

export interface PresenceParts {
  readonly link: RedisLink
  readonly keys: Keys
  readonly self: string
}

const deviceOf = (clientId: string): string => clientId.split('/', 1)[0] ?? clientId

export class RedisPresence implements Presence {
  readonly #parts: PresenceParts
  readonly #here = new Set<string>()
  /** Left while Redis was away. */
  readonly #left = new Set<string>()

  constructor(parts: PresenceParts) {
    this.#parts = parts
  }

  arrived(clientId: string): void {
    this.#here.add(clientId)
    this.#left.delete(clientId)
    const { link, keys, self } = this.#parts
    void link
      .run((commands) => commands.hset(keys.device(deviceOf(clientId)), clientId, self))
      .catch(() => {})
  }

  left(clientId: string): void {
    if (this.#here.delete(clientId)) void this.elsewhere(clientId)
  }

  async elsewhere(clientId: string): Promise<boolean> {
    const { link } = this.#parts
    try {
      return await link.run((commands) => this.#leave(commands, clientId))
    } catch {
      if (!this.#here.has(clientId)) this.#left.add(clientId)
      return false
    }
  }

  /** Redis is back, or took this broker for dead. */
  async restore(commands: Redis): Promise<void> {
    const { keys, self } = this.#parts
    for (const clientId of this.#left) {
      await this.#leave(commands, clientId)
      this.#left.delete(clientId)
    }
    for (const some of chunks([...this.#here])) {
      const pipeline = commands.pipeline()
      for (const clientId of some) pipeline.hset(keys.device(deviceOf(clientId)), clientId, self)
      await pipeline.exec()
    }
  }

  async #leave(commands: Redis, clientId: string): Promise<boolean> {
    const { keys, self } = this.#parts
    const key = keys.device(deviceOf(clientId))
    return (await commands.eval(leavePlaceScript, 1, key, clientId, self, keys.node(''))) === 1
  }
}
