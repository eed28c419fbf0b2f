import type { Duplex, Readable } from 'node:stream'

/** A message on its way from the broker to its listeners; broker and counter name it in the whole system. */
export interface Message {
  readonly cmd: string
  readonly topic: string
  readonly payload: Buffer
  readonly qos: number
  readonly retain: boolean
  readonly dup: boolean
  readonly brokerId: string
  /** Grows with every message of a broker; a listener drops what is not newer than the last one. */
  readonly brokerCounter: number
  messageId?: number | undefined
}

/** What a session has waiting: a message, or the PUBREL that follows one. */
export interface Waiting {
  readonly cmd?: string
  readonly brokerId?: string
  readonly brokerCounter?: number
  messageId?: number | undefined
}

/** A client as aedes hands it over. */
export interface Named {
  readonly id: string
  readonly clean?: boolean
  /** While it is connected. */
  readonly conn?: Duplex
}

export interface Subscription {
  readonly topic: string
  readonly qos: number
  readonly rh?: number
  readonly rap?: boolean
  readonly nl?: boolean
}

/** A half-done QoS 2 publish of a client. */
export interface Inbound {
  readonly messageId?: number | undefined
}

/** As it stands in CONNECT. */
export interface Will {
  readonly topic: string
  readonly payload: Buffer | string
  readonly qos: number
  readonly retain: boolean
}

export interface SessionBounds {
  /** Messages kept for one session, and their bytes; the oldest is dropped. */
  readonly queueLimit: number
  readonly queueBytes: number
  /** Bytes that wait for all sessions together; above it each loses its oldest for what is new. */
  readonly storedBytes: number
  /** Sessions stored of one name and in all; the one that is away longest gives way to a new one. */
  readonly storedSessionsPerName: number
  readonly storedSessions: number
}

export interface SessionOptions extends SessionBounds {
  /** Milliseconds a session is kept that nobody takes up. */
  readonly sessionExpiry: number
  /** Whether this client may have that subscription. */
  readonly granted: (client: Named, filter: string) => boolean
  readonly dropped: (reason: 'queue-full' | 'cluster-away', count: number) => void
  /** A stored session gave way to another of its name, or to one of somebody else. */
  readonly displaced: (reason: 'sessions-of-name' | 'sessions', clientId: string) => void
}

/**
 * Where a broker that runs alone writes what must outlive its process. A key names one thing, and the last value put
 * counts. `put` and `remove` answer at once; what was put is written before long, and at once when somebody waits for it.
 */
export interface SessionJournal extends AsyncDisposable {
  /** All that stands in it, by the order of the keys; called once, before anything is put. */
  load(): Promise<readonly (readonly [key: string, value: unknown])[]>
  /** `added`: the key never stood there before. */
  put(key: string, value: unknown, added?: boolean): void
  remove(key: string): void
  /** Resolves when all that was put before is durable. Rejects with retry `later` when it is not; it stays in hand. */
  flushed(): Promise<void>
  /** Why what was put cannot be written. */
  unready(): string | undefined
}

/**
 * Persistent sessions, their queues and retained messages: what aedes calls its persistence, and four methods more.
 * Every queue is bounded and expires, only filters the session was granted are remembered, a clean session forgets the
 * old queue (MQTT-3.1.2-6), and a look-up does not grow with the number of devices. Readings are not in here; they are
 * in the durable log. No method of aedes rejects because an engine is away: a device must get in all the same.
 */
export interface Sessions {
  setup(): Promise<void>
  /** Whether a persistent session waits for this topic, of whichever broker. Answers from memory. */
  hears(topic: string): boolean
  /** Retains the message and queues it for persistent sessions, as well as it can; sent on after the call. */
  remember(message: Message): void
  /** The same, and resolves when it is kept. Rejects with retry `later` when it is not. */
  keep(message: Message): Promise<void>
  arrived(clientId: string): void
  /** `elapsed` as of Clock.elapsed: setting the host's clock ends no session. */
  left(clientId: string, elapsed: number): void
  /** Called every minute. */
  expire(elapsed: number): void

