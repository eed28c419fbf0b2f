/** When a notice that is pending is looked at again. */
import { hours, plus, seconds, type Instant } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import type { PendingNotice } from '../ports.ts'

type Waits = Pick<CasesConfig['notices'], 'resend' | 'unreceived'>

/** How often a unit is tried before its case says that it failed, and how long an address that failed rests. */
export interface GiveUp {
  readonly attempts: number
  readonly pause: number
  readonly rest: number
}

/** Between two tries of an address that fails. */
const longestPause = hours(1)
/** Between two sendings of what nobody took; each may lie in a queue of the client. */
const longestWait = hours(6)
/** After a restart clients come back within moments, and their queues are gone. */
const shortestWait = seconds(10)
const troubled = seconds(30)

/** After so long, and when it is time to say that nobody was told. */
export function later(
  pending: PendingNotice,
  after: number,
  now: Instant,
  { unreceived }: Waits,
): Instant {
  const report = plus(pending.since, unreceived)
  const next = plus(now, after)
  return !pending.reported && report > now && report < next ? report : next
}

/**
 * What was handed over this connection waits long, and then as long again as it has waited. What may have been lost with
 * an earlier one is sent again soon, for whoever takes it is on the way back as well.
 */
export const untilAgain = (
  { since }: PendingNotice,
  now: Instant,
  connectedAt: Instant,
  { resend }: Waits,
): number =>
  since < connectedAt
    ? Math.min(Math.max(now - connectedAt, shortestWait), longestWait)
    : Math.min(Math.max(now - since, resend), longestWait)

/** Before the next try of an address that has just failed. */
export const pauseAfter = (attempts: number, giveUp: GiveUp | undefined): number =>
  doubled(giveUp?.pause ?? seconds(1), attempts - 1, troubled)

/** The same once its case says that nobody was told. */
export const pauseAfterGivingUp = (attempts: number, giveUp: GiveUp): number =>
  doubled(giveUp.rest, Math.max(attempts - giveUp.attempts, 0), longestPause)

const doubled = (base: number, times: number, most: number): number =>
  Math.min(base * 2 ** Math.min(times, 20), most)
