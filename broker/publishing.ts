/** The hook that stands before every acknowledgement: a publish is judged, put into the log, and only then answered. */
import type { Client, PublishPacket } from 'aedes'

import type { Observer } from '../core/events.ts'
import type { Channel, Refusal } from '../core/frame.ts'
import type { Clock } from '../core/time.ts'
import type { BrokerConfig } from './config.ts'
import { nowhere } from './edge.ts'
import type { Answer, Intake } from './intake.ts'
import { judgePublish } from './rights.ts'
import type { Session } from './session.ts'
import { printableTopic } from './topics.ts'

const maxRefusedBytes = 65_536
/** A QoS 0 message is worth its moment: one that would wait longer is refused. Others wait as long as it takes. */
const longestWait = 1_000

type Callback = (error?: Error | null) => void

export interface PublishingParts {
  readonly config: BrokerConfig
  readonly clock: Clock
  readonly observer: Observer
  readonly intake: Intake
  readonly sessionOf: (client: Client) => Session | undefined
  /** The topic of a publish whose topic aedes must not see. */
  readonly strayTopic: (packet: object) => string | undefined
}

export function publishing(parts: PublishingParts) {
  const { config, clock, observer, intake, sessionOf, strayTopic } = parts
  let stopping = false

  function authorizePublish(
    client: Client | null,
    packet: PublishPacket,
    callback: Callback,
  ): void {
    const session = client === null ? undefined : sessionOf(client)
    // Aedes asks for a will after it closed the connection. When we stop, it is not the device that went away.
    const will = client?.closed === true
    if (session === undefined || (will && stopping)) {
      callback(new Error('no session'))
      return
    }
    const topic = strayTopic(packet) ?? packet.topic
    const body = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload
    const retained = packet.retain
    const verdict = judgePublish(session.rights, topic, body.length, retained, config)
    packet.retain = verdict.retain
    if (verdict.take === 'message') {
      callback(null)
      return
    }

    const store = (refused: Refusal | undefined) => {
      if (refused !== undefined) packet.topic = nowhere
      const answer: Answer = (error) => {
        if (refused !== undefined && error === undefined) refuse(session, refused, topic)
        callback(error)
        session.gate.answered()
      }
      intake.push(frame(session, verdict.channel, topic, body, retained, refused), answer, will)
    }

    session.gate.entered()
    if (will) {
      store(verdict.refused)
      return
    }
    const wait = session.bucket.take(clock.now())
    if (wait === 0 && !session.slowed) store(verdict.refused)
    else if (packet.qos > 0 || wait <= longestWait) {
      session.slowDown(wait, () => store(verdict.refused))
    } else {
      session.bucket.giveBack()
      store('rate-limited')
    }
  }

  const frame = (
    session: Session,
    channel: Channel,
    topic: string,
    body: Buffer,
    retained: boolean,
    refused: Refusal | undefined,
  ) => ({
    type: 'frame' as const,
    source: session.identity.name,
    channel,
    topic: refused === undefined ? topic : printableTopic(topic),
    body: refused === undefined ? body : body.subarray(0, maxRefusedBytes),
    receivedAt: intake.now(),
    retained,
    ...(refused === undefined ? {} : { refused }),
  })

  function refuse(session: Session, reason: Refusal, topic: string): void {
    observer.emit('broker.frame-refused', {
      reason,
      source: session.identity.name,
      topic: printableTopic(topic),
    })
  }

  return {
    authorizePublish,
    /** From now on closing a connection leaves no will behind. */
    stop: () => {
      stopping = true
    },
  }
}
