/**
 * The host's clock as it was before it was set. Whether a reading is live is told by our clock, and a host whose clock was set
 * wrong would find every device with a right one in the future, or long ago. So a device that agreed with the clock before
 * goes on being told by that one, until it agrees with the present one alone.
 */
import { days, plus, seconds, type Instant } from '../core/time.ts'
import type { ClockLimits } from './config.ts'

export interface HostClock {
  /** By how much the clock was set altogether. */
  readonly shift: number
  /** The same before it was set, newest first. */
  readonly earlier: readonly number[]
  /** When it was set last, by the clock as it is now. */
  readonly setAt: Instant
}

/** A smaller difference makes no reading late and none early. */
const smallest = seconds(10)
const most = 8
/** So long after the clock was set a device may first be heard again: some covers speak once a day. */
const remembered = days(2)

export function setBy(clock: HostClock | undefined, stepped: number, at: Instant): HostClock {
  const { shift, earlier } = clock ?? { shift: 0, earlier: [] }
  const now = shift + stepped
  const others = [shift, ...earlier].filter(
    (one, index, all) =>
      Math.abs(one - now) > smallest &&
      all.findIndex((other) => Math.abs(other - one) <= smallest) === index,
  )
  return { shift: now, earlier: others.slice(0, most), setAt: at }
}

/**
 * The earlier clock, as its shift, by which an instant is live; undefined when the present one tells. `agreed` is the one
 * that the device agreed with last, where that is not the present one.
 */
export function earlierClock(
  clock: HostClock,
  agreed: number | undefined,
  said: Instant,
  receivedAt: Instant,
  limits: ClockLimits,
): number | undefined {
  const isLiveBy = (shift: number) => isLive(said, plus(receivedAt, shift - clock.shift), limits)
  if (agreed !== undefined && agreed !== clock.shift && isLiveBy(agreed)) return agreed
  if (isLive(said, receivedAt, limits) || receivedAt - clock.setAt > remembered) return undefined
  return clock.earlier.find(isLiveBy)
}

const isLive = (said: Instant, at: Instant, { futureSkew, lateAfter }: ClockLimits): boolean =>
  said <= at + futureSkew && said >= at - lateAfter
