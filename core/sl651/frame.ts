/**
 * One frame of SL 651-2014 (水文监测数据通信规约), in either encoding: HEX/BCD begins with 7E 7E, ASCII with SOH and has two
 * characters for each byte of head and checksum (6.4, 6.5). Numbers of clauses are those of a transcript, see docs/sl651.md.
 */
import { modbusCrc } from '../modbus-crc.ts'

export const encodings = ['hex', 'ascii'] as const
export type Encoding = (typeof encodings)[number]

/** Control characters (Table 10). */
const control = {
  stx: 0x02,
  etx: 0x03,
  eot: 0x04,
  enq: 0x05,
  ack: 0x06,
  nak: 0x15,
  syn: 0x16,
  etb: 0x17,
  esc: 0x1b,
} as const
export type Ending = keyof Omit<typeof control, 'stx' | 'syn'>

/** One of several packets (M3), numbered from 1. */
interface PacketPlace {
  readonly count: number
  readonly number: number
}

export interface Frame {
  readonly type: 'frame'
  readonly encoding: Encoding
  /** From the station, or to it. */
  readonly direction: 'up' | 'down'
  /** 中心站地址, 1 to 255. */
  readonly centre: number
  /** 遥测站地址: ten hexadecimal digits, which are decimal ones in stations of SL 502. */
  readonly station: string
  /** Four hexadecimal digits. */
  readonly password: string
  /** 功能码. */
  readonly command: number
  readonly packet?: PacketPlace
  /** 报文正文; of a packet its part of it. */
  readonly body: Uint8Array
  readonly ending: Ending
}

interface Layout {
  readonly start: Buffer
  /** How many bytes one of the head takes. */
  readonly width: 1 | 2
}

export const layouts: Readonly<Record<Encoding, Layout>> = {
  hex: { start: Buffer.of(0x7e, 0x7e), width: 1 },
  ascii: { start: Buffer.of(0x01), width: 2 },
}

/** Behind the start: centre, station, password, function code, direction and length; and the character that begins the body. */
const headBytes = 11
const crcBytes = 2
const packetBytes = 3

export const headLength = ({ start, width }: Layout): number => start.length + headBytes * width + 1
export const tailLength = ({ width }: Layout): number => 1 + crcBytes * width

/** Behind centre and station, whichever comes first. */
export const passwordPlace = ({ start, width }: Layout) => ({
  from: start.length + 6 * width,
  length: 2 * width,
})

/** Bytes between the head and the tail, at the most. */
export const longestBody = 4_095

export interface Head {
  readonly direction: Frame['direction']
  readonly length: number
}

/** Undefined where it cannot be one; of `headLength` bytes. */
export function readHead(bytes: Uint8Array, layout: Layout): Head | undefined {
  const head = headOf(bytes, layout)
  const begins = bytes[headLength(layout) - 1]
  if (head === undefined || (begins !== control.stx && begins !== control.syn)) return undefined
  const marked = head.readUInt16BE(9)
  const direction = marked >>> 12 === 0 ? 'up' : marked >>> 12 === 8 ? 'down' : undefined
  const length = marked & 0xfff
  const least = begins === control.syn ? packetBytes * layout.width : 1
  return direction === undefined || length < least ? undefined : { direction, length }
}

function headOf(bytes: Uint8Array, { start, width }: Layout): Buffer | undefined {
  const raw = Buffer.from(bytes.subarray(start.length, start.length + headBytes * width))
  return width === 1 ? raw : fromDigits(raw)
}

const digitsForm = /^[0-9A-Fa-f]*$/

function fromDigits(raw: Buffer): Buffer | undefined {
  const text = raw.toString('latin1')
  return digitsForm.test(text) ? Buffer.from(text, 'hex') : undefined
}

const endings: Readonly<Record<Frame['direction'], readonly Ending[]>> = {
  up: ['etx', 'etb'],
  down: ['enq', 'ack', 'nak', 'eot', 'esc'],
}

export const endingOf = (direction: Frame['direction'], byte: number | undefined) =>
  endings[direction].find((name) => control[name] === byte)

/** Whether the checksum over all that stands before it fits: CRC-16 of Modbus, the high byte first. */
export function isIntact(bytes: Uint8Array, layout: Layout): boolean {
  const { width } = layout
  const said = Buffer.from(bytes.subarray(bytes.length - crcBytes * width))
  const sum = modbusCrc(bytes.subarray(0, bytes.length - crcBytes * width))
  const digits = said.toString(width === 1 ? 'hex' : 'latin1')
  return digits.toUpperCase() === hex(sum, 4)
}

const hex = (value: number, digits: number): string =>
  value.toString(16).toUpperCase().padStart(digits, '0')

/** Of the bytes of a whole frame whose head and ending were looked at. */
export function readFrame(bytes: Uint8Array, encoding: Encoding): Frame | undefined {
  const layout = layouts[encoding]
  const head = headOf(bytes, layout)
  const said = readHead(bytes, layout)
  const body = bytes.subarray(headLength(layout), bytes.length - tailLength(layout))
  const ending = said && endingOf(said.direction, bytes[bytes.length - tailLength(layout)])
  if (head === undefined || said === undefined || ending === undefined) return undefined
  const up = said.direction === 'up'
  const packet = bytes[headLength(layout) - 1] === control.syn ? placeOf(body, layout) : undefined
  if (packet === null) return undefined
  return {
    ...{ type: 'frame', encoding, direction: said.direction },
    centre: head[up ? 0 : 5] ?? 0,
    station: head.toString('hex', up ? 1 : 0, up ? 6 : 5).toUpperCase(),
    password: head.toString('hex', 6, 8).toUpperCase(),
    command: head[8] ?? 0,
    ...(packet !== undefined && { packet }),
    body: packet === undefined ? body : body.subarray(packetBytes * layout.width),
    ending,
  }
}

/** 12 bits each: how many packets there are, and which one this is (Tables 18 and 22). Null where that cannot be. */
function placeOf(body: Uint8Array, { width }: Layout): PacketPlace | null {
  const raw = Buffer.from(body.subarray(0, packetBytes * width))
  const both = width === 1 ? raw : fromDigits(raw)
  if (both === undefined) return null
  const count = both.readUIntBE(0, 3) >>> 12
  const number = both.readUIntBE(0, 3) & 0xfff
  return number >= 1 && number <= count ? { count, number } : null
}

export function frameBytes(frame: Omit<Frame, 'type'>): Buffer {
  const { encoding, direction, centre, station, password, command, packet, body, ending } = frame
  const { start, width } = layouts[encoding]
  const written = (digits: string) => Buffer.from(digits, width === 1 ? 'hex' : 'latin1')
  const place = packet === undefined ? '' : hex(packet.count, 3) + hex(packet.number, 3)
  const both = written(place)
  const marked = (direction === 'up' ? 0 : 0x8000) | (both.length + body.length)
  const names = direction === 'up' ? hex(centre, 2) + station : station + hex(centre, 2)
  const said = Buffer.concat([
    start,
    written(names + password + hex(command, 2) + hex(marked, 4)),
    Buffer.of(packet === undefined ? control.stx : control.syn),
    both,
    body,
    Buffer.of(control[ending]),
  ])
  return Buffer.concat([said, written(hex(modbusCrc(said), 4))])
}
