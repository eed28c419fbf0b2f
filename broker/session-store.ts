/**
 * The sessions of one broker that runs alone, in memory. It differs from the persistence aedes brings along where a city
 * needs it to (ports.ts says where).
 */
import { Readable } from 'node:stream'

import { FilterIndex } from './filters.ts'
import type {
  Inbound,
  Message,
  Named,
  SessionOptions,
  Sessions,
  Subscription,
  Waiting,
} from './ports.ts'
import { copyOf, RetainedMessages } from './retained.ts'
import { reachesReceipts } from './topics.ts'

interface StoredSession {
  readonly subscriptions: Map<string, Subscription>
  queue: (Message | Waiting)[]
  readonly incoming: Set<number | undefined>
  absentSince: number | undefined
}

const maxSessions = 200_000

export class SessionStore implements Sessions {
  readonly #options: SessionOptions
  readonly #sessions = new Map<string, StoredSession>()
  readonly #filters = new FilterIndex<Subscription>()
  readonly #retained = new RetainedMessages()

  constructor(options: SessionOptions) {
    this.#options = options
  }

  /** Aedes tells by the kind of this function whether it knows a persistence. */
  async setup(): Promise<void> {}

  /** Whether a persistent session waits for this topic. */
  hears(topic: string): boolean {
    return this.#filters.has(topic)
  }

  arrived(id: string): void {
    const session = this.#sessions.get(id)
    if (session !== undefined) session.absentSince = undefined
  }

  left(id: string, elapsed: number): void {
    const session = this.#sessions.get(id)
    if (session !== undefined) session.absentSince = elapsed
  }

  /** Forgets sessions that were away too long, and the longest known absent ones when there are too many. */
  expire(elapsed: number): void {
    for (const [id, { absentSince }] of this.#sessions) {
      if (absentSince === undefined) continue
      const expired = elapsed - absentSince >= this.#options.sessionExpiry
      if (expired || this.#sessions.size > maxSessions) this.#forget(id)
    }
  }

  remember(message: Message): void {
    if (message.retain) this.#retained.store(message)
    if (message.qos === 0 || !this.#filters.has(message.topic)) return
    // RETAIN says "a replay" to a reader, and what waits in a queue is none (MQTT-3.3.1-9).
    const copy = { ...copyOf(message), retain: false }
    const clients = new Set<string>()
    for (const [clientId, { topic }] of this.#filters.match(message.topic)) {
      if (reachesReceipts(topic, message.topic)) clients.add(clientId)
    }
    for (const clientId of clients) this.#enqueue(clientId, { ...copy })
  }

  async keep(message: Message): Promise<void> {
    this.remember(message)
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(this.#retained.match(filters))
  }

  async addSubscriptions(client: Named, subscriptions: readonly Subscription[]): Promise<void> {
    const session = this.#session(client.id)
    for (const subscription of subscriptions) {
      const { topic, qos, rh, rap, nl } = subscription
      // Aedes passes refused filters of the same SUBSCRIBE, too.
      if (!this.#options.granted(client, topic)) continue
      const copy = {
        topic,
        qos,
        ...(rh === undefined ? {} : { rh }),
        ...(rap === undefined ? {} : { rap }),
        ...(nl === undefined ? {} : { nl }),
      }
      session.subscriptions.set(topic, copy)
      if (qos > 0) this.#filters.set(topic, client.id, copy)
      else this.#filters.delete(topic, client.id)
    }
  }

  async removeSubscriptions(client: Named, filters: readonly string[]): Promise<void> {
    const session = this.#sessions.get(client.id)
    for (const filter of filters) {
      session?.subscriptions.delete(filter)
      this.#filters.delete(filter, client.id)
    }
  }

  async subscriptionsByClient(client: Named): Promise<Subscription[]> {
    return [...(this.#sessions.get(client.id)?.subscriptions.values() ?? [])]
  }

  async cleanSubscriptions(client: Named): Promise<void> {
    this.#forget(client.id)
  }

  async outgoingUpdate(client: Named, message: Waiting): Promise<void> {
    const queue = this.#sessions.get(client.id)?.queue ?? []
    for (const [index, queued] of queue.entries()) {
      if (queued.brokerId !== undefined && queued.brokerId === message.brokerId) {
        if (queued.brokerCounter !== message.brokerCounter) continue
        queued.messageId = message.messageId
        return
      }
      if (queued.messageId === message.messageId && message.brokerId === undefined) {
        queue[index] = message
        return
      }
    }
    // A message that the limit pushed out of the queue is still delivered, only not repeated.
  }

  async outgoingClearMessageId(client: Named, acknowledged: Waiting): Promise<Waiting> {
    const { messageId } = acknowledged
    if (messageId === undefined) return acknowledged
    const queue = this.#sessions.get(client.id)?.queue ?? []
    const index = queue.findIndex((queued) => queued.messageId === messageId)
    if (index >= 0) queue.splice(index, 1)
    return acknowledged
  }

  outgoingStream(client: Named): Readable {
    return Readable.from([...(this.#sessions.get(client.id)?.queue ?? [])])
  }

  async incomingStorePacket(client: Named, packet: Inbound): Promise<void> {
    this.#session(client.id).incoming.add(packet.messageId)
  }

  async incomingGetPacket(client: Named, packet: Inbound): Promise<Inbound> {
    const known = this.#sessions.get(client.id)?.incoming.has(packet.messageId) === true
    if (!known) throw new Error('no such packet')
    return { messageId: packet.messageId }
  }

  async incomingDelPacket(client: Named, packet: Inbound): Promise<void> {
    if (this.#sessions.get(client.id)?.incoming.delete(packet.messageId) !== true) {
      throw new Error('no such packet')
    }
  }

  async cleanIncoming(client: Named): Promise<void> {
    const session = this.#sessions.get(client.id)
    session?.incoming.clear()
    if (session?.subscriptions.size === 0 && session.queue.length === 0) this.#forget(client.id)
  }

  // Wills stand in the session of the connection; after a crash of this process nobody's will is known, as in any broker
  // without a disk, and absence rules notice who is gone.
  async putWill(): Promise<void> {}

  async delWill(): Promise<void> {}

  streamWill(): Readable {
    return Readable.from([])
  }

  #session(id: string): StoredSession {
    let session = this.#sessions.get(id)
    if (session === undefined) {
      session = { subscriptions: new Map(), queue: [], incoming: new Set(), absentSince: undefined }
      this.#sessions.set(id, session)
    }
    return session
  }

  #enqueue(id: string, message: Message): void {
    const session = this.#sessions.get(id)
    if (session === undefined) return
    session.queue.push(message)
    if (session.queue.length <= this.#options.queueLimit) return
    session.queue.shift()
    this.#options.dropped('queue-full', 1)
  }

  #forget(id: string): void {
    const session = this.#sessions.get(id)
    if (session === undefined) return
    for (const filter of session.subscriptions.keys()) this.#filters.delete(filter, id)
    this.#sessions.delete(id)
  }
}
