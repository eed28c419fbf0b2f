/**
 * The sessions of one broker that runs alone. They work in memory; with a journal they outlive the process: what a
 * publisher, a subscriber or the other end of a QoS 2 handshake may rely on is durable before it is told. It differs
 * from the persistence aedes brings along where a city needs it to (ports.ts says where).
 */
import { Readable } from 'node:stream'

import { FilterIndex } from '../rights/filters.ts'
import type {
  Inbound,
  Message,
  Named,
  SessionJournal,
  SessionOptions,
  Sessions,
  Subscription,
  Waiting,
} from '../ports.ts'
import { handOver, numberBeside } from '../edge/outgoing.ts'
import { copyOf, RetainedMessages } from '../edge/retained.ts'
import {
  halfDoneKey,
  readEntry,
  retainedKey,
  sessionKey,
  timeKey,
  waitingKey,
  type SessionRecord,
} from './session-records.ts'
import { SessionRoster } from './session-roster.ts'
import { bytesOf, StoredSession, type Queued } from './stored-session.ts'
import { reachesReceipts } from '../rights/topics.ts'

export class SessionStore implements Sessions {
  readonly #options: SessionOptions
  readonly #journal: SessionJournal | undefined
  readonly #sessions = new Map<string, StoredSession>()
  readonly #roster: SessionRoster
  readonly #filters = new FilterIndex<Subscription>()
  readonly #retained = new RetainedMessages()
  #bytes = 0
  #order = 0
  /** Time of the store when the journal was read; ahead of what elapsed by `#ahead`, once that is known. */
  #before = 0
  #ahead: number | undefined

  constructor(options: SessionOptions, journal?: SessionJournal) {
    this.#options = options
    this.#journal = journal
    this.#roster = new SessionRoster(options)
  }

