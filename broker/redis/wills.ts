/**
 * Last wills by the broker that holds the connection, so that another one can publish them when it dies. A client that
 * came back elsewhere by then leaves no will: `at` says where it is.
 */
import type { Redis } from 'ioredis'

import { messageOf } from '../../core/errors.ts'
import type { ClusterMember, ClusterOptions, OrphanedWill, Will } from '../ports.ts'
import { decodeWill, encode, leaveScript, type Keys } from './keys.ts'
import type { RedisLink } from './link.ts'
import { fieldsOf } from './queues.ts'

export interface WillsParts {
  readonly link: RedisLink
  readonly keys: Keys
  readonly kindOf: ClusterOptions['kindOf']
  readonly self: string
  readonly failed: (message: string) => void
}

export class Wills {
  readonly #parts: WillsParts
  /** Of clients connected here, in case Redis forgets. */
  readonly #here = new Map<string, Buffer>()

  constructor(parts: WillsParts) {
    this.#parts = parts
  }

  put(clientId: string, will: Will): void {
    const { link, kindOf } = this.#parts
    const { topic, payload, qos, retain } = will
    const body = encode({
      clientId,
      kind: kindOf(clientId),
      topic,
      payload: typeof payload === 'string' ? Buffer.from(payload) : payload,
      qos,
      retain,
    } satisfies OrphanedWill)
    this.#here.set(clientId, body)
    void link.run((commands) => this.#store(commands, clientId, body)).catch(() => {})
  }

  /** Aedes asks for it when a client comes and when it has left. */
  remove(clientId: string): void {
    const { link, keys, self } = this.#parts
    const mine = this.#here.delete(clientId)
    void link
      .run((commands) =>
        mine
          ? commands.eval(leaveScript, 2, keys.wills(self), keys.places, clientId, self)
          : commands.hdel(keys.places, clientId),
      )
      .catch(() => {})
  }

  async restore(commands: Redis): Promise<void> {
    const all = [...this.#here]
    await Promise.all(all.map(([clientId, body]) => this.#store(commands, clientId, body)))
  }

  /** Publishes what a dead broker left; what fails stays for the next attempt. */
  async inherit(
    commands: Redis,
    dead: string,
    member: Pick<ClusterMember, 'inherit'>,
  ): Promise<boolean> {
    const { keys, failed } = this.#parts
    let whole = true
    for await (const [clientId, body] of fieldsOf(commands, keys.wills(dead))) {
      try {
        // Only a client that nobody has seen since is gone.
        if ((await commands.hget(keys.places, clientId)) === dead) {
          await member.inherit(decodeWill(body))
        }
        await commands.eval(leaveScript, 2, keys.wills(dead), keys.places, clientId, dead)
      } catch (error) {
        whole = false
        failed(messageOf(error))
      }
    }
    return whole
  }

  async #store(commands: Redis, clientId: string, body: Buffer): Promise<void> {
    const { keys, self } = this.#parts
    await commands
      .multi()
      .hset(keys.wills(self), clientId, body)
      .hset(keys.places, clientId, self)
      .exec()
  }
}
