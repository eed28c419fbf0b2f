/**
 * The part of MQTT 3.1.1 (OASIS standard, section 3) that a device which only publishes needs: CONNECT, PUBLISH at
 * QoS 1, PINGREQ and DISCONNECT out; CONNACK, PUBACK and PINGRESP in. Small enough to produce more load than a broker
 * under test can take.
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

/** Marks a PUBLISH as a repeat [MQTT-3.3.1-1]; the bytes stay the same otherwise. */
export function markRepeated(packet: Buffer): void {
  packet[0] = (packet[0] ?? 0) | 0x08
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value, 'utf8')
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

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

/**
 * Cuts a stream of bytes into packets wherever the chunks happen to end. Bodies are skipped: the packet identifier of a
 * PUBACK and the return code of a CONNACK (its second byte) stand in the first two bytes.
 */
export function createPacketReader(handle: PacketHandler): (chunk: Uint8Array) => void {
  let type = -1
  let shift = 0
  let length = -1
  let read = 0
  let firstTwo = 0
  return (chunk) => {
    for (let at = 0; at < chunk.length;) {
      if (type < 0) {
        type = (chunk[at++] ?? 0) >> 4
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
      } else if (read < 2) {
        firstTwo = (firstTwo << 8) | (chunk[at++] ?? 0)
        read++
      } else {
        const skipped = Math.min(length - read, chunk.length - at)
        read += skipped
        at += skipped
      }
      if (read === length) {
        const done = type
        type = -1
        handle(done, firstTwo)
      }
    }
  }
}
