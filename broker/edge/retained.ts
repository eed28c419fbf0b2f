import { matchesFilter } from '../rights/filters.ts'
import type { Message } from '../ports.ts'

/** Messages kept; a topic more is not remembered. */
export const maxRetained = 500_000

/** A copy that keeps only its own bytes alive, not the socket chunk they arrived in. */
export function copyOf(message: Message): Message {
  const payload = Buffer.allocUnsafeSlow(message.payload.length)
  payload.set(message.payload)
  return { ...message, payload }
}

/** The last retained message of every topic (MQTT 3.1.1 section 3.3.1.3), in memory and bounded. */
export class RetainedMessages {
  readonly #byTopic = new Map<string, Message>()

  /** Whether it is remembered now, or removed. */
  store(message: Message): boolean {
    const { topic, payload } = message
    if (payload.length === 0) return this.#byTopic.delete(topic)
    if (this.#byTopic.size >= maxRetained && !this.#byTopic.has(topic)) return false
    this.#byTopic.set(topic, copyOf(message))
    return true
  }

  /** Filters without wildcards are one look-up: every device asks for its command topic when it connects. */
  *match(filters: Iterable<string>): Iterable<Message> {
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
