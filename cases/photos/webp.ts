/** The structure of a WebP: RFC 9649 2.4-2.7, RFC 6386 9.1. Nothing is decoded; what is cut off or has no picture is found. */
import type { PhotoSize, Structure } from './photo-structure.ts'

const damaged: Structure = { mistake: 'is cut off or damaged' }

/** Lossy (VP8), lossless (VP8L) and extended (VP8X) pictures; an extended one holds one of the others, or frames of them. */
export function webpStructure(bytes: Uint8Array): Structure {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < 20) return damaged
  const end = 8 + view.getUint32(4, true)
  if (end > bytes.length) return damaged
  let canvas: PhotoSize | undefined
  let picture: PhotoSize | undefined
  for (let at = 12; at + 8 <= end;) {
    const name = word(view, at)
    const length = view.getUint32(at + 4, true)
    const next = at + 8 + length
    if (next > end) return damaged
    if (name === 'VP8X') {
      if (length < 10 || at !== 12) return damaged
      canvas = { width: uint24(view, at + 12) + 1, height: uint24(view, at + 15) + 1 }
    } else if (name === 'ANMF') picture ??= frameIn(view, at + 24, next)
    else picture ??= pictureIn(view, at, length)
    at = next + (length & 1)
  }
  if (picture === undefined) return damaged
  return { size: canvas ?? picture }
}

/** The first picture among the chunks of a frame of an animation. */
function frameIn(view: DataView, from: number, end: number): PhotoSize | undefined {
  for (let at = from; at + 8 <= end;) {
    const length = view.getUint32(at + 4, true)
    if (at + 8 + length > end) return undefined
    const found = pictureIn(view, at, length)
    if (found !== undefined) return found
    at += 8 + length + (length & 1)
  }
  return undefined
}

function pictureIn(view: DataView, at: number, length: number): PhotoSize | undefined {
  const data = at + 8
  switch (word(view, at)) {
    case 'VP8 ': {
      if (length < 10) return undefined
      const tag = uint24(view, data)
      const isKeyFrame = (tag & 1) === 0
      // The first partition lies within the chunk, and the start code of a key frame before it.
      if (!isKeyFrame || 10 + (tag >> 5) > length) return undefined
      if (view.getUint8(data + 3) !== 0x9d || view.getUint16(data + 4) !== 0x012a) return undefined
      // 14 bits each; the two above them scale.
      return {
        width: view.getUint16(data + 6, true) & 0x3fff,
        height: view.getUint16(data + 8, true) & 0x3fff,
      }
    }
    case 'VP8L': {
      if (length < 6 || view.getUint8(data) !== 0x2f) return undefined
      const bits = view.getUint32(data + 1, true)
      if (bits >>> 29 !== 0) return undefined
      return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
    }
    default:
      return undefined
  }
}

const uint24 = (view: DataView, at: number): number =>
  view.getUint16(at, true) | (view.getUint8(at + 2) << 16)

const word = (view: DataView, at: number): string =>
  String.fromCodePoint(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)))
