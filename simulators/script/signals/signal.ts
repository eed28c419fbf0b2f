import type { Device } from '../../../core/device.ts'
import type { Quantity } from '../../../core/quantities.ts'
import type { Instant } from '../../../core/time.ts'
import { hashText, jitterAt, unitAt, wanderAt } from '../random.ts'
import type { IncidentKind } from '../scenario.ts'
import type { Acting } from '../timeline.ts'

/** Everything a signal may depend on. */
export interface Moment {
  readonly device: Device
  readonly seed: number
  readonly at: Instant
  /** Hours since midnight on the clocks of the city, with fraction. */
  readonly hour: number
  readonly acting: readonly Acting[]
}

/** In canonical units (`core/quantities.ts`); switches are 0 or 1. */
export type Values = Partial<Record<Quantity, number>>

/** What a device measures at a moment: a pure function, so any instant can be asked for in any order. */
export type Signal = (moment: Moment) => Values

const keyOf = (moment: Moment, channel: string) => hashText(`${moment.device.id}/${channel}`)

/** A constant of the device in [0, 1), the same under every seed. */
export const trait = (moment: Moment, channel: string): number =>
  unitAt(0, keyOf(moment, channel), 0)

/** Noise of the instrument, in [-1, 1]. */
export const jitter = (moment: Moment, channel: string): number =>
  jitterAt(moment.seed, keyOf(moment, channel), moment.at)

/** Slow change with a time scale in milliseconds, in [-1, 1]. */
export const wander = (moment: Moment, channel: string, period: number): number =>
  wanderAt(moment.seed, keyOf(moment, channel), moment.at, period)

export const clamp = (value: number, min: number, max: number): number =>
  Math.min(max, Math.max(min, value))

export function round(value: number, decimals: number): number {
  const scale = 10 ** decimals
  return Math.round(value * scale) / scale
}

/** 0 before `from`, 1 after `to`, straight between. */
export const ramp = (value: number, from: number, to: number): number =>
  clamp((value - from) / (to - from), 0, 1)

/** The strongest incident of a kind that acts now. */
export function strongest(moment: Moment, kind: IncidentKind): Acting | undefined {
  let found: Acting | undefined
  for (const acting of moment.acting) {
    if (acting.kind === kind && (found === undefined || acting.strength > found.strength)) {
      found = acting
    }
  }
  return found
}

/**
 * How far water has followed its cause, 0 to 1: it waits a twentieth of the duration, closes in on its peak while the
 * cause lasts and runs off afterwards (first-order lag, closed form).
 */
export function lagged({ elapsed, duration }: Acting): number {
  if (!Number.isFinite(duration)) return 1 - Math.exp(-elapsed / 60_000)
  const rise = (until: number) =>
    1 - Math.exp(-Math.max(0, until - duration / 20) / (duration * 0.15))
  if (elapsed <= duration) return rise(elapsed)
  return rise(duration) * Math.exp(-(elapsed - duration) / (duration * 0.2))
}

/** The strength reached by now of something that water or gas builds up. */
export function built(moment: Moment, kind: IncidentKind): number {
  let most = 0
  for (const acting of moment.acting) {
    if (acting.kind === kind) most = Math.max(most, acting.strength * lagged(acting))
  }
  return most
}

/** Rain intensity in mm/h; it stops with its cause while the water still stands. */
export function rainOf(moment: Moment): number {
  let most = 0
  for (const { kind, elapsed, duration, strength } of moment.acting) {
    if (kind !== 'rain' || elapsed > duration) continue
    const edge = Math.min(duration / 10, 60_000)
    const shape = Math.min(ramp(elapsed, 0, edge), ramp(duration - elapsed, 0, edge))
    most = Math.max(most, strength * shape)
  }
  return most
}

const day = 86_400_000

/** Battery and radio; a battery is replaced long before a rule would ask for it, unless an incident drains it. */
export function health(moment: Moment): Values {
  const rate = 0.01 + 0.02 * trait(moment, 'battery-rate')
  const used = (moment.at / day) * rate + 50 * trait(moment, 'battery')
  const flat = strongest(moment, 'battery-low')
  return {
    battery: round(flat === undefined ? 99 - (used % 50) : clamp(flat.strength, 0, 100), 1),
    rssi: Math.round(-60 - 45 * trait(moment, 'rssi') + 4 * jitter(moment, 'rssi')),
  }
}
