/**
 * At which brokers a name has sessions, so that it has no more than it may, and the one that goes last leaves the will. A
 * session is put in and counted, or taken out and the others looked for, in one step: of two that come at once for the last
 * place one gets it, and of two that go at once the later one finds nobody. A broker that gives no sign of life holds nobody.
 * While Redis is away each broker knows its own sessions only.
 */
import type { Redis } from 'ioredis'

import type { Presence } from '../ports.ts'
import { nameOf } from '../sessions/stored-session.ts'
import { leavePlaceScript, takePlaceScript, type Keys } from './keys.ts'
import { chunks, type RedisLink } from './link.ts'

export interface PresenceParts {
  readonly link: RedisLink
  readonly keys: Keys
  readonly self: string
}

export class RedisPresence implements Presence {
  readonly #parts: PresenceParts
  readonly #here = new Set<string>()
  /** Left while Redis was away. */
  readonly #left = new Set<string>()

  constructor(parts: PresenceParts) {
    this.#parts = parts
  }

  async admit(clientId: string, most: number): Promise<boolean> {
    const { link, keys, self } = this.#parts
    const key = keys.device(nameOf(clientId))
    try {
      const taken = await link.run((commands) =>
        commands.eval(takePlaceScript, 1, key, clientId, self, keys.node(''), most),
      )
      return taken === 1
    } catch {
      return true
    }
  }

  giveUp(clientId: string): void {
    if (!this.#here.has(clientId)) void this.elsewhere(clientId)
  }

  arrived(clientId: string): void {
    this.#here.add(clientId)
    this.#left.delete(clientId)
    const { link, keys, self } = this.#parts
    void link
      .run((commands) => commands.hset(keys.device(nameOf(clientId)), clientId, self))
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
      for (const clientId of some) pipeline.hset(keys.device(nameOf(clientId)), clientId, self)
      await pipeline.exec()
    }
  }

  async #leave(commands: Redis, clientId: string): Promise<boolean> {
    const { keys, self } = this.#parts
    const key = keys.device(nameOf(clientId))
    return (await commands.eval(leavePlaceScript, 1, key, clientId, self, keys.node(''))) === 1
  }
}
