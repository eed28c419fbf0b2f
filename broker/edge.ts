/**
 * Aedes with the two things changed that a city needs: a publish whose bytes are already in the log is fanned out only
 * when somebody listens, and nobody who publishes waits for those who read.
 */
import { EventEmitter } from 'node:events'

import { Aedes, type AedesOptions, type AedesPublishPacket, type PublishPacket } from 'aedes'

import { FilterIndex } from './filters.ts'
import type { SessionStore } from './session-store.ts'

/** The topic of a publish that was taken and goes to nobody. */
export const nowhere = ''

type Done = (error?: Error) => void
type Deliver = (packet: AedesPublishPacket, callback: () => void) => void

export class Edge extends Aedes {
  readonly #store: SessionStore
  readonly #listeners = new FilterIndex<number>()
  readonly #failed: (error: Error) => void

  constructor(options: AedesOptions, store: SessionStore, failed: (error: Error) => void) {
    super({ ...options, persistence: store })
    this.#store = store
    this.#failed = failed
  }

  override publish(packet: PublishPacket, client: unknown, callback?: Done): void {
    const done: Done =
      callback ?? (typeof client === 'function' ? () => Reflect.apply(client, null, []) : () => {})
    const { topic } = packet
    if (
      topic !== nowhere &&
      (packet.retain ||
        topic.startsWith('$') ||
        this.#listeners.has(topic) ||
        this.#store.hears(topic))
    ) {
      super.publish(packet, (error) => {
        if (error) this.#failed(error)
      })
    }
    done()
  }

  override subscribe(filter: string, deliver: Deliver, callback: () => void): void {
    this.#listeners.set(filter, '', (this.#listeners.get(filter, '') ?? 0) + 1)
    super.subscribe(filter, deliver, callback)
  }

  override unsubscribe(filter: string, deliver: Deliver, callback: () => void): void {
    const left = (this.#listeners.get(filter, '') ?? 0) - 1
    if (left > 0) this.#listeners.set(filter, '', left)
    else this.#listeners.delete(filter, '')
    super.unsubscribe(filter, deliver, callback)
  }
}

/**
 * Aedes closes the connection of a publish with an empty topic, a wildcard or too many levels, and its sender would
 * come back with the same message for ever. Such a topic is replaced right after the parser, so that the publish reaches
 * the same refusal as any other; `wanted` is told what it was. The parser is no public part of aedes:
 * tests/integration/broker-access.test.ts notices when it moves.
 */
export function adoptStrays(
  client: object,
  isStray: (topic: string) => boolean,
  wanted: (packet: object, topic: string) => void,
): void {
  const parser: unknown = Reflect.get(client, '_parser')
  if (!(parser instanceof EventEmitter)) return
  parser.prependListener('packet', (packet: { readonly cmd?: unknown; topic?: unknown }) => {
    if (packet.cmd !== 'publish' || typeof packet.topic !== 'string') return
    if (!isStray(packet.topic)) return
    wanted(packet, packet.topic)
    packet.topic = 'stray'
  })
}
