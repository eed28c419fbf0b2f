/**
 * What aedes calls its persistence, in memory: subscriptions, queues and half-done QoS 2 handshakes of persistent
 * sessions, and retained messages. It differs from the default one where a city needs it to: every queue is bounded and
 * expires, only filters the session was granted are remembered, a clean session forgets the old queue (MQTT-3.1.2-6),
 * and look-ups do not grow with the number of devices. Readings are not in here; they are in the durable log.
 */
import { Readable } from 'node:stream'

import type { Instant } from '../core/time.ts'
import { FilterIndex } from './filters.ts'
import { copyOf, RetainedMessages, type StoredMessage } from './retained.ts'

export interface Subscription {
  readonly topic: string
  readonly qos: number
  readonly rh?: number
  readonly rap?: boolean
  readonly nl?: boolean
}

interface Named {
  readonly id: string
}

interface StoredSession {
  readonly subscriptions: Map<string, Subscription>
  queue: StoredMessage[]
  readonly incoming: Map<number | undefined, StoredMessage>
  absentSince: Instant | undefined
}

export interface SessionStoreOptions {
  readonly queueLimit: number
  readonly sessionExpiry: number
  /** Whether this client may have that subscription. */
  readonly granted: (client: Named, filter: string) => boolean
  readonly dropped: () => void
}

const maxSessions = 200_000

export class SessionStore {
  readonly #options: SessionStoreOptions
  readonly #sessions = new Map<string, StoredSession>()
  readonly #filters = new FilterIndex<Subscription>()
  readonly #retained = new RetainedMessages()

  constructor(options: SessionStoreOptions) {
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

  left(id: string, now: Instant): void {
    const session = this.#sessions.get(id)
    if (session !== undefined) session.absentSince = now
  }

  /** Forgets sessions that were away too long, and the longest known absent ones when there are too many. */
  expire(now: Instant): void {
    for (const [id, { absentSince }] of this.#sessions) {
      if (absentSince === undefined) continue
      const expired = now - absentSince >= this.#options.sessionExpiry
      if (expired || this.#sessions.size > maxSessions) this.#forget(id)
    }
  }

  async storeRetained(message: StoredMessage): Promise<void> {
    this.#retained.store(message)
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return Readable.from(this.#retained.match(filters))
  }

  createRetainedStream(filter: string): Readable {
    return Readable.from(this.#retained.match([filter]))
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

  /** One entry a client, with the highest QoS it asked for. */
  async subscriptionsByTopic(
    topic: string,
  ): Promise<readonly (Subscription & { clientId: string })[]> {
    if (!this.#filters.has(topic)) return []
    const best = new Map<string, Subscription & { clientId: string }>()
    for (const [clientId, subscription] of this.#filters.match(topic)) {
      const known = best.get(clientId)
      if (known === undefined || known.qos < subscription.qos) {
        best.set(clientId, { ...subscription, clientId })
      }
    }
    return [...best.values()]
  }

  async cleanSubscriptions(client: Named): Promise<void> {
    this.#forget(client.id)
  }

  async outgoingEnqueue(to: { readonly clientId: string }, message: StoredMessage): Promise<void> {
    this.#enqueue(to.clientId, copyOf(message))
  }

  async outgoingEnqueueCombi(
    to: readonly { readonly clientId: string }[],
    message: StoredMessage,
  ): Promise<void> {
    if (to.length === 0) return
    const copy = copyOf(message)
    for (const { clientId } of to) this.#enqueue(clientId, { ...copy })
  }

  /** Gives a queued message its number on the wire, or replaces it by the PUBREL that follows it. */
  async outgoingUpdate(client: Named, message: StoredMessage): Promise<void> {
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

  async outgoingClearMessageId(
    client: Named,
    acknowledged: { readonly messageId?: number },
  ): Promise<StoredMessage | undefined> {
    const { messageId } = acknowledged
    if (messageId === undefined) return undefined
    const queue = this.#sessions.get(client.id)?.queue ?? []
    const index = queue.findIndex((queued) => queued.messageId === messageId)
    return index < 0 ? undefined : queue.splice(index, 1)[0]
  }

  outgoingStream(client: Named): Readable {
    return Readable.from([...(this.#sessions.get(client.id)?.queue ?? [])])
  }

  async incomingStorePacket(client: Named, message: StoredMessage): Promise<void> {
    this.#session(client.id).incoming.set(message.messageId, {
      ...message,
      payload: Buffer.alloc(0),
    })
  }

  async incomingGetPacket(client: Named, message: StoredMessage): Promise<StoredMessage> {
    const known = this.#sessions.get(client.id)?.incoming.get(message.messageId)
    if (known === undefined) throw new Error('no such packet')
    return known
  }

  async incomingDelPacket(client: Named, message: StoredMessage): Promise<void> {
    if (this.#sessions.get(client.id)?.incoming.delete(message.messageId) !== true) {
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
  async putWill(client: Named, will: StoredMessage & { clientId?: string }): Promise<void> {
    will.clientId = client.id
  }

  async delWill(): Promise<undefined> {
    return undefined
  }

  async getWill(): Promise<undefined> {
    return undefined
  }

  streamWill(): Readable {
    return Readable.from([])
  }

  async destroy(): Promise<void> {}

  #session(id: string): StoredSession {
    let session = this.#sessions.get(id)
    if (session === undefined) {
      session = { subscriptions: new Map(), queue: [], incoming: new Map(), absentSince: undefined }
      this.#sessions.set(id, session)
    }
    return session
  }

  #enqueue(id: string, message: StoredMessage): void {
    const session = this.#sessions.get(id)
    if (session === undefined) return
    session.queue.push(message)
    if (session.queue.length <= this.#options.queueLimit) return
    session.queue.shift()
    this.#options.dropped()
  }

  #forget(id: string): void {
    const session = this.#sessions.get(id)
    if (session === undefined) return
    for (const filter of session.subscriptions.keys()) this.#filters.delete(filter, id)
    this.#sessions.delete(id)
  }
}
