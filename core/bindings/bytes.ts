/** Numbers in bytes, by a table: each at its place, or in channels that say what they are (as sensors of LoRaWAN send them). */
import { shortest } from './units.ts'

/** Bytes of each form, and how it is read. */
const forms = {
  uint8: [1, (view: DataView, at: number) => view.getUint8(at)],
  int8: [1, (view: DataView, at: number) => view.getInt8(at)],
  uint16le: [2, (view: DataView, at: number) => view.getUint16(at, true)],
  uint16be: [2, (view: DataView, at: number) => view.getUint16(at)],
  int16le: [2, (view: DataView, at: number) => view.getInt16(at, true)],
  int16be: [2, (view: DataView, at: number) => view.getInt16(at)],
  uint32le: [4, (view: DataView, at: number) => view.getUint32(at, true)],
  uint32be: [4, (view: DataView, at: number) => view.getUint32(at)],
  int32le: [4, (view: DataView, at: number) => view.getInt32(at, true)],
  int32be: [4, (view: DataView, at: number) => view.getInt32(at)],
  float32le: [4, (view: DataView, at: number) => shortest(view.getFloat32(at, true))],
  float32be: [4, (view: DataView, at: number) => shortest(view.getFloat32(at))],
} as const

export const numberForms = Object.keys(forms) as readonly (keyof typeof forms)[]

export interface NumberInBytes {
  readonly as: keyof typeof forms
  /** From the start of the bytes, or of what follows the head of its channel. */
  readonly at: number
  /** One bit of it, from the lowest, 0. */
  readonly bit?: number | undefined
}

type Numbers = Readonly<Record<string, NumberInBytes>>

interface Channel {
  /** Bytes that follow the head. */
  readonly length: number
  readonly values: Numbers
}

/** `channels` by their heads in hexadecimal, all of one length. */
export type ByteTable =
  | { readonly fields: Numbers }
  | { readonly channels: Readonly<Record<string, Channel>> }

/** A channel that the table does not know: nobody can tell where it ends. Or one, or a field, that the bytes do not hold. */
export interface ByteFault {
  readonly fault: 'channel' | 'short'
  readonly what: string
}

export const endOf = ({ as, at }: NumberInBytes): number => at + forms[as][0]

export function numbersIn(
  bytes: Uint8Array,
  table: ByteTable,
): { readonly numbers: Readonly<Record<string, number>> } | ByteFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const found: Record<string, number> = {}
  if ('fields' in table) {
    for (const [name, number] of Object.entries(table.fields)) {
      if (endOf(number) > bytes.length) return { fault: 'short', what: name }
      found[name] = numberAt(view, number, 0)
    }
    return { numbers: found }
  }
  const { channels } = table
  const head = (Object.keys(channels)[0] ?? '').length / 2
  for (let at = 0; at < bytes.length;) {
    const what = Buffer.from(bytes.subarray(at, at + head)).toString('hex')
    const channel = Object.hasOwn(channels, what) ? channels[what] : undefined
    if (channel === undefined) return { fault: 'channel', what }
    const start = at + head
    at = start + channel.length
    if (at > bytes.length) return { fault: 'short', what }
    for (const [name, number] of Object.entries(channel.values))
      found[name] = numberAt(view, number, start)
  }
  return { numbers: found }
}

function numberAt(view: DataView, { as, at, bit }: NumberInBytes, start: number): number {
  const value = forms[as][1](view, start + at)
  return bit === undefined ? value : Math.floor(value / 2 ** bit) % 2
}

const hexadecimal = /^(?:[0-9a-f]{2})*$/i
const base64 = /^(?:[A-Za-z0-9+/_-]{4})*(?:[A-Za-z0-9+/_-]{2}(?:==)?|[A-Za-z0-9+/_-]{3}=?)?$/

/** Of a text; undefined where it is not in that encoding. */
export function bytesOf(text: string, encoding: 'base64' | 'hex'): Uint8Array | undefined {
  const form = encoding === 'hex' ? hexadecimal : base64
  return form.test(text) ? Buffer.from(text, encoding) : undefined
}
