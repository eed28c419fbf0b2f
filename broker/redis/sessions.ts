/**
 * Sessions, queues and retained messages in Redis, shared by the brokers of a cluster. What aedes asks for while Redis is
 * away is answered as if nothing was stored, and sessions connected here are written again when it is back. Half-done
 * QoS 2 publishes stay in the memory of the broker that took them: who goes to another broker in between is believed
 * once more, which stores a frame twice and ingest knows the reading.
 */
import { Readable } from 'node:stream'

import type { ChainableCommander, Redis } from 'ioredis'

import { minutes, type Clock } from '../../core/time.ts'
import type {
  Inbound,
  Message,
  Named,
  SessionOptions,
  Sessions,
  Subscription,
  Waiting,
  Will,
} from '../ports.ts'
import { handOver, numberBeside } from '../edge/outgoing.ts'
import { SessionStore } from '../sessions/session-store.ts'
import { nameOf } from '../sessions/stored-session.ts'
import { decodeSubscription, encode, isCommandFilter, type Keys, type Word } from './keys.ts'
import { chunks, type RedisLink } from './link.ts'
import { acknowledge, retained, settled, store, unsent, update, waiting } from './queues.ts'
import { left, own } from './roster.ts'
import { enlist, SubscriptionMirror, unlist } from './subscriptions.ts'
import type { Wills } from './wills.ts'

/** A session connected here. `touched` is when its keys were last given their time. */
interface Present {
  readonly subscriptions: Map<string, Subscription>
  touched: number
}

export interface RedisSessionsParts {
  readonly link: RedisLink
  readonly keys: Keys
  readonly options: SessionOptions
  readonly wills: Wills
  readonly clock: Clock
  /** This broker among the others. */
  readonly self: string
}

const maxForgotten = 100_000
const leastExpiry = minutes(5)

export class RedisSessions implements Sessions {
  readonly mirror = new SubscriptionMirror()
  readonly #parts: RedisSessionsParts
  readonly #expiry: number
  readonly #handshakes: SessionStore
  readonly #present = new Map<string, Present>()
  /** Clean sessions that came while Redis was away. */
  readonly #forgotten = new Set<string>()
  #dropped = 0

  constructor(parts: RedisSessionsParts) {
    this.#parts = parts
    this.#expiry = Math.max(leastExpiry, parts.options.sessionExpiry)
    this.#handshakes = new SessionStore(parts.options)
  }

  async setup(): Promise<void> {}

  hears(topic: string): boolean {
    return this.mirror.has(topic)
  }

  remember(message: Message): void {
    const { link } = this.#parts
    const targets = message.qos > 0 ? this.mirror.match(message.topic) : new Map<string, string>()
    if (!link.roomy) {
      this.#dropped += targets.size + (message.retain ? 1 : 0)
      return
    }
    void link
      .run((commands) => this.#write(commands, message, targets))
      .catch(() => this.#dropped++)
  }

  async keep(message: Message): Promise<void> {
    const { link, keys } = this.#parts
    await link.run(async (commands) => {
      const targets = this.mirror.match(message.topic)
      if (isCommandFilter(message.topic)) {
        const clients = await commands.hkeys(keys.commands(message.topic))
        for (const client of clients) targets.set(client, message.topic)
      }
      await this.#write(commands, message, message.qos > 0 ? targets : new Map())
    })
  }

  arrived(clientId: string): void {
    this.#handshakes.arrived(clientId)
  }

  left(clientId: string, elapsed: number): void {
    this.#handshakes.left(clientId, elapsed)
    const present = this.#present.get(clientId)
    if (present === undefined) return
    this.#present.delete(clientId)
    this.#later(async (commands) => {
      await this.#touch(commands.pipeline(), clientId, present, elapsed).exec()
      await left(commands, this.#parts.keys, clientId, this.#time)
    })
  }

  expire(elapsed: number): void {
    this.#handshakes.expire(elapsed)
    const due = [...this.#present].filter(([, { touched }]) => elapsed - touched > this.#expiry / 4)
    for (const some of chunks(due)) {
      this.#later((commands) => {
        const pipeline = commands.pipeline()
        for (const [id, present] of some) this.#touch(pipeline, id, present, elapsed)
        return pipeline.exec()
      })
    }
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return this.#stream((commands) => retained(commands, this.#parts.keys, filters))
  }

