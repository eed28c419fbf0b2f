/**
 * What a photo is, told from its bytes and not from what somebody calls it. JPEG: ITU-T T.81 B.1.1; PNG: W3C PNG 5.2 and
 * 11.2.1; WebP: RFC 9649 2.4-2.7.
 */
import { jpegStructure } from './jpeg.ts'
import type { PhotoSize, Structure } from './photo-structure.ts'
import { pngStructure } from './png.ts'
import { webpStructure } from './webp.ts'

export const photoTypes = ['image/jpeg', 'image/png', 'image/webp'] as const
export type PhotoType = (typeof photoTypes)[number]

export const photoExtensions = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
} as const satisfies Readonly<Record<PhotoType, string>>

/** SHA-256 in hexadecimal. */
export const isSha256 = (text: string): boolean => /^[0-9a-f]{64}$/.test(text)

export type PhotoLook =
  | { readonly type: PhotoType; readonly size: PhotoSize; readonly mistake?: undefined }
  | { readonly mistake: string }

const longestSide = 30_000

/** A few bytes can claim to be far more pixels than a browser can hold; `mostPixels` bounds that. */
export function lookAtPhoto(bytes: Uint8Array, mostPixels: number): PhotoLook {
  const type = photoType(bytes)
  if (type === undefined) return { mistake: 'these bytes are no JPEG, PNG or WebP picture' }
  const found = structureOf[type](bytes)
  if (found.mistake !== undefined) return { mistake: `this ${type} ${found.mistake}` }
  const { size } = found
  const { width, height } = size
  if (width < 1 || height < 1) return { mistake: `this ${type} is empty (${width} x ${height})` }
  if (Math.max(width, height) > longestSide || width * height > mostPixels)
    return {
      mistake: `this ${type} is too large to be shown (${width} x ${height} pixels, at most ${mostPixels})`,
    }
  return { type, size }
}

const structureOf: Readonly<Record<PhotoType, (bytes: Uint8Array) => Structure>> = {
  'image/jpeg': jpegStructure,
  'image/png': pngStructure,
  'image/webp': webpStructure,
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
