/**
 * Frames of SL 651 out of a stream of bytes, however it was cut on the way, of both encodings alike. What is no frame is told with its
 * reason, and the next start is looked for behind it.
 */
import { PiecewiseReader, type NoiseOf } from '../frame-reader.ts'
import {
  encodings,
  endingOf,
  headLength,
  isIntact,
  layouts,
  longestBody,
  readFrame,
  readHead,
  tailLength,
  type Encoding,
  type Frame,
} from './frame.ts'

/**
 * `no-start`: bytes before a start. `bad-head`: what stands behind it is no head. `too-long`: more than a body may have.
 * `wrong-length`: no ending stands where it ends by its length. `wrong-checksum`. `unfinished`: the stream ended in it.
 */
export type FramingFault =
  | 'no-start'
  | 'bad-head'
  | 'too-long'
  | 'wrong-length'
  | 'wrong-checksum'
  | 'unfinished'

export type Noise = NoiseOf<FramingFault>

export class FrameReader extends PiecewiseReader<Frame, FramingFault> {
  readonly #longest: number

  constructor(longest = longestBody) {
    super()
    this.#longest = longest
  }

  protected override next(): Frame | Noise | undefined {
    const { rest } = this
    if (rest.length === 0) return undefined
    const encoding = encodingAt(rest)
    if (encoding === undefined) return this.noise('no-start', nextStart(rest, 1))
    const layout = layouts[encoding]
    if (rest.length < headLength(layout)) return undefined
    const head = readHead(rest, layout)
    if (head === undefined) return this.noise('bad-head', 1)
    if (head.length > this.#longest) return this.noise('too-long', 1)
    const whole = headLength(layout) + head.length + tailLength(layout)
    if (rest.length < whole) return undefined
    const ends = endingOf(head.direction, rest[whole - tailLength(layout)]) !== undefined
    if (ends && isIntact(rest.subarray(0, whole), layout)) {
      const bytes = this.take(whole)
      return readFrame(bytes, encoding) ?? { type: 'noise', fault: 'bad-head', bytes }
    }
    // Another frame may have begun in it.
    const count = Math.min(whole, nextStart(rest, 1))
    return this.noise(ends ? 'wrong-checksum' : 'wrong-length', count)
  }
}

const encodingAt = (rest: Buffer): Encoding | undefined =>
  encodings.find((encoding) => mayStart(rest, 0, encoding))

/** Where the next start stands, or may once more bytes come; else the end. */
function nextStart(rest: Buffer, from: number): number {
  for (let at = from; at < rest.length; at += 1)
    if (encodings.some((encoding) => mayStart(rest, at, encoding))) return at
  return rest.length
}

/** SOH is a byte of values in HEX/BCD as well: it starts a frame where digits follow. */
function mayStart(rest: Buffer, at: number, encoding: Encoding): boolean {
  const { start } = layouts[encoding]
  const [first, second] = [rest[at], rest[at + 1]]
  if (first !== start[0]) return false
  if (encoding === 'hex') return second === undefined || second === start[1]
  return rest.subarray(at + 1, at + headLength(layouts.ascii) - 1).every(isDigit)
}

const isDigit = (byte: number): boolean =>
  (byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46) || (byte >= 0x61 && byte <= 0x66)
