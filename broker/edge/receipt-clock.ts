/**
 * The instants of receipt. They are what the host's clock says, at once in both directions, and what it says is compared
 * with what elapsed since the last look: a difference that no slewing makes means that the clock was set. Between two
 * steps an instant never goes back; what the clock itself goes back by, below the threshold, is waited for.
 * A machine that slept looks like one whose clock was set ahead, because nothing elapses while it sleeps.
 */
import { instant, type Clock, type Instant } from '../../core/time.ts'

/** NTP slews by at most 500 ppm, so a look would have to be 17 minutes after the one before to mistake it. */
const stepThreshold = 500
/** Both clocks have to be read within so many milliseconds, or they say nothing about each other. */
const longestReading = 50
const readings = 10

export interface Look {
  readonly at: Instant
  /** By how much the clock was set since the last look, ahead (+) or back (-); 0 it was not. */
  readonly stepped: number
}

export class ReceiptClock {
  readonly #clock: Clock
  #last: { readonly now: number; readonly elapsed: number }
  #given = 0
  /** What the clock was set by since it last was where it had been, and nobody was told. */
  #untold = 0

  constructor(clock: Clock) {
    this.#clock = clock
    // The first look: a clock that is set while everything starts is seen.
    this.#last = this.#read()
  }

  look(): Look {
    const last = this.#last
    const read = this.#read()
    this.#last = read
    const { now } = read
    const ahead = now - last.now - (read.elapsed - last.elapsed)
    this.#untold += ahead
    // Many small steps back are one large one: an instant is held for the threshold and no longer.
    const set = Math.abs(ahead) > stepThreshold || this.#given - now > stepThreshold
    const stepped = set ? Math.round(this.#untold) : 0
    if (set || now >= this.#given) {
      this.#given = now
      this.#untold = 0
    }
    return { at: instant(this.#given), stepped }
  }

  /** Read again when the process was held up in between: what passed there would look like a step. */
  #read(): { readonly now: number; readonly elapsed: number } {
    let before = this.#clock.elapsed()
    for (let left = readings; ; left--) {
      const now = this.#clock.now()
      const after = this.#clock.elapsed()
      if (after - before <= longestReading || left === 0) return { now, elapsed: after }
      before = after
    }
  }
}
