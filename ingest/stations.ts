/**
 * Frames of stations to the same items as our own JSON: a reading has one identity, however it came. Means of a period
 * (HJ 212: 2031, 2041, 2051, 2061) make none, since what is judged and rolled up is what was measured.
 */
import { consumers } from '../core/consumers.ts'
import { detailOf, joinedDetails } from '../core/dead-letter-details.ts'
import type { DeadLetter } from '../core/dead-letter.ts'
import type { Device } from '../core/device.ts'
import type { Frame } from '../core/frame.ts'
import { FrameReader, frameOf } from '../core/hj212/framing.ts'
import { measuredOf } from '../core/hj212/measured.ts'
import { readMessage, type Message, type SegmentFault } from '../core/hj212/message.ts'
import type { DeviceId } from '../core/identity.ts'
import type { PartitionState, StateChange } from '../core/log.ts'
import type { ClockLimits } from './config.ts'
import {
  joinedBytes,
  mostPackets,
  noPackets,
  packetCame,
  type Incomplete,
  type Packets,
} from './packets.ts'
import { hydrologicalItems } from './hydrological.ts'
import { lettersOfFrame } from './refused.ts'
import { decodeReading, type Item, type Received } from './telemetry.ts'
import { quote, refuse, type Refused } from './values.ts'

/** More than any station sends: the edge looked at what is kept. */
const longestSegment = 9_999

const { packets: remembered } = consumers.ingest.remembers
const packetsKey = (device: DeviceId): string => `${remembered.prefix}${device}`

export interface StationTold {
  /** None where the frame is a repeat, or taken without a reading: a mean, or a packet whose others are missing. */
  readonly items: readonly Item[]
  readonly repeated: boolean
  /** Bytes of all that `items` were made of. */
  readonly body: Uint8Array
  /** Packets that nobody waits for any more. */
  readonly lost: readonly DeadLetter[]
}

/** What stations said in one batch, with what is remembered of their packets. */
export class Stations {
  readonly #state: Pick<PartitionState, 'get'>
  readonly #packets = new Map<DeviceId, Packets>()

  constructor(state: Pick<PartitionState, 'get'>) {
    this.#state = state
  }

  changes(): readonly StateChange[] {
    return [...this.#packets].map(([device, value]) => ({
      key: packetsKey(device),
      value: value.waiting.length + value.told.length === 0 ? undefined : value,
    }))
  }

  take(
    frame: Frame,
    position: string,
    device: Device,
    received: Received,
    limits: ClockLimits,
  ): StationTold {
    const { body } = frame
    if (frame.protocol === 'sl651') {
      const items = hydrologicalItems(body, device, received, limits)
      return { items, repeated: false, body, lost: [] }
    }
    const { concentration = 'mg/m3' } = device
    const told = {
      items: [] as Item[],
      repeated: false,
      body,
      lost: [] as DeadLetter[],
    }
    const frames = framesIn(body)
    if (frames.length === 0) told.items.push({ outcome: refuse('unparsable', detailOf('noFrame')) })
    for (const { message, bytes } of frames) {
      if ('fault' in message) {
        told.items.push({ outcome: refuse('unparsable', detailOf('noField', { ...message })) })
        continue
      }
      const { parts } = message
      let whole: Message = message
      if (parts !== undefined && parts.pnum > 1) {
        const { receivedAt } = frame
        const came = this.#came(
          frame.source,
          { ...message, parts },
          { bytes, receivedAt, frame: position },
        )
        if (came === undefined) {
          const detail = detailOf('noPacket', { most: mostPackets })
          told.items.push({ outcome: refuse('invalid-payload', detail) })
          continue
        }
        told.lost.push(...came.lost.flatMap((one) => lettersOfLost(frame, one)))
        if (came.outcome === 'repeated') told.repeated = true
        if (typeof came.outcome === 'string') continue
        whole = came.outcome.whole
        told.body = came.outcome.bytes
      }
      if (isMean(whole)) continue
      told.items.push({ outcome: outcomeOf(whole, concentration, received, limits) })
    }
    return told
  }

  #came(
    device: DeviceId,
    message: Message & Required<Pick<Message, 'parts'>>,
    rest: Pick<Incomplete, 'receivedAt' | 'frame'> & { readonly bytes: Uint8Array },
  ) {
    const key = packetsKey(device)
    const stored = this.#state.get(key) as Packets | undefined
    const before = this.#packets.get(device) ?? stored ?? noPackets
    const came = packetCame(before, { message, ...rest })
    if (came !== undefined && came.packets !== before) this.#packets.set(device, came.packets)
    return came
  }
}

/** One, or those of a split message that were put back together. */
function framesIn(
  body: Uint8Array,
): readonly { readonly message: Message | SegmentFault; readonly bytes: Uint8Array }[] {
  return new FrameReader(longestSegment).push(body).flatMap((found) =>
    found.type === 'noise'
      ? []
      : {
          message: readMessage(Buffer.from(found.segment).toString('utf8')),
          bytes: frameOf(found.segment),
        },
  )
}

const means: ReadonlySet<string> = new Set(['2031', '2041', '2051', '2061'])
const isMean = ({ cn }: Message): boolean => means.has(cn)

function outcomeOf(
  message: Message,
  concentration: NonNullable<Device['concentration']>,
  received: Received,
  limits: ClockLimits,
): Item['outcome'] {
  const measured = measuredOf(message, concentration)
  if (measured.type === 'not-measured') return notMeasured(message, measured.why)
  const { observedAt, values, quality, again, unknown, unusable } = measured
  if (Object.keys(values).length === 0) return nothingOf(unknown, unusable)
  const said = { t: new Date(observedAt).toISOString(), m: values, q: quality }
  const stale = received.stale || again
  const outcome = decodeReading(said, 0, undefined, { ...received, stale }, limits)
  if (outcome.type === 'refused') return outcome
  return { ...outcome, unknown: unknown.length, unusable: unusable.map(() => 'text') }
}

function notMeasured({ cn }: Message, why: 'no-data' | 'no-time' | 'no-factors'): Refused {
  if (why === 'no-data') return refuse('no-decoder', detailOf('noCommand', { command: quote(cn) }))
  if (why === 'no-time') return refuse('invalid-payload', detailOf('noDataTime'))
  return refuse('no-quantity', detailOf('noFactor'))
}

function nothingOf(unknown: readonly string[], unusable: readonly string[]): Refused {
  const names = unusable.length > 0 ? unusable : unknown
  if (names.length === 0) return refuse('no-quantity', detailOf('noFactor'))
  const shown = joinedDetails(names.slice(0, 5).map(quote), names.length > 5)
  return unusable.length > 0
    ? refuse('invalid-payload', detailOf('noFactorValue', { names: shown }))
    : refuse('unknown-quantity', detailOf('unknownNames', { names: shown }))
}

function lettersOfLost(frame: Frame, lost: Incomplete): readonly DeadLetter[] {
  const have = lost.packets.filter((packet) => packet !== null).length
  const { receivedAt, packets } = lost
  const detail = detailOf('incomplete', { have, count: packets.length })
  const body = joinedBytes(packets)
  return lettersOfFrame({ ...frame, receivedAt, body }, lost.frame, 'invalid-payload', detail)
}
