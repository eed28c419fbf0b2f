/**
 * Frames of HJ 212 out of a stream of bytes, however it was cut on the way: `##`, four digits with the length of the data segment, the
 * segment, four hexadecimal digits of checksum, CR LF (HJ 212-2017, 6.3.1). What is no frame is told with its reason, and the
 * next `##` is looked for behind it.
 */
import { PiecewiseReader, type NoiseOf } from '../frame-reader.ts'
import { checksumOf, type ChecksumMode } from './checksum.ts'

export interface Frame {
  readonly type: 'frame'
  readonly segment: Uint8Array
  /** As sent. */
  readonly checksum: string
}

/**
 * `no-start`: bytes without `##` before them. `bad-length`: no four digits behind it. `too-long`: more than a segment may have.
 * `wrong-length`: CR LF comes before the frame ends by its length. `no-end`: none comes there. `unfinished`: the stream ended in it.
 */
export type FramingFault =
  | 'no-start'
  | 'bad-length'
  | 'too-long'
  | 'wrong-length'
  | 'no-end'
  | 'unfinished'

export type Noise = NoiseOf<FramingFault>

/** Bytes of a data segment at the most (6.3.1). */
export const longestSegment = 1_024

const start = Buffer.from('##')
const end = Buffer.from('\r\n')
/** `##` and the digits; the checksum and CR LF. */
const head = 6
const tail = 6

export class FrameReader extends PiecewiseReader<Frame, FramingFault> {
  readonly #longest: number

  constructor(longest = longestSegment) {
    super()
    this.#longest = longest
  }

  protected override next(): Frame | Noise | undefined {
    const { rest } = this
    const from = rest.indexOf(start)
    if (from !== 0) {
      // One sharp at the end may be half of a start.
      const kept = from < 0 && rest.at(-1) === start[0] ? 1 : 0
      const count = from < 0 ? rest.length - kept : from
      return count === 0 ? undefined : this.noise('no-start', count)
    }
    if (rest.length < head) return undefined
    const digits = rest.toString('latin1', start.length, head)
    if (!/^\d{4}$/.test(digits)) return this.noise('bad-length', start.length)
    const length = Number(digits)
    if (length > this.#longest) return this.noise('too-long', start.length)
    const whole = head + length + tail
    const said = rest.subarray(0, whole)
    const over = said.indexOf(end, head)
    const next = said.indexOf(start, head)
    if (over >= 0 && over + end.length < whole)
      return next >= 0 && next < over
        ? this.noise('no-end', next)
        : this.noise('wrong-length', over + end.length)
    if (said.length < whole) return undefined
    if (over < 0) {
      const half = said.at(-1) === start[0] ? 1 : 0
      return this.noise('no-end', next < 0 ? whole - half : next)
    }
    const bytes = this.take(whole)
    const segment = bytes.subarray(head, head + length)
    return { type: 'frame', segment, checksum: bytes.toString('latin1', head + length, over) }
  }
}

/** The bytes of a frame around a data segment. */
export const frameOf = (segment: Uint8Array, mode?: ChecksumMode): Buffer =>
  frameBytes(segment, checksumOf(segment, mode))

export function frameBytes(segment: Uint8Array, checksum: string): Buffer {
  const length = String(segment.length).padStart(4, '0')
  return Buffer.concat([start, Buffer.from(length), segment, Buffer.from(checksum, 'latin1'), end])
}
