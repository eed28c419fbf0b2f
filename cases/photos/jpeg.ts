/** The structure of a JPEG: ITU-T T.81 B. Nothing is decoded; what is cut off, empty or of a kind no browser shows is found. */
import type { Structure } from './photo-structure.ts'

/** Baseline, extended and progressive with Huffman codes; other frames are shown by no browser. */
const shown: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2])

interface Frame {
  readonly width: number
  readonly height: number
  /** Blocks of the picture that are coded together. */
  readonly units: number
}

const damaged: Structure = { mistake: 'is cut off or damaged' }

/** Walks the segments and scans from the start of the picture to its end. What follows the end is not looked at. */
export function jpegStructure(bytes: Uint8Array): Structure {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let frame: Frame | undefined
  let quantised = false
  let coded = false
  let data = 0
  for (let at = 2; at + 2 <= bytes.length;) {
    if (bytes[at] !== 0xff) return damaged
    const marker = view.getUint8(at + 1)
    // Any number of 0xff may fill the space before a marker.
    if (marker === 0xff) {
      at += 1
      continue
    }
    if (marker === 0xd9) return ended(frame, quantised && coded, data)
    if (isAlone(marker)) {
      at += 2
      continue
    }
    const length = at + 4 <= bytes.length ? view.getUint16(at + 2) : 0
    const next = at + 2 + length
    if (length < 2 || next > bytes.length) return damaged
    if (isFrame(marker)) {
      if (!shown.has(marker)) return { mistake: 'is of a kind that no browser shows' }
      if (frame !== undefined) return damaged
      frame = frameIn(view, at + 4, length - 2)
      if (frame === undefined) return damaged
    }
    quantised ||= marker === 0xdb
    coded ||= marker === 0xc4
    at = next
    if (marker !== 0xda) continue
    if (frame === undefined) return damaged
    const end = endOfScan(bytes, next)
    if (end === next) return damaged
    data += end - next
    at = end
  }
  return damaged
}

function ended(frame: Frame | undefined, tables: boolean, data: number): Structure {
  if (frame === undefined || !tables) return damaged
  const { width, height, units } = frame
  // Every unit takes a bit at least.
  return data * 8 < units ? damaged : { size: { width, height } }
}

function frameIn(view: DataView, at: number, length: number): Frame | undefined {
  if (length < 6) return undefined
  const height = view.getUint16(at + 1)
  const width = view.getUint16(at + 3)
  const components = view.getUint8(at + 5)
  if (components < 1 || components > 4 || length !== 6 + 3 * components) return undefined
  let across = 1
  let down = 1
  for (let n = 0; n < components; n += 1) {
    const sampling = view.getUint8(at + 7 + 3 * n)
    across = Math.max(across, sampling >> 4)
    down = Math.max(down, sampling & 15)
  }
  const units = Math.ceil(width / (8 * across)) * Math.ceil(height / (8 * down))
  return { width, height, units }
}

/** Where the next marker stands; a stuffed zero and restarts belong to the data. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const marker = bytes[at + 1]
    if (marker === undefined) break
    if (marker !== 0 && marker !== 0xff && !isRestart(marker)) return at
  }
  return bytes.length
}

/** SOF0 to SOF15, without DHT, JPG and DAC that lie between them. */
const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc

const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7

/** TEM and RST0 to RST7 have no length. */
const isAlone = (marker: number): boolean => marker === 0x01 || isRestart(marker)
