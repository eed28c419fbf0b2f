/** What leaves for a reader, and what a crew says to it. */
import type { AedesOptions, Client } from 'aedes'

import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { BrokerConfig } from '../config.ts'
import { receipt } from '../protocol/receipt.ts'
import { mayHear } from '../rights/rights.ts'
import type { FanOut } from './fan-out.ts'
import type { Intake } from './intake.ts'
import type { Passing } from './handover.ts'
import { linkOf, sessionOf } from './link.ts'
import { queues } from './outgoing.ts'
import type { Receipts } from './receipts.ts'

export interface DeliveringParts {
  readonly config: BrokerConfig
  readonly observer: Observer
  readonly intake: Pick<Intake, 'now'>
  readonly fanOut: FanOut
  readonly receipts: Receipts
}

export class Delivering {
  readonly #parts: DeliveringParts

  constructor(parts: DeliveringParts) {
    this.#parts = parts
  }

  readonly authorizeForward: NonNullable<AedesOptions['authorizeForward']> = (client, packet) => {
    const { config, observer } = this.#parts
    const session = sessionOf(client)
    const queued = isNumbered(packet)
    if (queued) linkOf(client.conn)?.handover?.leaves()
    if (session === undefined || !mayHear(session.rights, packet.topic)) return null
    // Aedes waits until it is out before it takes the next, and takes what is refused out of the queue.
    if (queued) return packet
    const passing = published(client, packet)
    if (passing === 'not') return null
    if (passing === 'now' && client.conn.writableLength <= config.readerBytes) return packet
    observer.emit('broker.forward-dropped', { reason: 'reader-slow', client: client.id })
    // A notice must not be lost in silence: the reader comes back and finds it in the queue of its session.
    if (packet.qos > 0 && !packet.topic.endsWith('/telemetry')) client.conn.destroy()
    return null
  }

  /** A crew has acknowledged something; when it was a notice, others may hear that the crew has it. */
  acknowledged(client: Client, { messageId }: { readonly messageId?: number | undefined }): void {
    const { observer, intake, fanOut, receipts } = this.#parts
    const notice = messageId === undefined ? undefined : receipts.acknowledged(client.id, messageId)
    if (notice === undefined) return
    const message = receipt(notice, client.id, intake.now())
    fanOut
      .pass({ cmd: 'publish', ...message, qos: 1, retain: false, dup: false })
      .catch((error: unknown) => observer.emit('broker.unstored', { reason: messageOf(error) }))
  }
}

type Forwarded = Parameters<NonNullable<AedesOptions['authorizeForward']>>[1]

/** What comes out of the queue of a session has its number; what comes by a subscription gets one later. */
const isNumbered = (packet: Forwarded): boolean => packet.messageId !== undefined

function published(client: Client, packet: Forwarded): Passing {
  const handover = linkOf(client.conn)?.handover
  if (handover === undefined || packet.qos === 0 || packet.retain) return 'now'
  return handover.over || queues(client, packet.topic) ? handover.pass(packet) : 'now'
}
