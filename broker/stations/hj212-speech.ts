/** HJ 212: whose a frame is by MN and password, whether its checksum fits as the register says, and what it is answered. */
import type { Refusal } from '../../core/frame.ts'
import { answerTo, isNotice, saysData, systemCode } from '../../core/hj212/answer.ts'
import { checksumModeOf, checksumOf, type ChecksumMode } from '../../core/hj212/checksum.ts'
import { FrameReader, frameOf, type Frame, type Noise } from '../../core/hj212/framing.ts'
import { keptFrame, withoutPassword } from '../../core/hj212/kept.ts'
import { readMessage, writeMessage, type Message } from '../../core/hj212/message.ts'
import { orderTo } from '../../core/hj212/order.ts'
import { isReturned, returnedBy } from '../../core/hj212/returned.ts'
import { stationName } from '../../core/station.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { isPassword } from './proof.ts'
import type { Heard, Piece, RefusedBytes, Speech, Tongue } from './speech.ts'

export function hj212Speech(segmentBytes: number): Speech {
  const reader = new FrameReader(segmentBytes)
  return {
    push: (chunk) => reader.push(chunk).map(pieceOf),
    end: () => reader.end().map(pieceOf),
    stray: (pieces) => ({
      ...{ type: 'refused', refusal: 'unreadable-frame' },
      body: withoutPassword(Buffer.concat(pieces.map(({ bytes }) => bytes))),
    }),
    abandoned: () => [],
  }
}

const pieceOf = (one: Frame | Noise): Piece =>
  one.type === 'frame'
    ? { type: 'frame', hear: (directory) => heard(one, directory) }
    : { type: 'stray', bytes: one.bytes, isBroken: false }

function heard(frame: Frame, directory: Pick<DeviceDirectory, 'station'>): Heard | RefusedBytes {
  const { segment, checksum } = frame
  const body = keptFrame(frame)
  const message = readMessage(Buffer.from(segment).toString('utf8'))
  if ('fault' in message) return { type: 'refused', refusal: 'unreadable-frame', body }
  const { mn, pw } = message
  const topic = stationName('hj212', mn)
  const station = directory.station(topic)
  const refused = (refusal: Refusal): RefusedBytes => ({ type: 'refused', refusal, name: mn, body })
  if (station === undefined) {
    const fits = checksumModeOf(segment, checksum)
    // Whose it is cannot be said of bytes that were changed on the way.
    return refused(fits === undefined ? 'wrong-checksum' : 'unknown-station')
  }
  const { id, checksum: rule = 'standard' } = station.device
  if (rule !== 'off' && checksumOf(segment, rule) !== checksum.toUpperCase()) {
    const fits = checksumModeOf(segment, checksum)
    return { ...refused('wrong-checksum'), ...(fits !== undefined && { fits }) }
  }
  if (!isPassword('hj212', station, pw)) return refused('wrong-password')
  const kind = kindOf(message)
  const answer = answerTo(message)
  const mode = rule === 'off' ? 'standard' : rule
  const exchange = returnedBy(message)?.exchange
  return {
    ...{ type: 'heard', device: id, topic, kind },
    ...((kind === 'data' || kind === 'reply') && { body }),
    answer: answer && written(answer, mode),
    // What it answers is of the system, and says nothing of what it measures.
    ...(message.st !== systemCode && { tongue: tongueOf(message, mode) }),
    ...(exchange !== undefined && { exchange }),
  }
}

const kindOf = (message: Message): Heard['kind'] => {
  if (saysData(message)) return 'data'
  if (isNotice(message)) return 'notice'
  return isReturned(message) ? 'reply' : 'other'
}

/** The password goes down as it came up, and is kept nowhere but with the connection. */
function tongueOf({ st, pw, mn, flag }: Message, mode: ChecksumMode): Tongue {
  const said = {
    ...{ st, mn },
    ...(pw !== undefined && { pw }),
    ...(flag !== undefined && { flag }),
  }
  return (command, now) => {
    const order = orderTo(said, command, now)
    return order && written(order, mode)
  }
}

const written = (message: Message, mode: ChecksumMode): Uint8Array =>
  frameOf(Buffer.from(writeMessage(message)), mode)
