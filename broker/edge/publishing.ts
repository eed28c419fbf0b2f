/** The hook that stands before every acknowledgement: a publish is authorised, put into the log, and only then answered. */
import type { Client, PublishPacket } from 'aedes'

import type { Bindings } from '../../core/bindings/bindings.ts'
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { Refusal } from '../../core/frame.ts'
import type { Clock } from '../../core/time.ts'
import type { BrokerConfig } from '../config.ts'
import type { Acknowledgements } from './acknowledgements.ts'
import { noTopic, type FanOut } from './fan-out.ts'
import { frameOf, live } from './frames.ts'
import type { Answer, Intake } from './intake.ts'
import { sessionOf } from './link.ts'
import { tellsOffline, type Wills } from './wills.ts'
import { authorisePublish } from '../rights/rights.ts'
import type { Connections } from '../sessions/connections.ts'
import type { Session } from '../sessions/session.ts'
import { printableTopic } from '../rights/topics.ts'

/** A QoS 0 message is worth its moment: one that would wait longer is refused. Others wait as long as it takes. */
const longestWait = 1_000

type Callback = (error?: Error | null) => void

/** A large message counts as many: what a device may send is bounded in bytes as well. */
const bytesOfOne = 4_096
const weightOf = (bytes: number): number => Math.max(1, Math.ceil(bytes / bytesOfOne))

export interface PublishingParts {
  readonly config: BrokerConfig
  readonly clock: Clock
  readonly observer: Observer
  readonly intake: Intake
  readonly connections: Connections
  readonly fanOut: FanOut
  readonly acknowledgements: Acknowledgements
  readonly wills: Wills
  readonly bindings: Bindings
  /** The topics of publishes whose topic aedes must not see. */
  readonly topicsAsSent: WeakMap<object, string>
}

export class Publishing {
  readonly #parts: PublishingParts
  #stopping = false

  constructor(parts: PublishingParts) {
    this.#parts = parts
  }

  /** From now on closing a connection leaves no will behind. */
  stop(): void {
    this.#stopping = true
  }

  readonly authorizePublish = (
    client: Client | null,
    packet: PublishPacket,
    callback: Callback,
  ): void => {
    const { connections, topicsAsSent } = this.#parts
    const session = client === null ? undefined : sessionOf(client)
    // Aedes asks for a will after it closed the connection. When we stop, it is not the device that went away.
    const will = client?.closed === true
    if (
      client === null ||
      session === undefined ||
      (will && (this.#stopping || connections.moved(client)))
    ) {
      callback(new Error('no session'))
      return
    }
    const topic = topicsAsSent.get(packet) ?? packet.topic
    if (will && tellsOffline(session.rights, topic))
      void this.#offline(session, client, packet, callback)
    else this.#take(session, client, packet, callback)
  }

  async #offline(
    session: Session,
    client: Client,
    packet: PublishPacket,
    callback: Callback,
  ): Promise<void> {
    if (await this.#parts.wills.untrue(session.identity.name, client.id, client))
      callback(new Error('the device is connected'))
    else this.#take(session, client, packet, callback)
  }

  #take(session: Session, client: Client, packet: PublishPacket, callback: Callback): void {
    const { config, clock, intake, acknowledgements, topicsAsSent, bindings } = this.#parts
    const topic = topicsAsSent.get(packet) ?? packet.topic
    const will = client.closed
    const body = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    const { rights } = session
    const verdict = authorisePublish(rights, topic, body.length, packet.retain, config, bindings)
    packet.retain = verdict.retain
    if (verdict.take === 'message') {
      void this.#pass(session, client, packet, callback)
      return
    }

    const store = (refused: Refusal | undefined) => {
      const { channel, protocol } = verdict
      if (refused !== undefined || protocol !== undefined) packet.topic = noTopic
      const answer: Answer = (error) => {
        if (refused !== undefined && error === undefined) this.#refuse(session, refused, topic)
        if (error === undefined && !will) acknowledgements.take(client, packet)
        callback(error)
        session.gate.answered()
      }
      const source = session.identity.name
      const receivedAt = intake.now()
      const publish = { source, channel, topic, body, receivedAt, retained: live }
      const marked = protocol === undefined ? publish : { ...publish, protocol }
      const waits = intake.push(frameOf(marked, refused), answer, will)
      // Not while the chunk that it came in is parsed.
      if (waits) setImmediate(() => session.gate.readOn())
    }

    session.gate.entered()
    if (will) {
      store(verdict.refused)
      return
    }
    const publishes = weightOf(body.length)
    const wait = session.bucket.take(clock.elapsed(), publishes)
    if (wait === 0 && !session.slowed) store(verdict.refused)
    else if (packet.qos > 0 || wait <= longestWait) {
      session.slowDown(wait, () => store(verdict.refused))
    } else {
      session.bucket.giveBack(publishes)
      store('rate-limited')
    }
  }

  /** The message of a service is answered when it is kept for those who are away. */
  async #pass(
    session: Session,
    client: Client,
    packet: PublishPacket,
    callback: Callback,
  ): Promise<void> {
    const { observer, fanOut } = this.#parts
    session.gate.entered()
    try {
      const repeated = packet.qos === 2 && (await this.#halfDone(client, packet))
      if (!repeated) {
        await fanOut.pass(packet)
        packet.topic = noTopic
      }
      callback(null)
    } catch (error) {
      observer.emit('broker.unstored', { reason: messageOf(error) })
      callback(error instanceof Error ? error : new Error(messageOf(error)))
    } finally {
      session.gate.answered()
    }
  }

  /** Whether this QoS 2 message was taken before and waits for its PUBREL. */
  #halfDone(client: Client, packet: PublishPacket): Promise<boolean> {
    return this.#parts.fanOut.sessions.incomingGetPacket(client, packet).then(
      () => true,
      () => false,
    )
  }

  #refuse(session: Session, reason: Refusal, topic: string): void {
    this.#parts.observer.emit('broker.frame-refused', {
      reason,
      source: session.identity.name,
      topic: printableTopic(topic),
    })
  }
}
