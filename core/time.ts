import type { Brand } from './brand.ts'

/** Epoch milliseconds, UTC. */
export type Instant = Brand<number, 'Instant'>

export const instant = (epochMilliseconds: number): Instant => epochMilliseconds as Instant

export const seconds = (n: number): number => n * 1_000
export const minutes = (n: number): number => n * 60_000
export const hours = (n: number): number => n * 3_600_000
export const days = (n: number): number => n * 86_400_000

export const plus = (at: Instant, milliseconds: number): Instant => (at + milliseconds) as Instant

/** The only source of "now". Pure code takes an instant as an argument instead. */
export interface Clock {
  now(): Instant
  /** Milliseconds since some start of its own; goes on evenly whatever happens to `now`, for telling what elapsed. */
  elapsed(): number
  /** Resolves after `milliseconds`; rejects with the signal's reason when it aborts first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

const durationUnits: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
}

/** `"90s"`, `"5m"`, `"2h"`, `"3d"`, `"250ms"` to milliseconds; undefined when it is none of these. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text.trim())
  const unit = match?.[2] === undefined ? undefined : durationUnits[match[2]]
  return unit === undefined ? undefined : Number(match?.[1]) * unit
}

/** Year, month, day, hour, minute and weekday (0 = Sunday) on the clocks of a place. */
export interface LocalTime {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly weekday: number
}

/** Two days of them. */
const mostQuarters = 192

/**
 * The offset of a zone at an instant, in milliseconds east of UTC. Zones change their offset on a quarter of an hour at
 * the earliest, so one look-up serves fifteen minutes; the hot path never enters Intl twice for them. Whoever judges asks
 * in turn about now, midnight and the end of the night, so more than one quarter is kept.
 */
export function zoneOffset(zone: string): (at: Instant) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  const offsets = new Map<number, number>()
  let lastQuarter = Number.NaN
  let lastOffset = 0
  return (at) => {
    const quarter = Math.floor(at / 900_000)
    if (quarter === lastQuarter) return lastOffset
    let offset = offsets.get(quarter)
    if (offset === undefined) {
      const start = quarter * 900_000
      const part: Record<string, number> = {}
      for (const { type, value } of format.formatToParts(start)) part[type] = Number(value)
      const local = Date.UTC(
        part['year'] ?? 1970,
        (part['month'] ?? 1) - 1,
        part['day'] ?? 1,
        part['hour'] ?? 0,
        part['minute'] ?? 0,
        part['second'] ?? 0,
      )
      offset = local - start
      if (offsets.size >= mostQuarters) offsets.clear()
      offsets.set(quarter, offset)
    }
    lastQuarter = quarter
    lastOffset = offset
    return offset
  }
}

/** The date on the clocks of a place: `2026-03-15`. */
export const dateOf = (at: Instant, offset: (at: Instant) => number): string =>
  new Date(at + offset(at)).toISOString().slice(0, 10)

/** The time on the clocks of a place, to the minute: `2026-03-15 14:05`. */
export const timeOf = (at: Instant, offset: (at: Instant) => number): string =>
  new Date(at + offset(at)).toISOString().slice(0, 16).replace('T', ' ')

export function localTime(at: Instant, offset: number): LocalTime {
  const date = new Date(at + offset)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    weekday: date.getUTCDay(),
  }
}
