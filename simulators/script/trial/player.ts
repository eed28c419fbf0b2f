/** A device of a trial: what it sends and when that arrives, with its faults. */
import type { Device } from '../../../core/device.ts'
import { type Instant, instant, plus } from '../../../core/time.ts'
import { hashText, unitAt } from '../random.ts'
import { signalOf } from '../signals.ts'
import { round, type Values } from '../signals/signal.ts'
import { mostItems, telemetryBody, telemetryItem, type TelemetryItem } from '../telemetry.ts'
import type { Acting } from '../timeline.ts'
import type { FaultCause, Happening } from './happening.ts'

/** A publish as the broker receives it. */
export interface Arrival {
  readonly device: Device
  readonly at: Instant
  readonly body: Buffer
}

export interface PlayerOptions {
  readonly seed: number
  readonly plan: readonly Happening[]
  /** Hour of the day on the clocks of the city, with its fraction. */
  readonly hourOf: (at: Instant) => number
}

/** From the measuring to the broker, in milliseconds. */
const slowest = 900

export class Player {
  readonly device: Device
  readonly #options: PlayerOptions
  readonly #period: number
  readonly #shift: number
  /** Instants at which the device speaks out of turn. */
  readonly #changes: readonly number[]
  #next: number
  #sequence = 0
  #queue: TelemetryItem[] = []

  constructor(device: Device, from: Instant, options: PlayerOptions) {
    this.device = device
    this.#options = options
    this.#period = device.period * 1_000
    this.#shift = Math.floor(unitAt(options.seed, hashText(`${device.id}/beat`), 0) * this.#period)
    // The switch of a cover wakes it; the others measure on their beat and know of nothing.
    this.#changes = device.kind === 'manhole' ? options.plan.flatMap(changesOf) : []
    this.#next = this.#after(from - 1)
  }

  /** What arrives of all that is measured before `until`. */
  play(until: Instant): readonly Arrival[] {
    const arrivals: Arrival[] = []
    for (; this.#next < until; this.#next = this.#after(this.#next)) {
      const at = instant(this.#next)
      const faults = this.#acting(at).flatMap((one) =>
        one.cause.type === 'incident' ? [] : [{ ...one, cause: one.cause }],
      )
      if (faults.some(({ cause }) => cause.type === 'silence')) continue
      this.#queue.push(this.#item(at, faults))
      if (faults.some(({ cause }) => cause.type === 'backfill')) continue
      const late = unitAt(this.#options.seed, hashText(`${this.device.id}/way`), at) * slowest
      const arrived = plus(at, Math.floor(late))
      while (this.#queue.length > 0) {
        const body = telemetryBody(this.#queue.splice(0, mostItems))
        arrivals.push({ device: this.device, at: arrived, body })
      }
    }
    return arrivals
  }

  #after(at: number): number {
    const beat = (Math.floor((at - this.#shift) / this.#period) + 1) * this.#period + this.#shift
    let next = beat
    for (const change of this.#changes) if (change > at && change < next) next = change
    return next
  }

  #acting(at: Instant): readonly Happening[] {
    return this.#options.plan.filter(({ from, over }) => from <= at && at < over)
  }

  #item(
    at: Instant,
    faults: readonly (Happening & { readonly cause: FaultCause })[],
  ): TelemetryItem {
    let values = this.#measured(at)
    let said = at
    for (const { cause, from, duration } of faults) {
      switch (cause.type) {
        case 'clock':
          said = plus(said, Math.round(cause.by))
          break
        case 'bounce':
          if ((at - from) % (cause.open + cause.shut) < cause.open)
            values = { ...values, coverOpen: 1 }
          break
        case 'stuck':
          values = { ...this.#measured(from), ...cause.values }
          break
        case 'offset':
          values = shifted(values, cause.values, cause.grows ? (at - from) / duration : 1)
          break
        case 'silence':
        case 'backfill':
      }
    }
    this.#sequence += 1
    return telemetryItem(said, this.#sequence, values)
  }

  #measured(at: Instant): Values {
    const { seed, hourOf } = this.#options
    const acting: Acting[] = []
    for (const { cause, from, duration } of this.#acting(at)) {
      if (cause.type !== 'incident') continue
      const { kind, strength } = cause
      acting.push({ kind, strength, duration, elapsed: at - from })
    }
    const { device } = this
    return signalOf(device.kind)({ device, seed, at, hour: hourOf(at), acting })
  }
}

/** When the switch of a cover speaks of something. */
function changesOf({ cause, from, over }: Happening): readonly number[] {
  const changes: number[] = []
  if (cause.type === 'bounce')
    for (let at: number = from; at < over; at += cause.open + cause.shut)
      changes.push(at, Math.min(at + cause.open, over))
  return [...changes, from, over]
}

/** What is not measured is not shifted either. */
function shifted(values: Values, by: Values, share: number): Values {
  const next: Record<string, number | undefined> = { ...values }
  for (const [quantity, most] of Object.entries(by)) {
    const value = next[quantity]
    if (value !== undefined && most !== undefined) next[quantity] = round(value + most * share, 3)
  }
  return next
}
