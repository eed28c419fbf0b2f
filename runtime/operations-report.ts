/** The ways in which points come to the store: with the events of a topic, or by the clock. */
import type { Work } from './background.ts'
import { eitherOf } from './either.ts'
import { messageOf } from '../core/errors.ts'
import type { Observer } from '../core/observer.ts'
import type { OperationsPoint, OperationsStore } from '../core/operations.ts'
import { instant, type Clock, type Instant } from '../core/time.ts'

export interface ReportDeps {
  readonly clock: Clock
  readonly observer: Observer
  readonly operations: OperationsStore
}

/** Writes the points and tells the operators what became of them; rejects as the store does. */
export async function writePoints(
  { observer, operations }: Omit<ReportDeps, 'clock'>,
  points: readonly OperationsPoint[],
): Promise<void> {
  if (points.length === 0) return
  const refused = await operations.write(points)
  for (const [measurement, count] of counted(points)) {
    observer.emit('operations.written', { measurement }, count)
  }
  for (const [measurement, count] of counted(refused.map(({ point }) => point))) {
    const { detail } = refused.find(({ point }) => point.measurement === measurement) ?? {}
    observer.emit('operations.refused', { measurement, detail }, count)
  }
}

function counted(points: readonly OperationsPoint[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { measurement } of points) {
    counts.set(measurement, (counts.get(measurement) ?? 0) + 1)
  }
  return counts
}

interface ClockReport {
  readonly name: string
  /** Milliseconds; the report is made at the full ones since the epoch. */
  readonly every: number
  /** The points of the instant, which all of them have as their time. */
  readonly make: (at: Instant) => Promise<readonly OperationsPoint[]>
}

/**
 * What is only a picture of the moment is not made up for: a time at which the store or a register is away is passed over
 * and counted. The first report is that of the next full period, so a restart does not tell one twice.
 */
export function reportByClock(deps: ReportDeps, { name, every, make }: ClockReport): Work {
  const { clock, observer } = deps
  return async (signal) => {
    let told: number | undefined
    while (!signal.aborted) {
      const now = clock.now()
      const coming = (Math.floor(now / every) + 1) * every
      // A timer may wake a moment early.
      const next = instant(coming === told ? coming + every : coming)
      await clock.sleep(next - now, signal).catch(() => {})
      if (signal.aborted) return
      told = next
      try {
        await writePoints(deps, await make(next))
      } catch (error) {
        if (signal.aborted) return
        observer.emit('operations.skipped', { report: name, message: messageOf(error) })
      }
    }
  }
}

interface PastReport {
  readonly every: number
  /** How long after its end a period is told: what comes late shall be in it. */
  readonly delay: number
  readonly make: (from: Instant, to: Instant) => Promise<readonly OperationsPoint[]>
}

/**
 * A step for `repeated`: tells one period that has ended, or waits for the next one to end. It begins with the last
 * one that can be told; those that pass while the store is away are told when it is back.
 */
export function reportPast(deps: ReportDeps, { every, delay, make }: PastReport): Work {
  const { clock } = deps
  let from: Instant | undefined
  return async (signal) => {
    from ??= instant((Math.floor((clock.now() - delay) / every) - 1) * every)
    const to = instant(from + every)
    const wait = to + delay - clock.now()
    if (wait > every + delay) {
      // The clock of the host was set back: what is told next follows it.
      from = undefined
      return
    }
    if (wait > 0) return clock.sleep(wait, signal).catch(() => {})
    await writePoints(deps, await make(from, to))
    from = to
  }
}

/** Ends when all have ended, and ends all when one fails. */
export const together =
  (...works: readonly Work[]): Work =>
  async (signal) => {
    const failing = new AbortController()
    using either = eitherOf(signal, failing.signal)
    const outcomes = await Promise.allSettled(
      works.map((work) =>
        work(either.signal).catch((error: unknown) => {
          failing.abort(error)
          throw error
        }),
      ),
    )
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  }
