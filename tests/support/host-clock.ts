/**
 * What the clock of our host shows in a timeline, and what reaches us while. A timeline counts true time. The host's
 * clock may be ahead of it and may be set; then the broker writes by how much, before whatever it receives next. While we
 * are away no tick is written, and what devices say waits with them until we are back.
 */
import type { Frame, Tick } from '../../core/frame.ts'
import { instant, plus, type Instant } from '../../core/time.ts'

export class HostClock {
  #ahead = 0
  readonly #steps = new Map<Instant, number>()
  readonly #absences: { readonly from: Instant; readonly to: Instant }[] = []

  startsAhead(milliseconds: number): void {
    this.#ahead = milliseconds
  }

  isSet(at: Instant, milliseconds: number): void {
    this.#steps.set(at, (this.#steps.get(at) ?? 0) + milliseconds)
  }

  isAway(from: Instant, to: Instant): void {
    this.#absences.push({ from, to })
  }

  /** How far the host's clock is ahead of true time at the beginning. */
  get ahead(): number {
    return this.#ahead
  }

  /** By how much it is set in this second; 0 when it is not. */
  stepAt(second: Instant): number {
    return this.#steps.get(second) ?? 0
  }

  /** When something that is said at this instant comes to us. */
  arrival(said: Instant): Instant {
    return this.#absences.find(({ from, to }) => said >= from && said < to)?.to ?? said
  }

  /** What the broker writes of the second that ends at `to`, in its order. */
  records(from: Instant, to: Instant, frames: readonly Frame[]): readonly (Frame | Tick)[] {
    if (this.arrival(from) !== from && this.arrival(to) !== to) return []
    const ahead = this.#aheadAt(from)
    const stepped = this.stepAt(from)
    const received = frames.map((frame): Frame => ({
      ...frame,
      receivedAt: plus(frame.receivedAt, ahead),
    }))
    const set: readonly Tick[] =
      stepped === 0 ? [] : [{ type: 'tick', at: instant(from + ahead), stepped }]
    return [...set, ...received, { type: 'tick', at: instant(to + ahead) }]
  }

  #aheadAt(at: Instant): number {
    let ahead = this.#ahead
    for (const [when, milliseconds] of this.#steps) if (when <= at) ahead += milliseconds
    return ahead
  }
}