  async addSubscriptions(client: Named, subscriptions: readonly Subscription[]): Promise<void> {
    // Aedes passes refused filters of the same SUBSCRIBE, too.
    const granted = subscriptions.filter(({ topic }) => this.#parts.options.granted(client, topic))
    const present = this.#presentOf(client.id)
    for (const one of granted) present.subscriptions.set(one.topic, one)
    this.mirror.add(client.id, granted)
    await this.#try(async (commands) => {
      const pipeline = enlist(commands.pipeline(), this.#parts.keys, client.id, granted)
      this.#touch(pipeline, client.id, present, this.#parts.clock.elapsed())
      await settled(this.#tell(pipeline, ['subscribed', this.#parts.self, client.id, granted]))
      await this.#bound(commands, [client.id])
    })
  }

  async removeSubscriptions(client: Named, filters: readonly string[]): Promise<void> {
    const present = this.#present.get(client.id)
    for (const filter of filters) present?.subscriptions.delete(filter)
    this.mirror.remove(client.id, filters)
    await this.#try(async (commands) => {
      const pipeline = commands.pipeline()
      pipeline.hdel(this.#parts.keys.subscriptions(client.id), ...filters)
      await settled(this.#unlist(pipeline, client.id, filters))
    })
  }

  async subscriptionsByClient(client: Named): Promise<Subscription[]> {
    const present = this.#presentOf(client.id)
    this.#forgotten.delete(client.id)
    await this.#try(async (commands) => {
      const { keys } = this.#parts
      const stored = await commands.hgetallBuffer(keys.subscriptions(client.id))
      for (const body of Object.values(stored)) {
        const one = decodeSubscription(body)
        present.subscriptions.set(one.topic, one)
      }
      await settled(
        this.#touch(commands.pipeline(), client.id, present, this.#parts.clock.elapsed()),
      )
    })
    return [...present.subscriptions.values()]
  }

  async cleanSubscriptions(client: Named): Promise<void> {
    this.#present.delete(client.id)
    const done = await this.#try(async (commands) => {
      await this.#forget(commands, client.id)
      return true
    })
    if (done === undefined && this.#forgotten.size < maxForgotten) this.#forgotten.add(client.id)
  }

  async outgoingUpdate(client: Named, message: Waiting): Promise<void> {
    if (client.clean === true || message.messageId === undefined) return
    await this.#try((commands) => update(commands, this.#parts.keys, client.id, message))
  }

  async outgoingClearMessageId(client: Named, acknowledged: Waiting): Promise<Waiting> {
    const { messageId } = acknowledged
    if (client.clean === true || messageId === undefined) return acknowledged
    await this.#try((commands) => acknowledge(commands, this.#parts.keys, client.id, messageId))
    return acknowledged
  }

  outgoingStream(client: Named): Readable {
    if (client.clean === true) return Readable.from([])
    return handOver(
      client,
      this.#stream((commands) =>
        waiting(commands, this.#parts.keys, client.id, (taken) => numberBeside(client, taken)),
      ),
    )
  }

  incomingStorePacket(client: Named, packet: Inbound): Promise<void> {
    return this.#handshakes.incomingStorePacket(client, packet)
  }

  incomingGetPacket(client: Named, packet: Inbound): Promise<Inbound> {
    return this.#handshakes.incomingGetPacket(client, packet)
  }

  incomingDelPacket(client: Named, packet: Inbound): Promise<void> {
    return this.#handshakes.incomingDelPacket(client, packet)
  }

  cleanIncoming(client: Named): Promise<void> {
    return this.#handshakes.cleanIncoming(client)
  }

  async putWill(client: Named, will: Will): Promise<void> {
    this.#parts.wills.put(client.id, will)
  }

  async delWill(client: Named): Promise<void> {
    this.#parts.wills.remove(client.id)
  }

  streamWill(): Readable {
    return Readable.from([])
  }

  /** What could not be kept or sent since the last call. */
  takeDropped(): number {
    const dropped = this.#dropped
    this.#dropped = 0
    return dropped
  }

  /** Redis is back: what happened meanwhile is written, and what it may have lost. */
  async restore(commands: Redis): Promise<void> {
    const { keys } = this.#parts
    for (const client of this.#forgotten) {
      await this.#forget(commands, client)
      this.#forgotten.delete(client)
    }
    for (const some of chunks(this.#present)) {
      const pipeline = commands.pipeline()
      for (const [id, one] of some) {
        const subscriptions = [...one.subscriptions.values()]
        pipeline.del(keys.subscriptions(id))
        enlist(pipeline, keys, id, subscriptions)
        this.#touch(pipeline, id, one, this.#parts.clock.elapsed())
        this.#tell(pipeline, ['subscribed', this.#parts.self, id, subscriptions])
      }
      await settled(pipeline)
      await this.#bound(
        commands,
        some.map(([id]) => id),
      )
    }
    await this.mirror.load(commands, keys)
    for (const [id, one] of this.#present) this.mirror.add(id, [...one.subscriptions.values()])
  }

  /** Sessions connected here whose messages may have passed them by while nobody told this broker. */
  async missed(commands: Redis): Promise<readonly string[]> {
    const missed: string[] = []
    for (const some of chunks(this.#present)) {
      const clients = some.map(([id]) => id)
      missed.push(...(await unsent(commands, this.#parts.keys, clients)))
    }
    return missed
  }

  #presentOf(clientId: string): Present {
    let present = this.#present.get(clientId)
    if (present === undefined) {
      present = { subscriptions: new Map(), touched: 0 }
      this.#present.set(clientId, present)
    }
    return present
  }

  async #write(
    commands: Redis,
    message: Message,
    targets: ReadonlyMap<string, string>,
  ): Promise<void> {
    const { keys, options } = this.#parts
    const results = await store(commands, keys, message, targets, options.queueLimit)
    for (const [index, [client, filter]] of [...targets].entries()) {
      if (results[index] === 'oldest-dropped') options.dropped('queue-full', 1)
      else if (results[index] === 'no-such-session') this.#gone(client, filter)
    }
  }

  /** The session expired; only its entry in the index was left. */
  #gone(client: string, filter: string): void {
    this.mirror.remove(client, [filter])
    this.#later(async (commands) => {
      await settled(this.#unlist(commands.pipeline(), client, [filter]))
    })
  }

  /** It is no more in the index, and the other brokers hear of it. */
  #unlist(
    pipeline: ChainableCommander,
    client: string,
    filters: readonly string[],
  ): ChainableCommander {
    unlist(pipeline, this.#parts.keys, client, filters)
    return this.#tell(pipeline, ['unsubscribed', this.#parts.self, client, filters])
  }

  /** The other brokers hear what concerns their mirrors. */
  #tell(
    pipeline: ChainableCommander,
    word: Extract<Word, readonly ['subscribed' | 'unsubscribed', ...unknown[]]>,
  ): ChainableCommander {
    const filters = word[0] === 'subscribed' ? word[3].map(({ topic }) => topic) : word[3]
    if (filters.every(isCommandFilter)) return pipeline
    return pipeline.publish(this.#parts.keys.bus, encode(word))
  }

  /** A quarter longer than it is kept, because a connected session is given new time only by then. */
  get #time(): number {
    return Math.ceil(this.#expiry * 1.25) + minutes(2)
  }

  #touch(
    pipeline: ChainableCommander,
    client: string,
    present: Present,
    elapsed: number,
  ): ChainableCommander {
    const { keys } = this.#parts
    present.touched = elapsed
    const time = this.#time
    pipeline.pexpire(keys.subscriptions(client), time)
    pipeline.pexpire(keys.queue(client), time)
    pipeline.pexpire(keys.messages(client), time)
    for (const filter of present.subscriptions.keys()) {
      if (isCommandFilter(filter)) pipeline.pexpire(keys.commands(filter), time)
    }
    return pipeline
  }

  /** These were stored; others of their names may have to go. */
  async #bound(commands: Redis, stored: readonly string[]): Promise<void> {
    const { keys, options } = this.#parts
    const bounds = { most: options.storedSessionsPerName, time: this.#time }
    for (const { client, filters } of await own(commands, keys, stored, bounds)) {
      options.displaced('sessions-of-name', client)
      this.mirror.remove(client, filters)
      await settled(this.#unlist(commands.pipeline(), client, filters))
    }
  }

  async #forget(commands: Redis, client: string): Promise<void> {
    const { keys } = this.#parts
    const filters = await commands.hkeys(keys.subscriptions(client))
    if (filters.length === 0) return
    this.mirror.remove(client, filters)
    const pipeline = commands.pipeline()
    pipeline.del(keys.subscriptions(client), keys.queue(client), keys.messages(client))
    pipeline.zrem(keys.owned(nameOf(client)), client)
    await settled(this.#unlist(pipeline, client, filters))
  }

  /** Ends early instead of failing: a reader gets what could be had. */
  #stream(source: (commands: Redis) => AsyncIterable<Message>): Readable {
    const { link } = this.#parts
    async function* read(): AsyncIterable<Message> {
      let found: AsyncIterable<Message> | undefined
      try {
        await link.run(async (commands) => {
          found = source(commands)
        })
        if (found !== undefined) yield* found
      } catch {
        // The link has told it.
      }
    }
    return Readable.from(read())
  }

  async #try<T>(work: (commands: Redis) => Promise<T>): Promise<T | undefined> {
    try {
      return await this.#parts.link.run(work)
    } catch {
      return undefined
    }
  }

  #later(work: (commands: Redis) => Promise<unknown>): void {
    void this.#try(work)
  }
}
