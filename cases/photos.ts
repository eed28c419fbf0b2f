/**
 * What a photo is, told from its bytes and not from what somebody calls it. JPEG: ITU-T T.81 B.1.1; PNG: W3C PNG 5.2 and
 * 11.2.1; WebP: RFC 9649 2.4-2.7.
 */
export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
export type PhotoType = (typeof photoTypes)[number]

export const photoExtensions = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
} as const satisfies Readonly<Record<PhotoType, string>>

/** SHA-256 in hexadecimal. */
export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

/** Pixels. */
interface PhotoSize {
  readonly width: number
  readonly height: number
}

type PhotoLook =
  | { readonly type: PhotoType; readonly size: PhotoSize; readonly mistake?: undefined }
  | { readonly mistake: string }

/** More than the largest sensors of phones (200 million); a few bytes can claim to be far more than a browser can hold. */
const mostPixels = 250_000_000
const longestSide = 30_000

export function lookAtPhoto(bytes: Uint8Array): PhotoLook {
  const type = photoType(bytes)
  if (type === undefined) return { mistake: 'these bytes are no JPEG, PNG or WebP picture' }
  const size = sizeOf[type](new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  if (size === undefined) return { mistake: `this ${type} has no size: it is cut off or damaged` }
  const { width, height } = size
  if (width < 1 || height < 1) return { mistake: `this ${type} is empty (${width} x ${height})` }
  if (Math.max(width, height) > longestSide || width * height > mostPixels)
    return { mistake: `this ${type} is too large to be shown (${width} x ${height} pixels)` }
  return { type, size }
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]

function photoType(bytes: Uint8Array): PhotoType | undefined {
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return 'image/jpeg'
  if (startsWith(bytes, pngSignature)) return 'image/png'
  const riff = startsWith(bytes, riffName) && startsWith(bytes.subarray(8), webpName)
  return riff ? 'image/webp' : undefined
}

const startsWith = (bytes: Uint8Array, head: readonly number[]): boolean =>
  head.every((code, index) => bytes[index] === code)

const riffName = [0x52, 0x49, 0x46, 0x46]
const webpName = [0x57, 0x45, 0x42, 0x50]

type Measure = (view: DataView) => PhotoSize | undefined

const sizeOf: Readonly<Record<PhotoType, Measure>> = {
  'image/jpeg': jpegSize,
  'image/png': pngSize,
  'image/webp': webpSize,
}

/** The first chunk is IHDR. */
function pngSize(view: DataView): PhotoSize | undefined {
  if (view.byteLength < 24 || word(view, 12) !== 'IHDR') return undefined
  return { width: view.getUint32(16), height: view.getUint32(20) }
}

/** Walks the segments to the start of a frame. */
function jpegSize(view: DataView): PhotoSize | undefined {
  for (let at = 2; at + 9 <= view.byteLength;) {
    if (view.getUint8(at) !== 0xff) return undefined
    const marker = view.getUint8(at + 1)
    // Any number of 0xff may fill the space before a marker.
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (isFrame(marker)) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    // Scans, and the end: a frame would have come before.
    if (marker === 0xda || marker === 0xd9) return undefined
    const length = isAlone(marker) ? 0 : view.getUint16(at + 2)
    if (length === 1) return undefined
    at += 2 + length
  }
  return undefined
}

/** SOF0 to SOF15, without DHT, JPG and DAC that lie between them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

/** TEM and RST0 to RST7 have no length. */
const isAlone = (marker: number): boolean => marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7)

/** Lossy (VP8), lossless (VP8L) and extended (VP8X) pictures say their size in a place of their own. */
function webpSize(view: DataView): PhotoSize | undefined {
  if (view.byteLength < 30) return undefined
  switch (word(view, 12)) {
    case 'VP8 ':
      // Start code of a key frame, then 14 bits each; the two above them scale.
      if (view.getUint8(23) !== 0x9d || view.getUint16(24) !== 0x012a) return undefined
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    case 'VP8L': {
      if (view.getUint8(20) !== 0x2f) return undefined
      const bits = view.getUint32(21, true)
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    case 'VP8X':
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }
    default:
      return undefined
  }
}

const uint24 = (view: DataView, at: number): number =>
  view.getUint16(at, true) | (view.getUint8(at + 2) << 16)

const word = (view: DataView, at: number): string =>
  String.fromCodePoint(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)))
