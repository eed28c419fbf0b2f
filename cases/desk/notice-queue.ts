/**
 * Tells what is pending on one channel. Each unit's notices go one after the other, in order, and no unit waits for another:
 * what an address does to its own notices stays with it. What is pending are rows of the register, so nothing is lost with
 * this process; a crash between sending and writing that down sends a notice twice, with the same identifier.
 */
import { messageOf } from '../../core/errors.ts'
import { instant, seconds } from '../../core/time.ts'
import type { CaseStore, PendingNotice } from '../ports.ts'
import type { Address } from '../life/addressee.ts'
import type { Commits } from '../../runtime/commits.ts'
import { noticeTelling, type NoticeTellingDeps } from './notice-telling.ts'

export interface NoticeQueueDeps extends NoticeTellingDeps {
  readonly store: NoticeTellingDeps['store'] & Pick<CaseStore, 'noticesDue'>
  /** Announced when there is something new. */
  readonly wake: Commits
}

/** Units that are told at the same time. */
const parallel = 32
const page = 500
/** More than a clock drifts between two rounds. */
const setBack = seconds(1)

export function noticeQueue(deps: NoticeQueueDeps): (signal: AbortSignal) => Promise<void> {
  const { clock, observer, store, notifier, wake } = deps
  const { channel } = notifier
  const busy = new Map<Address, Promise<void>>()
  /** Units whose first notice failed, and until when by what elapsed: the others wait behind it. */
  const waiting = new Map<Address, number>()
  let connectedAt = clock.now()
  const one = noticeTelling(deps, () => connectedAt)

  const tell = async (rows: readonly PendingNotice[], signal: AbortSignal): Promise<void> => {
    for (const row of rows) {
      if (signal.aborted) return
      const told = await one(row, signal)
      if (told === 'next') continue
      if (told !== 'stopped') waiting.set(row.to, clock.elapsed() + told.waitFor)
      return
    }
  }

  const begin = (unit: Address, rows: readonly PendingNotice[], signal: AbortSignal) => {
    const work = tell(rows, signal)
      .catch((error: unknown) => {
        if (signal.aborted) return
        observer.emit('notice.held-up', { channel, unit, message: messageOf(error) })
        waiting.set(unit, clock.elapsed() + seconds(1))
      })
      .finally(() => {
        busy.delete(unit)
        wake.announce()
      })
    busy.set(unit, work)
  }

  const round = async (signal: AbortSignal): Promise<void> => {
    const now = clock.now()
    const elapsed = clock.elapsed()
    for (const [unit, until] of waiting) if (until <= elapsed) waiting.delete(unit)
    const free = parallel - busy.size
    if (free <= 0) return
    const rows = await store.noticesDue(channel, now, [...busy.keys(), ...waiting.keys()], page)
    const byUnit = new Map<Address, PendingNotice[]>()
    for (const row of rows) byUnit.set(row.to, [...(byUnit.get(row.to) ?? []), row])
    for (const [unit, due] of [...byUnit].slice(0, free)) begin(unit, due, signal)
  }

  return async (signal) => {
    let connection: number | undefined
    let ahead = clock.now() - clock.elapsed()
    // What was handed over by the process before may be lost with it.
    connectedAt = clock.now()
    await store.hastenNotices(channel, clock.now())
    try {
      while (!signal.aborted) {
        const generation = wake.generation
        const before = ahead
        ahead = clock.now() - clock.elapsed()
        // Rows say when by the clock: set back, it would leave them lying until it has caught up.
        if (before - ahead > setBack) {
          await store.hastenNotices(channel, clock.now())
          connectedAt = instant(Math.min(connectedAt, clock.now()))
        }
        const current = notifier.connection?.()
        if (current !== undefined && current !== connection) {
          await store.hastenNotices(channel, clock.now())
          waiting.clear()
          connection = current
          connectedAt = clock.now()
        }
        await round(signal)
        await wake.after(generation, seconds(1), signal)
      }
    } finally {
      await Promise.all(busy.values())
    }
  }
}
