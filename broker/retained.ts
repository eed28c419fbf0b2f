import { matchesFilter } from './filters.ts'

/** A message as aedes hands it to its persistence. */
export interface StoredMessage {
  readonly cmd?: string
  readonly topic: string
  readonly payload: string | Buffer
  readonly qos: number
  readonly retain: boolean
  readonly dup: boolean
  readonly brokerId?: string
  readonly brokerCounter?: number
  readonly clientId?: string
  messageId?: number | undefined
}

const maxTopics = 500_000

/** A copy that keeps only its own bytes alive, not the socket chunk they arrived in. */
export function copyOf(message: StoredMessage): StoredMessage {
  const bytes = typeof message.payload === 'string' ? Buffer.from(message.payload) : message.payload
  const payload = Buffer.allocUnsafeSlow(bytes.length)
  payload.set(bytes)
  return { ...message, cmd: message.cmd ?? 'publish', payload, messageId: undefined }
}

/** The last retained message of every topic (MQTT 3.1.1 section 3.3.1.3), in memory and bounded. */
export class RetainedMessages {
  readonly #byTopic = new Map<string, StoredMessage>()

  store(message: StoredMessage): void {
    if (message.payload.length === 0) this.#byTopic.delete(message.topic)
    else if (this.#byTopic.size < maxTopics || this.#byTopic.has(message.topic)) {
      this.#byTopic.set(message.topic, copyOf(message))
    }
  }

  /** Filters without wildcards are one look-up: every device asks for its command topic when it connects. */
  *match(filters: Iterable<string>): Iterable<StoredMessage> {
    for (const filter of filters) {
      if (!/[+#]/.test(filter)) {
        const message = this.#byTopic.get(filter)
        if (message !== undefined) yield message
        continue
      }
      for (const [topic, message] of this.#byTopic) {
        if (matchesFilter(filter, topic)) yield message
      }
    }
  }
}
