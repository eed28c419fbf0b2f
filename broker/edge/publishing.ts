/** The hook that stands before every acknowledgement: a publish is judged, put into the log, and only then answered. */
import type { Client, PublishPacket } from 'aedes'

import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/events.ts'
import type { Refusal } from '../../core/frame.ts'
import { parseDeviceId } from '../../core/identity.ts'
import type { Clock } from '../../core/time.ts'
import type { BrokerConfig } from '../config.ts'
import { noTopic } from './edge.ts'
import { frameOf } from './frames.ts'
import type { Answer, Intake } from './intake.ts'
import type { OrphanedWill } from '../ports.ts'
import { judgePublish, type Rights } from '../rights/rights.ts'
import type { Session } from '../sessions/session.ts'
import { isTopicOf, printableTopic } from '../rights/topics.ts'

/** A QoS 0 message is worth its moment: one that would wait longer is refused. Others wait as long as it takes. */
const longestWait = 1_000

/** RETAIN of a client asks to keep the message (MQTT 3.1.1 3.3.1.3); what comes here is never a replay. */
const live = false

type Callback = (error?: Error | null) => void

export interface PublishingParts {
  readonly config: BrokerConfig
  readonly clock: Clock
  readonly observer: Observer
  readonly intake: Intake
  readonly sessionOf: (client: Client) => Session | undefined
  /** The topic of a publish whose topic aedes must not see. */
  readonly topicAsSent: (packet: object) => string | undefined
  /** Keeps and sends the message of a service; rejects when it cannot be kept. */
  readonly pass: (packet: PublishPacket) => Promise<void>
  /** Whether this QoS 2 message was taken before and waits for its PUBREL. */
  readonly halfDone: (client: Client, packet: PublishPacket) => Promise<boolean>
  /** Whether another broker has taken this client over. */
  readonly moved: (client: Client) => boolean
  /** Whether the device has a connection here, beside this one. */
  readonly connected: (name: string, client?: Client) => boolean
  /** Whether the device has a session at another broker, beside this one; undefined where there is one broker. */
  readonly elsewhere: ((clientId: string) => Promise<boolean>) | undefined
}

export function publishing(parts: PublishingParts) {
  const { config, clock, observer, intake, sessionOf, topicAsSent, moved } = parts
  let stopping = false

  function authorizePublish(
    client: Client | null,
    packet: PublishPacket,
    callback: Callback,
  ): void {
    const session = client === null ? undefined : sessionOf(client)
    // Aedes asks for a will after it closed the connection. When we stop, it is not the device that went away.
    const will = client?.closed === true
    if (client === null || session === undefined || (will && (stopping || moved(client)))) {
      callback(new Error('no session'))
      return
    }
    const topic = topicAsSent(packet) ?? packet.topic
    if (will && tellsOffline(session.rights, topic)) void offline(session, client, packet, callback)
    else take(session, client, packet, callback)
  }

  async function offline(
    session: Session,
    client: Client,
    packet: PublishPacket,
    callback: Callback,
  ): Promise<void> {
    if (await untrue(session.identity.name, client.id, client))
      callback(new Error('the device is connected'))
    else take(session, client, packet, callback)
  }

  function take(session: Session, client: Client, packet: PublishPacket, callback: Callback): void {
    const topic = topicAsSent(packet) ?? packet.topic
    const will = client.closed
    const body = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    const verdict = judgePublish(session.rights, topic, body.length, packet.retain, config)
    packet.retain = verdict.retain
    if (verdict.take === 'message') {
      void pass(session, client, packet, callback)
      return
    }

    const store = (refused: Refusal | undefined) => {
      if (refused !== undefined) packet.topic = noTopic
      const answer: Answer = (error) => {
        if (refused !== undefined && error === undefined) refuse(session, refused, topic)
        callback(error)
        session.gate.answered()
      }
      const source = session.identity.name
      const { channel } = verdict
      const receivedAt = intake.now()
      const publish = { source, channel, topic, body, receivedAt, retained: live }
      intake.push(frameOf(publish, refused), answer, will)
    }

    session.gate.entered()
    if (will) {
      store(verdict.refused)
      return
    }
    const wait = session.bucket.take(clock.elapsed())
    if (wait === 0 && !session.slowed) store(verdict.refused)
    else if (packet.qos > 0 || wait <= longestWait) {
      session.slowDown(wait, () => store(verdict.refused))
    } else {
      session.bucket.giveBack()
      store('rate-limited')
    }
  }

  /** The message of a service is answered when it is kept for those who are away. */
  async function pass(
    session: Session,
    client: Client,
    packet: PublishPacket,
    callback: Callback,
  ): Promise<void> {
    session.gate.entered()
    try {
      const repeated = packet.qos === 2 && (await parts.halfDone(client, packet))
      if (!repeated) {
        await parts.pass(packet)
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

  /** The will that a client left at a broker which died; resolves when it is published. */
  async function inherit(
    will: OrphanedWill,
    publish: (packet: PublishPacket) => void,
  ): Promise<void> {
    const packet: PublishPacket = {
      cmd: 'publish',
      topic: will.topic,
      payload: will.payload,
      qos: will.qos === 0 ? 0 : 1,
      retain: will.retain,
      dup: false,
    }
    if (will.kind === 'service') {
      await parts.pass(packet)
      return
    }
    const source = parseDeviceId(will.clientId.split('/', 1)[0] ?? '')
    if (source === undefined) return
    const rights = { kind: 'device', device: source } as const
    const { topic, payload: body } = will
    if (tellsOffline(rights, topic) && (await untrue(source, will.clientId))) return
    const verdict = judgePublish(rights, topic, body.length, will.retain, config)
    if (verdict.take !== 'frame' || verdict.refused !== undefined) return
    const { channel } = verdict
    await new Promise<void>((resolve, reject) => {
      const sent = { source, channel, topic, body, receivedAt: intake.now(), retained: live }
      intake.push(frameOf(sent, undefined), (error) => (error ? reject(error) : resolve()))
    })
    publish({ ...packet, retain: verdict.retain })
  }

  /** A will on `status` is untrue while another session of its device stands, here or at another broker. */
  async function untrue(name: string, clientId: string, client?: Client): Promise<boolean> {
    const standsHere = () => parts.connected(name, client)
    // Asked last, whoever came here meanwhile has said already that the device is online.
    const stands = standsHere() || (await parts.elsewhere?.(clientId)) === true || standsHere()
    if (stands)
      observer.emit('broker.will-suppressed', { reason: 'device-connected', source: name })
    return stands
  }

  function refuse(session: Session, reason: Refusal, topic: string): void {
    observer.emit('broker.frame-refused', {
      reason,
      source: session.identity.name,
      topic: printableTopic(topic),
    })
  }

  return {
    authorizePublish,
    inherit,
    /** From now on closing a connection leaves no will behind. */
    stop: () => {
      stopping = true
    },
  }
}

/** A will on `event` is a fact and stays. */
const tellsOffline = (rights: Rights, topic: string): boolean =>
  rights.kind === 'device' && isTopicOf(rights.device, topic, 'status')
