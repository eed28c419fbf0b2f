/**
 * One connection to a broker that is not ours. A message is acknowledged to that broker only when whoever took it says
 * that it is durable, in the order of arrival and on the connection it came by; many may wait at a time. When one could
 * not be kept, the connection is closed, so that the broker sends it and all behind it once more.
 */
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import type { IPublishPacket } from 'mqtt-packet'

import { messageOf } from '../../core/errors.ts'
import type { Answer } from '../edge/intake.ts'

export interface ExternalConnectionOptions {
  readonly url: string
  readonly client: IClientOptions
  readonly filters: readonly string[]
  /** Takes one message and answers when it is durable, or cannot be. */
  readonly take: (packet: IPublishPacket, answer: Answer) => void
  /** Too much waits: nothing more should be read until `resume`. */
  readonly full: () => boolean
  readonly changed: () => void
}

/** mqtt.js acknowledges after its callback, one message after the other; an error in it leaves that to us. */
const notYet = new Error('acknowledged when it is durable')

export class ExternalConnection {
  readonly #options: ExternalConnectionOptions
  readonly #client: MqttClient
  readonly #acknowledgements = new WeakMap<MqttClient['stream'], Buffer[]>()
  #held: (() => void) | undefined
  #stopping = false
  #trouble: string | undefined = 'not connected yet'
  #failed = false

  constructor(options: ExternalConnectionOptions) {
    this.#options = options
    this.#client = mqtt.connect(options.url, { ...options.client, manualConnect: true })
    this.#client.handleMessage = (packet, callback) => this.#take(packet, callback)
    this.#client.on('connect', () => this.#subscribe())
    this.#client.on('close', () => this.#is(closed))
    this.#client.on('error', (error) => this.#is(messageOf(error)))
    this.#client.on('disconnect', ({ reasonCode }) => {
      this.#is(`the broker closed the connection (reason ${reasonCode ?? 0})`)
    })
  }

  /** Why it reads nothing now. */
  get trouble(): string | undefined {
    return this.#trouble
  }

  /** It was lost or refused, and is not back. */
  get failed(): boolean {
    return this.#failed
  }

  open(): void {
    this.#client.connect()
  }

  resume(): void {
    const held = this.#held
    this.#held = undefined
    held?.()
  }

  /** Takes nothing more; what comes from here on stays with the broker. */
  pause(): void {
    this.#stopping = true
    this.resume()
  }

  async close(): Promise<void> {
    this.#stopping = true
    const { connected } = this.#client
    await this.#client.endAsync(!connected)
  }

  #take(packet: IPublishPacket, callback: (error?: Error) => void): void {
    const done = () => callback(packet.qos === 0 ? undefined : notYet)
    if (this.#stopping) {
      done()
      return
    }
    const { stream } = this.#client
    const { messageId } = packet
    this.#options.take(packet, (error) => {
      if (stream.destroyed || packet.qos === 0) return
      if (error !== undefined) stream.destroy()
      else if (messageId !== undefined) this.#acknowledge(stream, messageId)
    })
    if (this.#options.full()) this.#held = done
    else done()
  }

  /** A commit answers many messages in one turn; their acknowledgements leave together. */
  #acknowledge(stream: MqttClient['stream'], messageId: number): void {
    const waiting = this.#acknowledgements.get(stream)
    if (waiting !== undefined) {
      waiting.push(puback(messageId))
      return
    }
    const first = [puback(messageId)]
    this.#acknowledgements.set(stream, first)
    queueMicrotask(() => {
      this.#acknowledgements.delete(stream)
      if (!stream.destroyed) stream.write(Buffer.concat(first))
    })
  }

  #subscribe(): void {
    const { filters } = this.#options
    const { stream } = this.#client
    // Not "retain as published": RETAIN shall mark replays of what the broker kept, as it does in MQTT 3.1.1.
    this.#client.subscribe([...filters], { qos: 1, rap: false }, (error, granted) => {
      const refused = granted?.find(({ qos }) => qos > 2)
      if (error === null && refused === undefined) {
        this.#is(undefined)
        return
      }
      this.#is(`the subscription is refused: ${error?.message ?? refused?.topic ?? ''}`)
      // The rights may come later, and reconnecting asks again.
      if (!stream.destroyed) stream.destroy()
    })
  }

  #is(trouble: string | undefined): void {
    if (this.#stopping) return
    // What was said before the connection closed says more than that it closed.
    if (trouble !== closed || this.#trouble === undefined) this.#trouble = trouble
    this.#failed = trouble !== undefined
    this.#options.changed()
  }
}

const closed = 'the connection to the broker is closed'

/** MQTT 3.1.1 section 3.4; in MQTT 5 two bytes of length mean success. */
const puback = (messageId: number): Buffer =>
  Buffer.from([0x40, 2, messageId >> 8, messageId & 0xff])
