import { crc32, deflateSync } from 'node:zlib'

/** Whole pictures, and pictures that claim a size. */

const from = (base64: string): Buffer => Buffer.from(base64, 'base64')

/** One red pixel each, as encoders write them. */
export const png = from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
)
export const webp = from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA')

const uint16 = (value: number) => [value >> 8, value & 0xff]

const segment = (marker: number, data: readonly number[]) => [
  ...[0xff, marker],
  ...uint16(data.length + 2),
  ...data,
]
const zeros = (length: number) => Array.from({ length }, () => 0)

/** Start, JFIF header, a comment, tables, fill bytes, frame (baseline, or progressive), one scan of grey blocks and the end. */
export const jpeg = (width: number, height: number, frame = 0xc0): Buffer =>
  Buffer.from([
    ...[0xff, 0xd8],
    ...segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]),
    ...segment(0xfe, [0xff, 0xc0]),
    ...segment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)]),
    ...[0xff, 0xff, ...segment(frame, [8, ...uint16(height), ...uint16(width), 1, 1, 0x11, 0])],
    // One code of one bit each: no difference, and the end of the block.
    ...segment(0xc4, [0x00, 1, ...zeros(15), 0]),
    ...segment(0xc4, [0x10, 1, ...zeros(15), 0]),
    ...segment(0xda, [1, 1, 0, 0, 63, 0]),
    ...zeros(Math.max(1, Math.ceil((Math.ceil(width / 8) * Math.ceil(height / 8) * 2) / 8))),
    ...[0xff, 0xd9],
  ])

const chunk = (name: string, data: Uint8Array): Buffer => {
  const bytes = Buffer.concat([Buffer.from(`....${name}`), data, Buffer.alloc(4)])
  bytes.writeUInt32BE(data.length)
  bytes.writeUInt32BE(crc32(bytes.subarray(4, -4)), bytes.length - 4)
  return bytes
}

/** Black; `rows` is what it inflates to, when that is not what the size says. */
export function pngOf(
  width: number,
  height: number,
  { rows = height * (1 + width * 3), interlace = 0 } = {},
): Buffer {
  const head = Buffer.alloc(13)
  head.writeUInt32BE(width)
  head.writeUInt32BE(height, 4)
  head.set([8, 2, 0, 0, interlace], 8)
  const data = deflateSync(Buffer.alloc(rows))
  const half = Math.floor(data.length / 2)
  return Buffer.concat([
    png.subarray(0, 8),
    chunk('IHDR', head),
    chunk('IDAT', data.subarray(0, half)),
    chunk('IDAT', data.subarray(half)),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

const riff = (name: string, data: readonly number[]): Buffer => {
  const bytes = Buffer.from([...Buffer.from(`RIFF....WEBP${name}....`), ...data])
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.writeUInt32LE(data.length, 16)
  return bytes
}

export const webpLossless = (width: number, height: number): Buffer => {
  const bits = (width - 1) | ((height - 1) << 14)
  const head = [0x2f, bits & 0xff, (bits >> 8) & 0xff, (bits >> 16) & 0xff, (bits >>> 24) & 0xff]
  return riff('VP8L', [...head, ...zeros(8), 0])
}

export const webpExtended = (width: number, height: number): Buffer => {
  const uint24 = (value: number) => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff]
  const head = riff('VP8X', [0x10, 0, 0, 0, ...uint24(width - 1), ...uint24(height - 1)])
  const bytes = Buffer.concat([head, webpLossless(width, height).subarray(12)])
  bytes.writeUInt32LE(bytes.length - 8, 4)
  return bytes
}
