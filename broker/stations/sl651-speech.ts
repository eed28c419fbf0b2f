/**
 * SL 651: whose a frame is by address and password, and what it is answered. Packets of a message (M3) are confirmed once, when all have
 * come, so until then they wait here: a connection that ends in between takes them with it, and the station sends all of them again.
 */
import type { DeviceId } from '../../core/identity.ts'
import { confirmation, isData, isHeartbeat } from '../../core/sl651/answer.ts'
import { frameBytes, type Frame } from '../../core/sl651/frame.ts'
import { FrameReader, type Noise } from '../../core/sl651/framing.ts'
import { keptFrame, withoutPassword } from '../../core/sl651/kept.ts'
import { stationName } from '../../core/station.ts'
import type { Instant } from '../../core/time.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { isPassword } from './proof.ts'
import type { Heard, Piece, RefusedBytes, Speech, Spoken } from './speech.ts'

/** Packets of one message, and their bytes. */
const mostPackets = 64
const mostBytes = 65_536
/** Stations of which packets wait on one connection; of a relay there are several. */
const mostStations = 16

/** One round of packets, in ascending order. */
interface Round {
  readonly device: DeviceId
  readonly command: number
  readonly count: number
  readonly frames: readonly Frame[]
  /** The newest one's number, and that of one that we asked for. */
  readonly last: number
  readonly asked: number | undefined
}

/** The message that was whole before, so that what comes of it again begins nothing. */
interface Told extends Pick<Round, 'device' | 'command' | 'frames'> {
  /** Its first packet came again, and that one alone says which message it is of. */
  readonly again: boolean
}

export class Sl651Speech implements Speech {
  readonly #reader: FrameReader
  /** By topic. */
  readonly #waiting = new Map<string, Round>()
  readonly #told = new Map<string, Told>()

  constructor(bodyBytes: number) {
    this.#reader = new FrameReader(bodyBytes)
  }

  push(chunk: Uint8Array): readonly Piece[] {
    return this.#reader.push(chunk).map((one) => this.#piece(one))
  }

  end(): readonly Piece[] {
    return this.#reader.end().map((one) => this.#piece(one))
  }

  stray(pieces: Parameters<Speech['stray']>[0]): RefusedBytes {
    const isBroken = pieces.some((piece) => piece.isBroken)
    return {
      ...{ type: 'refused', refusal: isBroken ? 'wrong-checksum' : 'unreadable-frame' },
      body: withoutPassword(Buffer.concat(pieces.map(({ bytes }) => bytes))),
    }
  }

