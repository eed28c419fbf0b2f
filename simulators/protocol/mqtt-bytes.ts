/**
 * The part of MQTT 3.1.1 (OASIS standard, section 3) that a device which publishes and hears its commands needs: CONNECT,
 * SUBSCRIBE, PUBLISH at QoS 1, PUBACK, PINGREQ and DISCONNECT out; CONNACK, PUBLISH, PUBACK and PINGRESP in. Small enough to
 * produce more load than a broker under test can take.
 */

/** The upper four bits of a packet's first byte. */
export const packetType = { connack: 2, publish: 3, puback: 4, pingresp: 13 } as const

export const pingPacket: Buffer = Buffer.from([0xc0, 0])
export const disconnectPacket: Buffer = Buffer.from([0xe0, 0])

interface Will {
  readonly topic: string
  readonly body: string
}

export interface ConnectOptions {
  readonly clientId: string
  readonly username?: string
  readonly password?: string
  /** Seconds; 0 switches it off. */
  readonly keepAlive: number
  /** Published by the broker with QoS 1 and retained when the connection breaks. */
  readonly will?: Will
}

/** Always a clean session: what is not acknowledged is kept here and sent again by us. */
export function connectPacket(options: ConnectOptions): Buffer {
  const { clientId, username, password, keepAlive, will } = options
  const flags =
    0x02 |
    (will === undefined ? 0 : 0x04 | 0x08 | 0x20) |
    (password === undefined ? 0 : 0x40) |
    (username === undefined ? 0 : 0x80)
  const rest = Buffer.concat([
    text('MQTT'),
    Buffer.from([4, flags, keepAlive >> 8, keepAlive & 0xff]),
    text(clientId),
    ...(will === undefined ? [] : [text(will.topic), text(will.body)]),
    ...(username === undefined ? [] : [text(username)]),
    ...(password === undefined ? [] : [text(password)]),
  ])
  return Buffer.concat([head(0x10, rest.length), rest])
}

/** `packetId` is 1 to 65535. */
export function publishPacket(
  topic: string,
  body: Uint8Array,
  packetId: number,
  retain = false,
): Buffer {
  const topicLength = Buffer.byteLength(topic)
  const length = 2 + topicLength + 2 + body.length
  const lengthBytes = length < 128 ? 1 : length < 16_384 ? 2 : length < 2_097_152 ? 3 : 4
  const packet = Buffer.allocUnsafe(1 + lengthBytes + length)
  packet[0] = retain ? 0x33 : 0x32
  let at = writeLength(packet, 1, length)
  at = packet.writeUInt16BE(topicLength, at)
  at += packet.write(topic, at, 'utf8')
  at = packet.writeUInt16BE(packetId, at)
  packet.set(body, at)
  return packet
}

/** Of one topic, at QoS 1. */
export function subscribePacket(topic: string, packetId: number): Buffer {
  const rest = Buffer.concat([number(packetId), text(topic), Buffer.from([1])])
  return Buffer.concat([head(0x82, rest.length), rest])
}

export const pubackPacket = (packetId: number): Buffer =>
  Buffer.concat([Buffer.from([0x40, 2]), number(packetId)])

/** Marks a PUBLISH as a repeat [MQTT-3.3.1-1]; the bytes stay the same otherwise. */
export function markRepeated(packet: Buffer): void {
  packet[0] = (packet[0] ?? 0) | 0x08
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([number(bytes.length), bytes])
}

const number = (value: number): Buffer => Buffer.from([value >> 8, value & 0xff])

function head(first: number, length: number): Buffer {
  const bytes = Buffer.alloc(5)
  bytes[0] = first
  return bytes.subarray(0, writeLength(bytes, 1, length))
}

/** Remaining length: seven bits a byte, the smallest first. */
function writeLength(target: Buffer, offset: number, length: number): number {
  let at = offset
  let left = length
  do {
    const low = left & 0x7f
    left >>>= 7
    target[at++] = left > 0 ? low | 0x80 : low
  } while (left > 0)
  return at
}

/** Called for every packet with its type and the first two bytes of its body as one number (0 where there is none). */
export type PacketHandler = (type: number, firstTwo: number) => void

/** What somebody published; without a number at QoS 0. */
export interface Heard {
  readonly topic: string
  readonly body: Buffer
  readonly packetId: number | undefined
}

/** A longer body is passed over. */
const longestHeard = 65_536

/**
 * Cuts a stream of bytes into packets wherever the chunks happen to end. Bodies are skipped but for those of PUBLISH where somebody
 * hears them: the packet identifier of a PUBACK and the return code of a CONNACK (its second byte) stand in the first two bytes.
 */
export function createPacketReader(
  handle: PacketHandler,
  hear?: (heard: Heard) => void,
): (chunk: Uint8Array) => void {
  let first = -1
  let shift = 0
  let length = -1
  let read = 0
  let firstTwo = 0
  let gathered: Uint8Array[] | undefined
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      if (first < 0) {
        first = chunk[at++] ?? 0
        shift = 0
        length = -1
        read = 0
        firstTwo = 0
        continue
      }
      if (length < 0) {
        const byte = chunk[at++] ?? 0
        if (shift > 21) throw new RangeError('the remaining length of a packet has at most 4 bytes')
        read |= (byte & 0x7f) << shift
        shift += 7
        if (byte & 0x80) continue
        length = read
        read = 0
        const isHeard = first >> 4 === packetType.publish && hear !== undefined
        gathered = isHeard && length <= longestHeard ? [] : undefined
      } else if (gathered === undefined && read < 2) {
        firstTwo = (firstTwo << 8) | (chunk[at++] ?? 0)
        read++
      } else {
        const part = chunk.subarray(at, at + length - read)
        gathered?.push(Uint8Array.from(part))
        read += part.length
        at += part.length
      }
      if (read === length) {
        const done = first
        first = -1
        if (gathered === undefined) handle(done >> 4, firstTwo)
        else hear?.(publishIn(done, Buffer.concat(gathered)))
      }
    }
  }
}

function publishIn(first: number, bytes: Buffer): Heard {
  const end = 2 + bytes.readUInt16BE(0)
  const topic = bytes.toString('utf8', 2, end)
  const isNumbered = (first & 0x06) !== 0
  return {
    topic,
    body: bytes.subarray(isNumbered ? end + 2 : end),
    packetId: isNumbered ? bytes.readUInt16BE(end) : undefined,
  }
}
