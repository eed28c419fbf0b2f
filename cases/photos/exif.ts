/** When and where a camera says that it took a picture: Exif 2.32 (CIPA DC-008) in the APP1 segment of a JPEG. Anybody can write it. */
import type { Position } from '../../core/distance.ts'

export interface Taken {
  /** `2026-03-15T08:30:00` on the camera's clock. */
  readonly local?: string
  /** Of that clock from UTC, as `+08:00`, where the camera knows it. */
  readonly offset?: string
  readonly position?: Position
}

const nothing: Taken = {}

const exifPointer = 0x8769
const gpsPointer = 0x8825
const original = 0x9003
const originalOffset = 0x9011

/** Nothing is known of other pictures, and of one whose segment does not hold together. */
export function takenOf(bytes: Uint8Array): Taken {
  const tiff = tiffOf(bytes)
  if (tiff === undefined) return nothing
  try {
    return readTiff(tiff)
  } catch (error) {
    // An offset that leads out of the segment.
    if (error instanceof RangeError) return nothing
    throw error
  }
}

const isExif = (view: DataView, at: number): boolean =>
  view.getUint32(at) === 0x45786966 && view.getUint16(at + 4) === 0

/** The TIFF structure in the first APP1 segment that is one of Exif. */
function tiffOf(bytes: Uint8Array): DataView | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.byteLength < 4 || view.getUint16(0) !== 0xffd8) return undefined
  for (let at = 2; at + 10 <= view.byteLength && view.getUint8(at) === 0xff;) {
    const marker = view.getUint8(at + 1)
    const length = view.getUint16(at + 2)
    // Scans begin: what describes the picture stands before them.
    if (marker === 0xda || length < 2) return undefined
    const end = Math.min(at + 2 + length, view.byteLength)
    if (marker === 0xe1 && length >= 16 && isExif(view, at + 4))
      return new DataView(bytes.buffer, bytes.byteOffset + at + 10, end - at - 10)
    at = end
  }
  return undefined
}

interface Entry {
  readonly count: number
  /** Where its value stands. */
  readonly at: number
}

const sizes: Readonly<Record<number, number>> = { 1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 7: 1 }

function readTiff(view: DataView): Taken {
  const little = view.getUint16(0) === 0x4949
  const directory = (at: number): ReadonlyMap<number, Entry> => {
    const entries = new Map<number, Entry>()
    const count = view.getUint16(at, little)
    for (let n = 0; n < count; n += 1) {
      const entry = at + 2 + 12 * n
      const many = view.getUint32(entry + 4, little)
      const size = (sizes[view.getUint16(entry + 2, little)] ?? 1) * many
      entries.set(view.getUint16(entry, little), {
        count: many,
        at: size <= 4 ? entry + 8 : view.getUint32(entry + 8, little),
      })
    }
    return entries
  }
  const within = (entries: ReadonlyMap<number, Entry>, pointer: number) => {
    const entry = entries.get(pointer)
    return entry === undefined
      ? new Map<number, Entry>()
      : directory(view.getUint32(entry.at, little))
  }
  const text = (entry: Entry | undefined): string => {
    if (entry === undefined) return ''
    let read = ''
    for (let n = 0; n < Math.min(entry.count, 32); n += 1)
      read += String.fromCharCode(view.getUint8(entry.at + n))
    return read.replace(/\0.*$/s, '')
  }
  const ratio = (at: number): number => view.getUint32(at, little) / view.getUint32(at + 4, little)
  const degrees = (entry: Entry | undefined): number =>
    entry === undefined || entry.count < 3
      ? Number.NaN
      : ratio(entry.at) + ratio(entry.at + 8) / 60 + ratio(entry.at + 16) / 3_600
  const first = directory(view.getUint32(4, little))
  const exif = within(first, exifPointer)
  const gps = within(first, gpsPointer)
  const latitude = degrees(gps.get(2)) * (text(gps.get(1)) === 'S' ? -1 : 1)
  const longitude = degrees(gps.get(4)) * (text(gps.get(3)) === 'W' ? -1 : 1)
  const local = localOf(text(exif.get(original)))
  const offset = text(exif.get(originalOffset))
  return {
    ...(local !== undefined && { local }),
    ...(/^[+-]\d\d:\d\d$/.test(offset) && { offset }),
    ...(Math.abs(latitude) <= 90 &&
      Math.abs(longitude) <= 180 && { position: { longitude, latitude } }),
  }
}

/** `2026:03:15 08:30:00`; zeros and blanks where the camera knows nothing. */
function localOf(text: string): string | undefined {
  const match = /^(\d{4}):(\d\d):(\d\d) (\d\d:\d\d:\d\d)$/.exec(text)
  if (match === null) return undefined
  const [, year, month, day, time] = match
  const local = `${year}-${month}-${day}T${time}`
  return Number.isNaN(Date.parse(`${local}Z`)) ? undefined : local
}