  abandoned(): readonly Spoken[] {
    const all = [...this.#waiting].map(([topic, waiting]) => spokenOf(topic, waiting))
    this.#waiting.clear()
    return all
  }

  #piece(one: Frame | Noise): Piece {
    return one.type === 'frame'
      ? { type: 'frame', hear: (directory, now) => this.#hear(one, directory, now) }
      : { type: 'stray', bytes: one.bytes, isBroken: one.fault === 'wrong-checksum' }
  }

  #hear(
    frame: Frame,
    directory: Pick<DeviceDirectory, 'station'>,
    now: Instant,
  ): Heard | RefusedBytes {
    const { station: name, password, command, packet } = frame
    const body = frameBytes(keptFrame(frame))
    const topic = stationName('sl651', name)
    const refused = { type: 'refused', name, body } as const
    if (frame.direction === 'down') return { ...refused, refusal: 'unreadable-frame' }
    const station = directory.station(topic)
    if (station === undefined) return { ...refused, refusal: 'unknown-station' }
    if (!isPassword('sl651', station, password)) return { ...refused, refusal: 'wrong-password' }
    const heard = { type: 'heard', device: station.device.id, topic } as const
    if (isHeartbeat(command)) return { ...heard, kind: 'notice' }
    if (!isData(command)) return { ...heard, kind: 'other' }
    if (packet === undefined)
      return { ...heard, kind: 'data', body, answer: confirmed([frame], now) }
    if (packet.count > mostPackets || !this.#hasRoom(topic, body.length))
      return { ...refused, refusal: 'payload-too-large' }
    return { ...heard, ...this.#packet(topic, heard.device, { ...frame, packet }, now) }
  }

  #hasRoom(topic: string, more: number): boolean {
    const waiting = this.#waiting.get(topic)
    if (waiting === undefined) return this.#waiting.size < mostStations
    return waiting.frames.reduce((sum, { body }) => sum + body.length, more) <= mostBytes
  }

  #packet(
    topic: string,
    device: DeviceId,
    frame: Frame & Required<Pick<Frame, 'packet'>>,
    now: Instant,
  ): Pick<Heard, 'kind' | 'body' | 'answer' | 'abandoned'> {
    const before = this.#waiting.get(topic)
    if (before === undefined && this.#isTold(topic, frame)) {
      const told = this.#told.get(topic)
      if (frame.ending !== 'etx' || told?.again !== true) return { kind: 'packet' }
      this.#told.set(topic, { ...told, again: false })
      // Stored once more, as nobody knows here whether it is durable by now: confirmed before, it might be lost with us.
      const { body } = spokenOf(topic, told)
      return { kind: 'data', body, answer: confirmed(told.frames, now) }
    }
    if (before !== undefined && before.last === frame.packet.number && isThere(before, frame))
      return { kind: 'packet' }
    const { round, abandoned } = withPacket(before, device, frame)
    const left = abandoned && spokenOf(topic, abandoned)
    if (round.frames.length === round.count) {
      this.#waiting.delete(topic)
      this.#told.delete(topic)
      this.#told.set(topic, { ...round, again: false })
      const [oldest] = this.#told.keys()
      if (this.#told.size > mostStations && oldest !== undefined) this.#told.delete(oldest)
      const { body } = spokenOf(topic, round)
      return { kind: 'data', body, answer: confirmed(round.frames, now), abandoned: left }
    }
    // The last one came, or one that was asked for: the next one that is missing.
    const answer = frame.ending === 'etx' ? confirmation(round.frames, now) : undefined
    this.#waiting.set(topic, { ...round, asked: answer?.packet?.number })
    return { kind: 'packet', answer: answer && frameBytes(answer), abandoned: left }
  }

  /** Of the message that was whole before; takes note of its first packet. */
  #isTold(topic: string, frame: Frame): boolean {
    const told = this.#told.get(topic)
    if (told === undefined || !isThere(told, frame)) return false
    if (frame.packet?.number === 1) this.#told.set(topic, { ...told, again: true })
    return true
  }
}

const confirmed = (frames: readonly Frame[], now: Instant): Uint8Array =>
  frameBytes(confirmation(frames, now))

/** The same word in the same place. */
const isThere = (
  { command, frames }: Pick<Round, 'command' | 'frames'>,
  { command: other, packet, body }: Frame,
): boolean =>
  command === other &&
  frames.some(
    (one) =>
      one.packet?.count === packet?.count &&
      one.packet?.number === packet?.number &&
      Buffer.compare(one.body, body) === 0,
  )

/**
 * What a packet belongs to stands in the first one alone. So packets go together that come in ascending order, or were asked for; any
 * other begins a round of its own. What came before is lost unless the same is sent again.
 */
function withPacket(
  before: Round | undefined,
  device: DeviceId,
  frame: Frame & Required<Pick<Frame, 'packet'>>,
): { readonly round: Round; readonly abandoned?: Round } {
  const { command, packet, ending } = frame
  const { count, number } = packet
  const isNext = before !== undefined && number > before.last
  const isAsked = before !== undefined && number === before.asked && ending === 'etx'
  const belongs = before?.command === command && before.count === count && (isNext || isAsked)
  if (belongs && before !== undefined) {
    const last = isNext ? number : before.last
    return { round: { ...before, frames: [...before.frames, frame], last } }
  }
  const round = { device, command, count, frames: [frame], last: number, asked: undefined }
  return before === undefined || isThere(before, frame) ? { round } : { round, abandoned: before }
}

function spokenOf(topic: string, { device, frames }: Pick<Round, 'device' | 'frames'>): Spoken {
  const inOrder = frames.toSorted((a, b) => (a.packet?.number ?? 0) - (b.packet?.number ?? 0))
  return { device, topic, body: Buffer.concat(inOrder.map((one) => frameBytes(keptFrame(one)))) }
}
