/**
 * Tells what is pending on one channel. Each unit's notices go one after the other, in order, and no unit waits for another:
 * what an address does to its own notices stays with it. What is pending are rows of the register, so nothing is lost with
 * this process; a crash between sending and writing that down sends a notice twice, with the same identifier.
 */
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/events.ts'
import type { UnitId } from '../../core/identity.ts'
import { hours, instant, plus, seconds, type Clock, type Instant } from '../../core/time.ts'
import type { Commits } from './commits.ts'
import type { CasesConfig } from '../config.ts'
import type { Unit } from '../life/dispatch.ts'
import type { Notice } from '../life/notice.ts'
import type { Prospect } from '../life/pending.ts'
import type { CaseStore, Notifier, PendingNotice } from '../ports.ts'

/** How often a unit is tried before its case says that it failed, and how long an address that failed rests. */
export interface GiveUp {
  readonly attempts: number
  readonly pause: number
  readonly rest: number
}

export interface NoticeQueueDeps {
  readonly clock: Clock
  readonly observer: Observer
  readonly store: Pick<CaseStore, 'noticesDue' | 'updateNotice' | 'removeNotice' | 'hastenNotices'>
  readonly units: ReadonlyMap<UnitId, Unit>
  readonly notifier: Notifier
  readonly config: CasesConfig['notices']
  readonly look: (pending: PendingNotice) => Promise<Prospect>
  /** Writes into the case that the unit has it, or why nobody was told. */
  readonly record: (pending: PendingNotice, failure?: string) => Promise<void>
  /** Announced when there is something new. */
  readonly wake: Commits
  /** Without it a channel that fails is tried again until it works. */
  readonly giveUp?: GiveUp | undefined
}

/** Units that are told at the same time. */
const parallel = 32
const page = 500
/** Between two tries of an address that fails. */
const longestPause = hours(1)
/** Between two sendings of what nobody took; each may lie in a queue of the client. */
const longestWait = hours(6)
/** After a restart clients come back within moments, and their queues are gone. */
const shortestWait = seconds(10)
const troubled = seconds(30)
/** More than a clock drifts between two rounds. */
const setBack = seconds(1)

export function noticeQueue(deps: NoticeQueueDeps): (signal: AbortSignal) => Promise<void> {
  const { clock, observer, store, units, notifier, config, look, record, wake, giveUp } = deps
  const { channel } = notifier
  const busy = new Map<UnitId, Promise<void>>()
  /** Units whose first notice failed, and until when by what elapsed: the others wait behind it. */
  const waiting = new Map<UnitId, number>()
  /** Units that have failed for good lately. */
  const resting = new Map<UnitId, number>()
  let connectedAt = clock.now()

  const doubled = (base: number, times: number, most: number) =>
    Math.min(base * 2 ** Math.min(times, 20), most)

  /** Looked at again after so long, and when it is time to say that nobody was told. */
  const later = (pending: PendingNotice, after: number): Instant => {
    const now = clock.now()
    const report = plus(pending.since, config.unreceived)
    const next = plus(now, after)
    return !pending.reported && report > now && report < next ? report : next
  }

  /**
   * What was handed over this connection waits long, and then as long again as it has waited. What may have been lost with
   * an earlier one is sent again soon, for whoever takes it is on the way back as well.
   */
  const untilAgain = ({ since }: PendingNotice): number => {
    const now = clock.now()
    return since < connectedAt
      ? Math.min(Math.max(now - connectedAt, shortestWait), longestWait)
      : Math.min(Math.max(now - since, config.resend), longestWait)
  }

  const report = async (pending: PendingNotice, why: string): Promise<PendingNotice> => {
    if (pending.reported) return pending
    await record(pending, why)
    return { ...pending, reported: true }
  }

  const failed = async (pending: PendingNotice, why: string): Promise<'next' | 'wait'> => {
    const now = clock.now()
    const { unit, attempts } = pending
    const rests = (resting.get(unit) ?? Number.NEGATIVE_INFINITY) > clock.elapsed()
    if (giveUp !== undefined && (rests || attempts >= giveUp.attempts)) {
      const written = await report(pending, why)
      resting.set(unit, clock.elapsed() + giveUp.rest)
      const pause = doubled(giveUp.rest, Math.max(attempts - giveUp.attempts, 0), longestPause)
      await store.updateNotice({ ...written, next: plus(now, pause) })
      return 'next'
    }
    const pause = doubled(giveUp?.pause ?? seconds(1), attempts - 1, troubled)
    waiting.set(unit, clock.elapsed() + pause)
    await store.updateNotice({ ...pending, next: plus(now, pause) })
    return 'wait'
  }

  const send = async (
    before: PendingNotice,
    told: Notice,
    unit: Unit,
    signal: AbortSignal,
  ): Promise<'next' | 'wait'> => {
    const pending = { ...before, attempts: before.attempts + 1 }
    let outcome: 'received' | 'handed'
    try {
      outcome = await notifier.deliver(told, unit, signal)
    } catch (error) {
      if (signal.aborted) return 'wait'
      const message = messageOf(error)
      observer.emit('notice.failed', { channel, unit: unit.id, notice: told.id, message })
      return failed(pending, message)
    }
    observer.emit('notice.sent', { channel, unit: unit.id, notice: told.id })
    if (outcome === 'received') {
      await record(pending)
      await store.removeNotice(channel, told.id)
    } else await store.updateNotice({ ...pending, next: later(pending, untilAgain(pending)) })
    // The address works again: what it failed to take need not wait out its pause.
    if (resting.delete(unit.id)) await store.hastenNotices(channel, clock.now(), unit.id)
    return 'next'
  }

  const one = async (due: PendingNotice, signal: AbortSignal): Promise<'next' | 'wait'> => {
    // What was written down before the clock was set back has waited from now on at the latest.
    const now = clock.now()
    const row = due.since > now ? { ...due, since: now } : due
    const found = await look(row)
    const unit = units.get(row.unit)
    const gone = unit === undefined || !notifier.serves(unit)
    if (found.kind !== 'open' || gone) {
      if (found.kind === 'overtaken')
        await report(row, 'overtaken: the case went on before anybody of the unit had the notice')
      else if (found.kind === 'open' && !found.elsewhere)
        await report(row, 'the unit cannot be reached by this channel any more')
      await store.removeNotice(channel, row.notice)
      return 'next'
    }
    let pending = row
    const away = notifier.connection !== undefined && notifier.connection() === undefined
    if (now - row.since >= config.unreceived) {
      if (found.elsewhere) {
        await store.removeNotice(channel, row.notice)
        return 'next'
      }
      if (giveUp === undefined)
        pending = await report(
          row,
          away ? 'the channel is away' : 'no client of the unit has taken it',
        )
    }
    if (!away) return send(pending, found.told, unit, signal)
    // It is hastened when the connection is back.
    await store.updateNotice({ ...pending, next: later(pending, config.resend) })
    return 'next'
  }

  const tell = async (rows: readonly PendingNotice[], signal: AbortSignal): Promise<void> => {
    for (const row of rows) {
      if (signal.aborted || (await one(row, signal)) === 'wait') return
    }
  }

  const begin = (unit: UnitId, rows: readonly PendingNotice[], signal: AbortSignal) => {
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
    const byUnit = new Map<UnitId, PendingNotice[]>()
    for (const row of rows) byUnit.set(row.unit, [...(byUnit.get(row.unit) ?? []), row])
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
