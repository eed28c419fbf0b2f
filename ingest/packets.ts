/**
 * Packets of split messages of HJ 212 (PNUM, PNO), which come one by one, over several connections, and twice where an answer
 * was lost. They belong together by command, DataTime and number of packets: each has a QN of its own (HJ 212-2017, C.49 and C.50).
 */
import { readDataArea } from '../core/hj212/data-area.ts'
import type { Message } from '../core/hj212/message.ts'
import { hashOf } from '../core/quantity-place.ts'
import { hours, type Instant } from '../core/time.ts'

interface Packet {
  readonly area: string
  /** The frame as it came. */
  readonly bytes: Uint8Array
}

/** A message of which packets are missing. */
export interface Incomplete {
  readonly key: string
  readonly receivedAt: Instant
  /** Position of the frame with its first packet. */
  readonly frame: string
  /** By PNO - 1; null where it has not come. */
  readonly packets: readonly (Packet | null)[]
}

/** Of a message that was whole, by PNO - 1. */
interface Told {
  readonly key: string
  readonly prints: readonly number[]
}

/** What is remembered of one station, newest last. */
export interface Packets {
  readonly waiting: readonly Incomplete[]
  readonly told: readonly Told[]
}

export const noPackets: Packets = { waiting: [], told: [] }

/** Packets of one message; 16 of them hold 15,000 characters. */
export const mostPackets = 16
const mostWaiting = 4
const mostTold = 16
/** A station that could not send for longer begins its message anew. */
const longestWait = hours(1)

export interface PacketCame {
  readonly packets: Packets
  /** `repeated`: the same came before. Otherwise it waits for the others, or made the message whole. */
  readonly outcome: 'repeated' | 'waits' | { readonly whole: Message; readonly bytes: Uint8Array }
  /** What nobody waits for any more. */
  readonly lost: readonly Incomplete[]
}

export interface Came {
  readonly message: Message & Required<Pick<Message, 'parts'>>
  readonly bytes: Uint8Array
  readonly receivedAt: Instant
  readonly frame: string
}

/** Undefined where the packet does not say what it belongs to, or is one of too many. */
export function packetCame(
  before: Packets,
  { message, bytes, receivedAt, frame }: Came,
): PacketCame | undefined {
  const { cn, area, parts } = message
  const time = readDataArea(area).fields.get('DataTime')
  if (time === undefined || parts.pnum > mostPackets) return undefined
  const key = `${cn} ${time} ${parts.pnum}`
  const at = parts.pno - 1
  const print = hashOf(area)
  const told = before.told.find((one) => one.key === key)
  const begun = before.waiting.find((one) => one.key === key)
  const known = begun?.packets[at] ?? undefined
  if (told?.prints[at] === print || known?.area === area)
    return { packets: before, outcome: 'repeated', lost: [] }
  // Another word for the same place begins another message.
  const here = known === undefined ? begun : undefined
  const packets: readonly (Packet | null)[] = Array.from({ length: parts.pnum }, (_, index) =>
    index === at ? { area, bytes } : (here?.packets[index] ?? null),
  )
  const others = before.waiting.filter((one) => one !== here)
  const late = (one: Incomplete) => receivedAt - one.receivedAt > longestWait
  const whole = packets.every((packet) => packet !== null)
  const room = whole ? mostWaiting : mostWaiting - 1
  const fresh = others.filter((one) => one.key !== key && !late(one)).slice(-room)
  const lost = others.filter((one) => !fresh.includes(one))
  if (!whole) {
    const first = here ?? { receivedAt, frame }
    const waiting = { key, receivedAt: first.receivedAt, frame: first.frame, packets }
    return { packets: { ...before, waiting: [...fresh, waiting] }, outcome: 'waits', lost }
  }
  const prints = packets.map((packet) => hashOf(packet.area))
  const { parts: _, ...rest } = message
  return {
    packets: {
      waiting: fresh,
      told: [...before.told.filter((one) => one !== told), { key, prints }].slice(-mostTold),
    },
    outcome: {
      whole: { ...rest, area: packets.map((packet) => packet.area).join(';') },
      bytes: joinedBytes(packets),
    },
    lost,
  }
}

export const joinedBytes = (packets: readonly (Packet | null)[]): Uint8Array =>
  Buffer.concat(packets.flatMap((packet) => packet?.bytes ?? []))
