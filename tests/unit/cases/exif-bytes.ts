/** A JPEG of one pixel with what a camera writes into it. */
import { jpeg } from './photos-pictures.ts'

export interface Camera {
  readonly local?: string
  readonly offset?: string
  readonly longitude?: number
  readonly latitude?: number
  readonly little?: boolean
}

type Value = string | number | readonly (readonly [number, number])[]

/** Directories of TIFF, each behind the one before it, their values behind all of them. */
export function exifJpeg({ local, offset, longitude, latitude, little = true }: Camera): Buffer {
  const exif: [number, Value][] = []
  if (local !== undefined) exif.push([0x9003, local])
  if (offset !== undefined) exif.push([0x9011, offset])
  const gps: [number, Value][] = []
  if (latitude !== undefined && longitude !== undefined)
    gps.push(
      [1, latitude < 0 ? 'S' : 'N'],
      [2, sexagesimal(Math.abs(latitude))],
      [3, longitude < 0 ? 'W' : 'E'],
      [4, sexagesimal(Math.abs(longitude))],
    )
  const size = (entries: number) => 2 + 12 * entries + 4
  const exifAt = 8 + size(3)
  const gpsAt = exifAt + size(exif.length)
  let free = gpsAt + size(gps.length)
  const bytes = Buffer.alloc(1_024)
  const short = (value: number, at: number) =>
    little ? bytes.writeUInt16LE(value, at) : bytes.writeUInt16BE(value, at)
  const long = (value: number, at: number) =>
    little ? bytes.writeUInt32LE(value, at) : bytes.writeUInt32BE(value, at)
  const directory = (at: number, entries: readonly (readonly [number, Value])[]) => {
    short(entries.length, at)
    for (const [n, [tag, value]] of entries.entries()) {
      const entry = at + 2 + 12 * n
      short(tag, entry)
      if (typeof value === 'number') {
        short(tag === 0x0112 ? 3 : 4, entry + 2)
        long(1, entry + 4)
        if (tag === 0x0112) short(value, entry + 8)
        else long(value, entry + 8)
      } else if (typeof value === 'string') {
        short(2, entry + 2)
        long(value.length + 1, entry + 4)
        const there = value.length < 4 ? entry + 8 : free
        bytes.write(value, there, 'latin1')
        if (there === free) {
          long(free, entry + 8)
          free += value.length + 1
        }
      } else {
        short(5, entry + 2)
        long(value.length, entry + 4)
        long(free, entry + 8)
        for (const [above, below] of value) {
          long(above, free)
          long(below, free + 4)
          free += 8
        }
      }
    }
  }
  bytes.write(little ? 'II' : 'MM', 0, 'latin1')
  short(42, 2)
  long(8, 4)
  directory(8, [
    [0x0112, 6],
    [0x8769, exifAt],
    [0x8825, gpsAt],
  ])
  directory(exifAt, exif)
  directory(gpsAt, gps)
  const tiff = bytes.subarray(0, free)
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(tiff.length + 8, 2)
  const plain = jpeg(1, 1)
  const segment = Buffer.concat([head, Buffer.from('Exif\0\0', 'latin1'), tiff])
  return Buffer.concat([plain.subarray(0, 2), segment, plain.subarray(2)])
}

/** Degrees, minutes and hundredths of seconds. */
function sexagesimal(value: number): readonly (readonly [number, number])[] {
  const degrees = Math.floor(value)
  const minutes = Math.floor((value - degrees) * 60)
  const seconds = (value - degrees - minutes / 60) * 3_600
  return [
    [degrees, 1],
    [minutes, 1],
    [Math.round(seconds * 100), 100],
  ]
}