  /** Aedes tells by the kind of this function whether it knows a persistence. */
  async setup(): Promise<void> {
    const found = (await this.#journal?.load()) ?? []
    const entries = found.flatMap(([key, value]) => readEntry(key, value) ?? [])
    const absent: (readonly [id: string, since: number])[] = []
    for (const entry of entries) if (entry.kind === 'time') this.#before = entry.time
    for (const entry of entries) {
      if (entry.kind === 'session') {
        const { subscriptions, absentSince = this.#before } = entry.session
        this.#subscribe(this.#open(entry.id), subscriptions)
        absent.push([entry.id, absentSince])
      } else if (entry.kind === 'retained') this.#retained.store(entry.message)
    }
    for (const [id, since] of absent.sort(([, a], [, b]) => a - b)) this.#roster.left(id, since)
    for (const entry of entries) {
      if (entry.kind === 'waiting') {
        const { id, order, message } = entry
        const bytes = 'payload' in message ? bytesOf(message) : 0
        this.#order = Math.max(this.#order, order)
        this.#bytes += bytes
        this.#sessions.get(id)?.push({ order, bytes, message })
      } else if (entry.kind === 'half-done') {
        this.#sessions.get(entry.id)?.halfDone.add(entry.messageId)
      }
    }
  }

  /** Whether a persistent session waits for this topic. */
  hears(topic: string): boolean {
    return this.#filters.has(topic)
  }

  arrived(id: string): void {
    if (this.#roster.arrived(id)) this.#write(id)
  }

  left(id: string, elapsed: number): void {
    if (this.#roster.left(id, this.#time(elapsed))) this.#write(id)
  }

  expire(elapsed: number): void {
    const time = this.#time(elapsed)
    for (const id of this.#roster.expired(time)) this.#forget(id)
    this.#journal?.put(timeKey, time)
  }

  remember(message: Message): void {
    this.#remember(message)
  }

  async keep(message: Message): Promise<void> {
    const queued = this.#remember(message)
    if (this.#journal === undefined || (queued.length === 0 && !message.retain)) return
    try {
      await this.#journal.flushed()
    } catch (error) {
      // Its sender sends it again.
      for (const [session, one] of queued) this.#take(session, one)
      throw error
    }
  }

  createRetainedStreamCombi(filters: readonly string[]): Readable {
    return streamOf([...this.#retained.match(filters)])
  }

  async addSubscriptions(client: Named, subscriptions: readonly Subscription[]): Promise<void> {
    // Aedes passes refused filters of the same SUBSCRIBE, too.
    const granted = subscriptions.filter(({ topic }) => this.#options.granted(client, topic))
    const session = this.#open(client.id)
    if (!this.#subscribe(session, granted)) return
    this.#write(client.id)
    await this.#durable()
  }

  async removeSubscriptions(client: Named, filters: readonly string[]): Promise<void> {
    const session = this.#sessions.get(client.id)
    for (const filter of filters) {
      session?.subscriptions.delete(filter)
      this.#filters.delete(filter, client.id)
    }
    if (session === undefined) return
    this.#write(client.id)
    await this.#durable()
  }

  async subscriptionsByClient(client: Named): Promise<Subscription[]> {
    return [...(this.#sessions.get(client.id)?.subscriptions.values() ?? [])]
  }

  async cleanSubscriptions(client: Named): Promise<void> {
    if (this.#forget(client.id)) await this.#durable()
  }

  async outgoingUpdate(client: Named, message: Waiting): Promise<void> {
    // A message that the limit pushed out of the queue is still delivered, only not repeated.
    const queued = this.#sessions.get(client.id)?.find(message)
    if (queued === undefined) return
    const { messageId } = message
    if (message.brokerId === undefined) queued.message = message
    else if (queued.message.messageId === messageId) return
    else queued.message = { ...queued.message, messageId }
    this.#journal?.put(waitingKey(client.id, queued.order), queued.message)
    await this.#durable()
  }

  async outgoingClearMessageId(client: Named, acknowledged: Waiting): Promise<Waiting> {
    const { messageId } = acknowledged
    const session = this.#sessions.get(client.id)
    // When this is lost with the process, the message is sent once more under its number.
    if (messageId !== undefined && session !== undefined) {
      this.#take(session, session.find({ messageId }))
    }
    return acknowledged
  }

  outgoingStream(client: Named): Readable {
    const queue = this.#sessions.get(client.id)?.queue ?? []
    numberBeside(
      client,
      queue.flatMap(({ message }) => message.messageId ?? []),
    )
    return handOver(client, streamOf(queue.map(({ message }) => again(message))))
  }

  async incomingStorePacket(client: Named, { messageId }: Inbound): Promise<void> {
    if (messageId === undefined) return
    const known = this.#sessions.has(client.id)
    this.#open(client.id).halfDone.add(messageId)
    if (client.clean !== false) return
    if (!known) this.#write(client.id)
    this.#journal?.put(halfDoneKey(client.id, messageId), true)
    await this.#durable()
  }

  async incomingGetPacket(client: Named, { messageId = 0 }: Inbound): Promise<Inbound> {
    const known = this.#sessions.get(client.id)?.halfDone.has(messageId) === true
    if (!known) throw new Error('no such packet')
    return { messageId }
  }

  async incomingDelPacket(client: Named, { messageId = 0 }: Inbound): Promise<void> {
    if (this.#sessions.get(client.id)?.halfDone.delete(messageId) !== true) {
      throw new Error('no such packet')
    }
    if (client.clean !== false) return
    // A number that came back with the process would swallow the next message under it.
    this.#journal?.remove(halfDoneKey(client.id, messageId))
    await this.#durable()
  }

  async cleanIncoming(client: Named): Promise<void> {
    const session = this.#sessions.get(client.id)
    session?.halfDone.clear()
    if (session?.empty === true) this.#forget(client.id)
  }

  // Wills stand in the session of the connection; after a crash of this process nobody's will is known, and absence rules
  // notice who is gone.
  async putWill(): Promise<void> {}

  async delWill(): Promise<void> {}

  streamWill(): Readable {
    return streamOf([])
  }

  /** Time that goes on only while a broker runs: nobody can come back to one that is down. */
  #time(elapsed: number): number {
    this.#ahead ??= this.#before - elapsed
    return elapsed + this.#ahead
  }

  async #durable(): Promise<void> {
    // A device must get in also when the disk is full; the journal tells of it and tries again.
    await this.#journal?.flushed().catch(() => {})
  }

  #write(id: string): void {
    const session = this.#sessions.get(id)
    if (this.#journal === undefined || session === undefined) return
    const absentSince = this.#roster.absentSince(id)
    const record: SessionRecord = {
      subscriptions: [...session.subscriptions.values()],
      ...(absentSince === undefined ? {} : { absentSince }),
    }
    this.#journal.put(sessionKey(id), record)
  }

  #open(id: string): StoredSession {
    let session = this.#sessions.get(id)
    if (session !== undefined) return session
    const displaced = this.#roster.displacedBy(id)
    if (displaced !== undefined) this.#forget(displaced)
    this.#sessions.set(id, (session = new StoredSession(id)))
    this.#roster.add(id)
    return session
  }

  /** Whether anything is another than before. */
  #subscribe(session: StoredSession, subscriptions: readonly Subscription[]): boolean {
    let changed = false
    for (const { topic, qos, rh, rap, nl } of subscriptions) {
      const copy = {
        topic,
        qos,
        ...(rh === undefined ? {} : { rh }),
        ...(rap === undefined ? {} : { rap }),
        ...(nl === undefined ? {} : { nl }),
      }
      changed ||= session.subscriptions.get(topic)?.qos !== qos
      session.subscriptions.set(topic, copy)
      if (qos > 0) this.#filters.set(topic, session.id, copy)
      else this.#filters.delete(topic, session.id)
    }
    return changed
  }

  #remember(message: Message): readonly (readonly [StoredSession, Queued])[] {
    if (message.retain && this.#retained.store(message)) {
      if (message.payload.length === 0) this.#journal?.remove(retainedKey(message.topic))
      else this.#journal?.put(retainedKey(message.topic), message)
    }
    if (message.qos === 0 || !this.#filters.has(message.topic)) return []
    // RETAIN says "a replay" to a reader, and what waits in a queue is none (MQTT-3.3.1-9).
    const copy = { ...copyOf(message), retain: false }
    const clients = new Set<string>()
    for (const [clientId, { topic }] of this.#filters.match(message.topic)) {
      if (reachesReceipts(topic, message.topic)) clients.add(clientId)
    }
    return [...clients].flatMap((id) => this.#enqueue(id, copy))
  }

  #enqueue(id: string, message: Message): readonly (readonly [StoredSession, Queued])[] {
    const session = this.#sessions.get(id)
    if (session === undefined) return []
    const { queueLimit, queueBytes, storedBytes, dropped } = this.#options
    const bytes = bytesOf(message)
    const full = () =>
      session.queue.length >= queueLimit ||
      session.bytes + bytes > queueBytes ||
      this.#bytes + bytes > storedBytes
    for (let oldest = session.queue[0]; full() && oldest !== undefined; oldest = session.queue[0]) {
      this.#take(session, oldest)
      dropped('queue-full', 1)
    }
    if (full()) {
      dropped('queue-full', 1)
      return []
    }
    const queued: Queued = { order: ++this.#order, bytes, message }
    session.push(queued)
    this.#bytes += bytes
    this.#journal?.put(waitingKey(id, queued.order), message, true)
    return [[session, queued]]
  }

  #take(session: StoredSession, queued: Queued | undefined): void {
    if (queued === undefined || !session.take(queued)) return
    this.#bytes -= queued.bytes
    this.#journal?.remove(waitingKey(session.id, queued.order))
  }

  #forget(id: string): boolean {
    const session = this.#sessions.get(id)
    if (session === undefined) return false
    for (const filter of session.subscriptions.keys()) this.#filters.delete(filter, id)
    for (const queued of [...session.queue]) this.#take(session, queued)
    for (const number of session.halfDone) this.#journal?.remove(halfDoneKey(id, number))
    this.#journal?.remove(sessionKey(id))
    this.#sessions.delete(id)
    this.#roster.remove(id)
    return true
  }
}

/** Aedes asks for a stream at every CONNECT and SUBSCRIBE; `Readable.from` costs an iterator and promises for each. */
const streamOf = (all: readonly unknown[]): Readable => {
  let next = 0
  return new Readable({
    objectMode: true,
    read() {
      this.push(next < all.length ? all[next++] : null)
    },
  })
}

/** What was sent before under a number is a repeat (MQTT-3.3.1-1). */
const again = (message: Message | Waiting): Message | Waiting =>
  message.messageId === undefined || message.cmd !== 'publish' ? message : { ...message, dup: true }