  createRetainedStreamCombi(filters: readonly string[]): Readable
  addSubscriptions(client: Named, subscriptions: readonly Subscription[]): Promise<void>
  removeSubscriptions(client: Named, filters: readonly string[]): Promise<void>
  subscriptionsByClient(client: Named): Promise<Subscription[]>
  cleanSubscriptions(client: Named): Promise<void>
  /** Gives a queued message its number on the wire, or replaces it by the PUBREL that follows it. */
  outgoingUpdate(client: Named, message: Waiting): Promise<void>
  /** Resolves to `acknowledged`, which aedes hands on with its event `ack`. */
  outgoingClearMessageId(client: Named, acknowledged: Waiting): Promise<Waiting>
  /** What waits for the client, oldest first. */
  outgoingStream(client: Named): Readable
  incomingStorePacket(client: Named, packet: Inbound): Promise<void>
  incomingGetPacket(client: Named, packet: Inbound): Promise<Inbound>
  incomingDelPacket(client: Named, packet: Inbound): Promise<void>
  cleanIncoming(client: Named): Promise<void>
  putWill(client: Named, will: Will): Promise<void>
  delWill(client: Named): Promise<void>
  streamWill(): Readable
}

/** What the other brokers of a cluster hear. Calls answer from memory and never fail. */
export interface Neighbours {
  /** Whether somebody at another broker listens to this topic. */
  hears(topic: string): boolean
  /** To the brokers that have a listener for the topic, or a message of a service to all. */
  send(message: Message, to: 'listeners' | 'all'): void
  /** The client is connected here now; the broker that had it before is told (`moved`). */
  arrived(clientId: string): void
  /** The first listener of a filter came to this broker, or its last one left. */
  announce(filter: string): void
  withdraw(filter: string): void
}

/** Which sessions a device has at all brokers together. Never rejects: who cannot be asked has none. */
export interface Presence {
  /**
   * Gives the session a place among those of its device, unless that has `most` others at all brokers together. Whoever has
   * been here or elsewhere under this client id takes the place of that one. True when nobody can be asked.
   */
  admit(clientId: string, most: number): Promise<boolean>
  /** It was admitted and did not come. */
  giveUp(clientId: string): void
  arrived(clientId: string): void
  left(clientId: string): void
  /** Whether the device has another session somewhere. This one counts as gone from now on. */
  elsewhere(clientId: string): Promise<boolean>
}

/** The will of a client whose broker died, and the client is at no other one. */
export interface OrphanedWill {
  readonly clientId: string
  readonly kind: 'device' | 'service'
  readonly topic: string
  readonly payload: Buffer
  readonly qos: number
  readonly retain: boolean
}

/** What the sessions of a cluster ask of the broker. */
export interface ClusterOptions extends SessionOptions {
  readonly kindOf: (clientId: string) => 'device' | 'service'
}

/** What a broker lets the cluster do. */
export interface ClusterMember {
  /** Another broker sent this; it goes to the listeners here and nowhere else. */
  readonly received: (message: Message) => void
  /** The client is connected to another broker since. */
  readonly moved: (clientId: string) => void
  /** A message may have passed this client by; it is to come back and find its queue. */
  readonly recall: (clientId: string) => void
  /** Resolves when it is published; rejects when it has to be tried again. */
  readonly inherit: (will: OrphanedWill) => Promise<void>
}

/**
 * Several brokers that share sessions and retained messages and hear each other. Without the engine behind it each
 * broker works on alone: `start` resolves also then, and what was missed is made up for when it is back.
 */
export interface Cluster {
  readonly sessions: Sessions
  readonly neighbours: Neighbours
  readonly presence: Presence
  /** From now on the others are heard; before, nothing is asked of the member. */
  start(member: ClusterMember): Promise<void>
  /** Leaves in order: the others forget this broker at once. */
  stop(): Promise<void>
  /** Why it is alone now. */
  unready(): string | undefined
}

export type JoinCluster = (options: ClusterOptions) => Cluster
