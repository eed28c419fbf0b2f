/** Tells operators that the clock of the host was set, once a step and for some minutes after it. */
import type { Observer } from '../../core/observer.ts'
import { minutes, type Clock, type Instant } from '../../core/time.ts'

const warnFor = minutes(10)

export class ClockSteps {
  readonly #clock: Clock
  readonly #observer: Observer
  #last: { readonly at: Instant; readonly stepped: number; readonly elapsed: number } | undefined

  constructor(deps: { readonly clock: Clock; readonly observer: Observer }) {
    this.#clock = deps.clock
    this.#observer = deps.observer
  }

  happened(at: Instant, stepped: number): void {
    this.#last = { at, stepped, elapsed: this.#clock.elapsed() }
    const direction = stepped < 0 ? 'back' : 'forth'
    this.#observer.emit('clock.stepped', { direction, ms: Math.abs(stepped) })
  }

  get warning(): string | undefined {
    const last = this.#last
    if (last === undefined || this.#clock.elapsed() - last.elapsed > warnFor) return undefined
    const { at, stepped } = last
    const way = stepped < 0 ? 'back' : 'forward'
    const by = Math.round(Math.abs(stepped) / 100) / 10
    return (
      `the clock of this host was set ${way} by ${by} s at ${new Date(at).toISOString()}; ` +
      'what was received before bears the old time'
    )
  }
}
