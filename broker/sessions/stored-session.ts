import type { Message, Subscription, Waiting } from '../ports.ts'

/** A message that waits, or the PUBREL in its place; `order` grows with every message of the store. */
export interface Queued {
  readonly order: number
  readonly bytes: number
  message: Message | Waiting
}

/** What a message costs beside its payload. */
const overhead = 256

export const bytesOf = ({ topic, payload }: Message): number =>
  overhead + topic.length + payload.length

/** What one persistent session remembers (MQTT 3.1.1 section 3.1.2.4). */
export class StoredSession {
  readonly id: string
  readonly subscriptions = new Map<string, Subscription>()
  /** Numbers of QoS 2 publishes of the client that wait for their PUBREL. */
  readonly halfDone = new Set<number>()
  #queue: Queued[] = []
  #bytes = 0

  constructor(id: string) {
    this.id = id
  }

  get queue(): readonly Queued[] {
    return this.#queue
  }

  get bytes(): number {
    return this.#bytes
  }

  get empty(): boolean {
    return this.subscriptions.size === 0 && this.#queue.length === 0 && this.halfDone.size === 0
  }

  push(queued: Queued): void {
    this.#queue.push(queued)
    this.#bytes += queued.bytes
  }

  take(wanted: Queued | undefined): boolean {
    const index = wanted === undefined ? -1 : this.#queue.indexOf(wanted)
    const [taken] = index < 0 ? [] : this.#queue.splice(index, 1)
    this.#bytes -= taken?.bytes ?? 0
    return taken !== undefined
  }

  /** What is meant by a message with its name in the system, or by its number on the wire. */
  find({ brokerId, brokerCounter, messageId }: Waiting): Queued | undefined {
    return this.#queue.find(({ message }) =>
      brokerId === undefined
        ? messageId !== undefined && message.messageId === messageId
        : message.brokerId === brokerId && message.brokerCounter === brokerCounter,
    )
  }
}

/** The name a client id belongs to: `<name>` or `<name>/<anything>`. */
export const nameOf = (clientId: string): string => clientId.split('/', 1)[0] ?? clientId
