/**
 * Aedes with three things changed that a city needs: a publish whose bytes are already in the log is fanned out only
 * when somebody listens, here or at another broker; nobody who publishes waits for those who read; and messages leave in
 * the order of their counters, because a listener takes one with a lower counter than the last for a repeat and drops it.
 */
import { Aedes, type AedesOptions, type PublishPacket } from 'aedes'

import { UrbanBrainError } from '../../core/errors.ts'
import { Emitter } from './emitter.ts'
import type { Message, Neighbours, Sessions } from '../ports.ts'

/** The topic of a publish that was taken and goes to nobody. */
export const noTopic = ''

type Done = (error?: Error) => void

/** Messages of services that may wait to be kept; above it they are refused. */
const maxPassing = 10_000
const newClient = /^\$SYS\/[^/]+\/new\/clients$/

export interface EdgeParts {
  readonly sessions: Sessions
  readonly neighbours?: Neighbours | undefined
}

export class Edge extends Aedes {
  readonly #parts: EdgeParts
  readonly #emitter: Emitter
  #sent = 0
  #kept = 0
  #passing = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(options: AedesOptions, parts: EdgeParts) {
    const emitter = new Emitter()
    super({ ...options, persistence: parts.sessions, mq: emitter })
    this.#parts = parts
    this.#emitter = emitter
    const { neighbours } = parts
    if (neighbours === undefined) return
    emitter.wanted = (filter) => neighbours.announce(filter)
    emitter.unwanted = (filter) => neighbours.withdraw(filter)
  }

  override publish(packet: PublishPacket, client: unknown, callback?: Done): void {
    const done: Done =
      callback ?? (typeof client === 'function' ? () => Reflect.apply(client, null, []) : () => {})
    const { topic } = packet
    // What aedes tells about its clients concerns the other brokers, and nobody here listens; from a client it counts nothing.
    if (topic.startsWith('$')) {
      if (typeof client === 'function' && newClient.test(topic)) {
        this.#parts.neighbours?.arrived(String(packet.payload))
      }
    } else if (topic !== noTopic) this.#spread(packet)
    done()
  }

  /** Sends the message of a service on; it is kept for absent sessions first, and this rejects when it cannot be. */
  async pass(packet: PublishPacket): Promise<void> {
    if (packet.qos === 0 && !packet.retain) {
      this.#sendToAll(stamped(packet, this.id, ++this.#sent))
      return
    }
    if (this.#passing >= maxPassing) {
      throw new UrbanBrainError('store-unavailable', 'too many messages wait to be kept')
    }
    this.#passing++
    const before = this.#last
    const passed = (async () => {
      await before
      const message = stamped(packet, `${this.id}/kept`, ++this.#kept)
      await this.#parts.sessions.keep(message)
      this.#sendToAll(message)
    })()
    this.#last = passed.catch(() => {})
    try {
      await passed
    } finally {
      this.#passing--
    }
  }

  /** What another broker sent. */
  receive(message: Message): void {
    this.#emitter.emit(message)
  }

  #sendToAll(message: Message): void {
    this.#emitter.emit(message)
    this.#parts.neighbours?.send(message, 'all')
  }

  #spread(packet: PublishPacket): void {
    const { sessions, neighbours } = this.#parts
    const { topic, retain, qos } = packet
    const remember = retain || (qos > 0 && sessions.hears(topic))
    const here = this.#emitter.listens(topic)
    const elsewhere = neighbours?.hears(topic) === true
    if (!remember && !here && !elsewhere) return
    const message = stamped(packet, this.id, ++this.#sent)
    if (remember) sessions.remember(message)
    if (here) this.#emitter.emit(message)
    if (elsewhere) neighbours.send(message, 'listeners')
  }
}

const stamped = (packet: PublishPacket, brokerId: string, brokerCounter: number): Message => ({
  cmd: 'publish',
  topic: packet.topic,
  payload: typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload,
  qos: packet.qos ?? 0,
  retain: packet.retain ?? false,
  dup: false,
  brokerId,
  brokerCounter,
})
