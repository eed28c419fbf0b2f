/**
 * Tells when a crew has taken a notice: what leaves a crew's connection with QoS 1 or 2 is remembered by its packet
 * number, and PUBACK or PUBCOMP of that number makes the receipt. It reads the bytes as they leave, because aedes gives
 * a message its number after the last hook. What is remembered outlives a connection, since a PUBREL that is sent again
 * says no more than its number.
 */
import type { Client } from 'aedes'
import { parser, type IPublishPacket, type Packet } from 'mqtt-packet'

import { crewHearing, isCrew, noticeId, type SentNotice } from '../protocol/receipt.ts'
import type { Session } from '../sessions/session.ts'

/** Clients whose notices are remembered; the longest known is forgotten, and gives no receipt. */
const maxClients = 10_000

export class Receipts {
  readonly #sent = new Map<string, Map<number, SentNotice>>()

  /** Follows what is sent to this client from here on; call it before anything is. */
  follow(client: Client, session: Session): void {
    if (!isCrew(session.rights)) return
    const sent = client.clean ? new Map<number, SentNotice>() : this.#sent.get(client.id)
    const notices = sent ?? new Map<number, SentNotice>()
    this.#remember(client.id, notices)
    const leaving = parser()
    leaving.on('packet', (packet: Packet) => {
      if (packet.cmd === 'publish') note(notices, session, packet)
    })
    // A chunk it cannot read costs a receipt, never the connection.
    leaving.on('error', () => {})
    const write = client.conn.write.bind(client.conn)
    client.conn.write = (...chunk: readonly unknown[]): boolean => {
      const [bytes] = chunk
      if (typeof bytes === 'string') leaving.parse(Buffer.from(bytes))
      else if (Buffer.isBuffer(bytes)) leaving.parse(bytes)
      return Reflect.apply(write, client.conn, chunk) === true
    }
  }

  /** The notice that stood under the number; each is acknowledged once. */
  acknowledged(clientId: string, messageId: number): SentNotice | undefined {
    const notices = this.#sent.get(clientId)
    const notice = notices?.get(messageId)
    notices?.delete(messageId)
    return notice
  }

  #remember(clientId: string, notices: Map<number, SentNotice>): void {
    this.#sent.delete(clientId)
    this.#sent.set(clientId, notices)
    const [oldest] = this.#sent.keys()
    if (this.#sent.size > maxClients && oldest !== undefined) this.#sent.delete(oldest)
  }
}

function note(
  notices: Map<number, SentNotice>,
  { rights }: Session,
  { topic, payload, retain, messageId, qos }: IPublishPacket,
): void {
  if (qos === 0 || messageId === undefined) return
  // The number is in use again, whatever for.
  notices.delete(messageId)
  // A retained copy is a replay: that it is acknowledged says nothing of the notice when it was new.
  if (retain) return
  const unit = crewHearing(rights, topic)
  if (unit === undefined) return
  const id = noticeId(typeof payload === 'string' ? Buffer.from(payload) : payload)
  if (id !== undefined) notices.set(messageId, { unit, id })
}
