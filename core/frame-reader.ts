/** What readers of frames share, whatever their protocol: bytes that come in pieces, kept until a frame or noise is whole. */

/** Bytes that are no frame, and why. `no-start`: before one. `unfinished`: the stream ended in it. */
export interface NoiseOf<Fault extends string> {
  readonly type: 'noise'
  readonly fault: Fault | 'no-start' | 'unfinished'
  readonly bytes: Uint8Array
}

export abstract class PiecewiseReader<
  Frame extends { readonly type: 'frame' },
  Fault extends string,
> {
  protected rest: Buffer = Buffer.alloc(0)

  /** Bytes kept until more of them come; never more than those of one frame. */
  get waiting(): number {
    return this.rest.length
  }

  push(chunk: Uint8Array): readonly (Frame | NoiseOf<Fault>)[] {
    this.rest = this.rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([this.rest, chunk])
    const found: (Frame | NoiseOf<Fault>)[] = []
    for (let one = this.next(); one !== undefined; one = this.next())
      if (one.type === 'frame' || one.fault !== 'no-start' || !one.bytes.every(isWhite))
        found.push(one)
    return found
  }

  /** Nothing comes any more. */
  end(): readonly NoiseOf<Fault>[] {
    const left = this.take(this.rest.length)
    return left.every(isWhite) ? [] : [{ type: 'noise', fault: 'unfinished', bytes: left }]
  }

  /** Takes what `rest` begins with; undefined: more bytes have to come first. */
  protected abstract next(): Frame | NoiseOf<Fault> | undefined

  protected noise(fault: NoiseOf<Fault>['fault'], count: number): NoiseOf<Fault> {
    return { type: 'noise', fault, bytes: this.take(count) }
  }

  protected take(count: number): Buffer {
    const taken = this.rest.subarray(0, count)
    this.rest = this.rest.subarray(count)
    return taken
  }
}

/** Stations send empty lines between frames, and modems add some. */
const isWhite = (byte: number): boolean => byte === 0x0d || byte === 0x0a || byte === 0x20
