import { messageOf } from '../core/errors.ts'
import type { Observer } from '../core/observer.ts'
import { minutes, type Clock, type Instant } from '../core/time.ts'
import { retrying, type RetryPolicy } from '../runtime/retrying.ts'
import type { OutletConfig } from './config.ts'
import type { CloudEvent } from './decide/event.ts'
import type { OutletAnswer, OutletReceiver } from './ports.ts'

export interface DeliveringOptions {
  readonly clock: Clock
  readonly observer: Observer
  /** Of the outlet. */
  readonly name: string
  readonly receiver: OutletReceiver
  readonly config: Pick<OutletConfig, 'batch' | 'pause' | 'longestPause' | 'late'>
}

/**
 * So many events one after the other are passed over at most. A receiver that refuses more than that refuses everything: it is
 * waited for, until it takes one or somebody looks.
 */
export const mostRefused = 20

/** A receiver that asks to be left alone for longer is asked again all the same. */
const longestRest = minutes(15)

interface Waiting {
  readonly since: Instant
  readonly began: number
  readonly why: string
  readonly late: boolean
}

/** Brings events to a receiver in their order, and waits for one that is away; finds the one that is refused. */
export class Delivering {
  readonly #options: DeliveringOptions
  readonly #policy: RetryPolicy
  #waiting: Waiting | undefined
  #refused = 0
  /** By the clock that only goes on: it asked to be left alone until then. */
  #notBefore = 0

  constructor(options: DeliveringOptions) {
    const { clock, config } = options
    this.#options = options
    this.#policy = {
      clock,
      backoff: { first: config.pause, longest: config.longestPause },
      mendable: () => true,
      failed: (error) => this.#failed(messageOf(error)),
    }
  }

  /** Resolves with how many were taken, once each was taken or passed over. */
  async deliver(events: readonly CloudEvent[], signal: AbortSignal): Promise<number> {
    const { batch } = this.#options.config
    let taken = 0
    for (let from = 0; from < events.length; from += batch)
      taken += await this.#bring(events.slice(from, from + batch), signal)
    return taken
  }

  warning(): string | undefined {
    const { clock, name, config } = this.#options
    const waiting = this.#waiting
    if (waiting === undefined || clock.elapsed() - waiting.began <= config.late) return undefined
    return `the receiver of outlet ${name} has taken nothing since ${new Date(waiting.since).toISOString()}: ${waiting.why}`
  }

  async #bring(events: readonly CloudEvent[], signal: AbortSignal): Promise<number> {
    const answer = await retrying(this.#policy, () => this.#call(events, signal), signal)
    signal.throwIfAborted()
    this.#waiting = undefined
    if (answer?.outcome !== 'refused') {
      this.#refused = 0
      return events.length
    }
    const [event] = events
    if (events.length === 1 && event !== undefined) {
      this.#refused += 1
      const { observer, name } = this.#options
      observer.emit('outlet.refused', { outlet: name, id: event.id, message: answer.reason })
      return 0
    }
    const half = Math.ceil(events.length / 2)
    const first = await this.#bring(events.slice(0, half), signal)
    return first + (await this.#bring(events.slice(half), signal))
  }

  /** Rejects with what another try may mend. */
  async #call(events: readonly CloudEvent[], signal: AbortSignal): Promise<OutletAnswer> {
    const { clock, receiver } = this.#options
    const rest = this.#notBefore - clock.elapsed()
    if (rest > 0) await clock.sleep(rest, signal)
    const answer = await receiver.send(events, signal)
    if (answer.outcome === 'failed') {
      this.#notBefore = clock.elapsed() + Math.min(answer.rest ?? 0, longestRest)
      throw new Error(answer.reason)
    }
    if (answer.outcome === 'refused' && events.length === 1 && this.#refused >= mostRefused)
      throw new Error(`it refused ${mostRefused} events one after the other: ${answer.reason}`)
    return answer
  }

  #failed(why: string): void {
    const { clock, observer, name, config } = this.#options
    const {
      since,
      began,
      late: wasLate,
    } = this.#waiting ?? {
      ...{ since: clock.now(), began: clock.elapsed() },
      late: false,
    }
    const late = clock.elapsed() - began > config.late
    observer.emit('outlet.unsent', { outlet: name, message: why })
    if (late && !wasLate) observer.emit('outlet.late', { outlet: name, message: why })
    this.#waiting = { since, began, why, late }
  }
}
