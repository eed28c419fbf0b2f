/** Whole pictures, and pictures that claim a size. */

const from = (base64: string): Buffer => Buffer.from(base64, 'base64')

/** One red pixel each, as encoders write them. */
export const png = from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
)
export const webp = from('UklGRiIAAABXRUJQVlA4IBYAAAAwAQCdASoBAAEADsD+JaQAA3AAAAAA')

const uint16 = (value: number) => [value >> 8, value & 0xff]

/** Start, JFIF header, a comment, fill bytes, start of a frame (baseline, or progressive) and the end. */
export const jpeg = (width: number, height: number, frame = 0xc0): Buffer =>
  Buffer.from([
    ...[0xff, 0xd8],
    ...[0xff, 0xe0, 0x00, 0x10, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0],
    ...[0xff, 0xfe, 0x00, 0x04, 0xff, 0xc0],
    ...[0xff, 0xff, 0xff, frame, 0x00, 0x0b, 8, ...uint16(height), ...uint16(width), 1, 1, 0x11, 0],
    ...[0xff, 0xd9],
  ])

export function pngOf(width: number, height: number): Buffer {
  const bytes = Buffer.from(png)
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  return bytes
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
  return riff('VP8L', [...head, ...Array.from({ length: 8 }, () => 0)])
}

export const webpExtended = (width: number, height: number): Buffer => {
  const uint24 = (value: number) => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff]
  return riff('VP8X', [0x10, 0, 0, 0, ...uint24(width - 1), ...uint24(height - 1)])
}
