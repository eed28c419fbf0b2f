/**
 * Sends messages on to who listens. A publish whose bytes are already in the log is fanned out only when somebody listens,
 * here or at another broker; nobody who publishes waits for those who read; and messages leave in the order of their
 * counters, because a listener takes one with a lower counter than the last for a repeat and drops it.
 */
import { randomUUID } from 'node:crypto'

import type { PublishPacket } from 'aedes'

import { UrbanBrainError } from '../../core/errors.ts'
import type { Message, Neighbours, Sessions } from '../ports.ts'
import { Emitter } from './emitter.ts'

/** The topic of a publish that was taken and goes to nobody. */
export const noTopic = ''

/** Messages of services that may wait to be kept; above it they are refused. */
const maxPassing = 10_000

export class FanOut {
  /** Name of this broker in what it sends. */
  readonly id = randomUUID()
  readonly sessions: Sessions
  readonly emitter: Emitter
  readonly #neighbours: Neighbours | undefined
  #sent = 0
  #kept = 0
  #passing = 0
  #last: Promise<unknown> = Promise.resolve()

  constructor(sessions: Sessions, neighbours?: Neighbours) {
    this.sessions = sessions
    this.emitter = new Emitter(neighbours)
    this.#neighbours = neighbours
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
      await this.sessions.keep(message)
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
    this.emitter.emit(message)
  }

  /** The client is connected here now. */
  arrived(clientId: string): void {
    this.#neighbours?.arrived(clientId)
  }

  /** Sends on what a device published. */
  spread(packet: PublishPacket): void {
    const { topic, retain, qos } = packet
    if (topic === noTopic) return
    const { sessions, emitter } = this
    const neighbours = this.#neighbours
    const remember = retain || (qos > 0 && sessions.hears(topic))
    const here = emitter.listens(topic)
    const elsewhere = neighbours?.hears(topic) === true
    if (!remember && !here && !elsewhere) return
    const message = stamped(packet, this.id, ++this.#sent)
    if (remember) sessions.remember(message)
    if (here) emitter.emit(message)
    if (elsewhere) neighbours.send(message, 'listeners')
  }

  #sendToAll(message: Message): void {
    this.emitter.emit(message)
    this.#neighbours?.send(message, 'all')
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
