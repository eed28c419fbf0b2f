import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import { plus, type Clock, type Instant } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import type { Address, Addressee } from '../life/addressee.ts'
import type { Notice } from '../life/notice.ts'
import type { Prospect } from '../life/pending.ts'
import type { CaseStore, Notifier, PendingNotice } from '../ports.ts'
import { later, pauseAfter, pauseAfterGivingUp, untilAgain, type GiveUp } from './notice-times.ts'

export interface NoticeTellingDeps {
  readonly clock: Clock
  readonly observer: Observer
  readonly store: Pick<CaseStore, 'updateNotice' | 'removeNotice' | 'hastenNotices'>
  /** Where the notice goes; undefined when nobody is there any more. */
  readonly reach: (told: Notice) => Promise<Addressee | undefined>
  readonly notifier: Notifier
  readonly config: CasesConfig['notices']
  readonly look: (pending: PendingNotice) => Promise<Prospect>
  /** Writes into the case that the unit has it, or why nobody was told. */
  readonly record: (pending: PendingNotice, failure?: string) => Promise<void>
  /** Without it a channel that fails is tried again until it works. */
  readonly giveUp?: GiveUp | undefined
}

/** `next`: the unit's next notice may be told. With `waitFor` the address failed, and all of the unit waits so long. */
type Told = 'next' | 'stopped' | { readonly waitFor: number }

/** Tells one notice that is due, once, and writes down what came of it. `connectedAt` is when the connection began. */
export function noticeTelling(
  deps: NoticeTellingDeps,
  connectedAt: () => Instant,
): (due: PendingNotice, signal: AbortSignal) => Promise<Told> {
  const { clock, observer, store, reach, notifier, config, look, record, giveUp } = deps
  const { channel } = notifier
  /** Units that have failed for good lately. */
  const resting = new Map<Address, number>()

  const report = async (pending: PendingNotice, why: string): Promise<PendingNotice> => {
    if (pending.reported) return pending
    await record(pending, why)
    return { ...pending, reported: true }
  }

  const failed = async (pending: PendingNotice, why: string): Promise<Told> => {
    const now = clock.now()
    const { to, attempts } = pending
    const rests = (resting.get(to) ?? Number.NEGATIVE_INFINITY) > clock.elapsed()
    if (giveUp !== undefined && (rests || attempts >= giveUp.attempts)) {
      const written = await report(pending, why)
      resting.set(to, clock.elapsed() + giveUp.rest)
      const pause = pauseAfterGivingUp(attempts, giveUp)
      await store.updateNotice({ ...written, next: plus(now, pause) })
      return 'next'
    }
    const pause = pauseAfter(attempts, giveUp)
    await store.updateNotice({ ...pending, next: plus(now, pause) })
    return { waitFor: pause }
  }

  const send = async (
    before: PendingNotice,
    told: Notice,
    to: Addressee,
    signal: AbortSignal,
  ): Promise<Told> => {
    const pending = { ...before, attempts: before.attempts + 1 }
    let outcome: 'received' | 'handed'
    try {
      outcome = await notifier.deliver(told, to, signal)
    } catch (error) {
      if (signal.aborted) return 'stopped'
      const message = messageOf(error)
      observer.emit('notice.failed', { channel, unit: to.id, notice: told.id, message })
      return failed(pending, message)
    }
    observer.emit('notice.sent', { channel, unit: to.id, notice: told.id })
    if (outcome === 'received') {
      await record(pending)
      await store.removeNotice(channel, told.id)
    } else {
      const now = clock.now()
      const wait = untilAgain(pending, now, connectedAt(), config)
      await store.updateNotice({ ...pending, next: later(pending, wait, now, config) })
    }
    // The address works again: what it failed to take need not wait out its pause.
    if (resting.delete(to.id)) await store.hastenNotices(channel, clock.now(), to.id)
    return 'next'
  }

  return async (due, signal) => {
    // What was written down before the clock was set back has waited from now on at the latest.
    const now = clock.now()
    const row = due.since > now ? { ...due, since: now } : due
    const found = await look(row)
    const to = found.kind === 'settled' ? undefined : await reach(found.told)
    const gone = to === undefined || !notifier.serves(to)
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
    if (!away) return send(pending, found.told, to, signal)
    // It is hastened when the connection is back.
    await store.updateNotice({
      ...pending,
      next: later(pending, config.resend, clock.now(), config),
    })
    return 'next'
  }
}
