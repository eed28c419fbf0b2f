/** What a centre answers a station (6.3.1.2): a confirmation of what is durable, or which packet it has not got. */
import { beijingDigits } from '../beijing-time.ts'
import type { Instant } from '../time.ts'
import { writeBody } from './body.ts'
import type { Ending, Frame } from './frame.ts'

const heartbeat = 0x2f

/** It is answered by nothing (6.6.4.2). */
export const isHeartbeat = (command: number): boolean => command === heartbeat

/** Reports, answers to questions for data, and what pumps, valves and gates say of their own accord. */
export const isData = (command: number): boolean =>
  (command > heartbeat && command <= 0x3a) || (command >= 0x4c && command <= 0x4e)

/** Of the frames of one message that came: all of it, or some of its packets. */
export function confirmation(frames: readonly Frame[], now: Instant): Omit<Frame, 'type'> {
  const [any] = frames
  if (any === undefined) throw new Error('nothing came that could be confirmed')
  const { encoding, centre, station, password, command, packet } = any
  const first = frames.find((one) => (one.packet?.number ?? 1) === 1)
  const serial = first === undefined ? 0 : serialOf(first)
  const missing = packet && missingIn(frames, packet.count)
  const more = frames.length === 1 && packet === undefined && any.ending === 'etb'
  return {
    ...{ encoding, direction: 'down', centre, station, password, command },
    ...(packet && { packet: { count: packet.count, number: missing ?? packet.count } }),
    body: writeBody({ serial, sentAt: beijingDigits(now).slice(2), items: [] }, encoding),
    ending: missing !== undefined ? 'nak' : more ? 'ack' : ('eot' satisfies Ending),
  }
}

function missingIn(frames: readonly Frame[], count: number): number | undefined {
  const have = new Set(frames.map(({ packet }) => packet?.number))
  for (let number = 1; number <= count; number += 1) if (!have.has(number)) return number
  return undefined
}

/** As the station wrote it, where it did. */
function serialOf({ body, encoding }: Frame): number {
  const bytes = Buffer.from(body)
  if (encoding === 'hex') return bytes.length < 2 ? 0 : bytes.readUInt16BE(0)
  const serial = Number.parseInt(bytes.toString('latin1', 0, 4), 16)
  return Number.isNaN(serial) ? 0 : serial
}
