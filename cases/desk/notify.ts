import { repeated } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { dutyDesk } from '../../core/duty-desks.ts'
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { DurableLog } from '../../core/log.ts'
import { stage, type Reads } from '../../runtime/stage.ts'
import { nextTurn } from '../../runtime/turns.ts'
import { plus, seconds, type Clock } from '../../core/time.ts'
import type { Case } from '../life/case.ts'
import { Commits } from '../../runtime/commits.ts'
import type { CasesConfig } from '../config.ts'
import type { CaseDesk } from './desk.ts'
import type { Address, Addressee } from '../life/addressee.ts'
import { addressee, type Notice, type NoticeSetting } from '../life/notice.ts'
import { noticeQueue } from './notice-queue.ts'
import type { GiveUp } from './notice-times.ts'
import { urbanBrain } from '../life/passed.ts'
import { personalAddressee } from './personal-ways.ts'
import { maySee, type PushReachDeps } from './push-reach.ts'
import { prospect, prospects } from '../life/pending.ts'
import { mayTell } from '../life/telling.ts'
import type { CaseStore, Notifier, PendingNotice, Receipt } from '../ports.ts'

export interface NotifyDeps {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly store: CaseStore
  readonly desk: CaseDesk
  readonly directory: Pick<DeviceDirectory, 'get'>
  /** Units and desks, by their addresses. */
  readonly addressees: ReadonlyMap<Address, Addressee>
  readonly notifier: Notifier
  /** Who reads the events of cases for the channel. */
  readonly consumer: Reads<'case-events'>
  readonly config: CasesConfig['notices']
  readonly giveUp?: GiveUp
  /** Whom a notice goes to, where that is not the addressee's own affair. */
  readonly reach?: (told: Notice) => Promise<Addressee | undefined>
  /** An account that is in use: people of a desk are told in person of what they may see. Left out: of all of it. */
  readonly person?: PushReachDeps['person']
}

/**
 * Tells units and desks by one channel. Each channel is a consumer group of its own, so one that is away holds up no other. A batch of
 * events only writes down what is to be told; the queue tells it, unit by unit. The case says `notified` when the unit has
 * it: by the answer of its own address, or by a receipt of its client. Several processes may write down and hear receipts;
 * one of them tells.
 */
export function createNotify(deps: NotifyDeps): Component {
  const { log, clock, observer, store, desk, directory, addressees, config, giveUp } = deps
  const { consumer, notifier } = deps
  const { group } = consumer
  const { channel } = notifier
  const wake = new Commits(clock)
  const baseUrl = config.baseUrl.replace(/\/+$/, '')

  const setting = ({ place }: Case): NoticeSetting => ({
    deviceName: place.device === undefined ? undefined : directory.get(place.device)?.device.name,
    baseUrl,
  })
  const looking = () => ({ channel, now: clock.now(), stale: config.stale, setting })
  const addressed = async (told: Notice): Promise<Addressee | undefined> => {
    const { person, personal, to } = told
    const holder = 'role' in to ? dutyDesk(`@${to.role}`) : to.unit
    if (personal !== true || person === undefined || holder === undefined)
      return addressees.get(addressee(told))
    if ('role' in to && deps.person !== undefined) {
      const who = await deps.person(person)
      if (who === undefined || !maySee(who, told)) return undefined
    }
    const choice = await store.personalChoice(person)
    return personalAddressee({ notices: config }, choice, person, holder)
  }
  const reach = deps.reach ?? addressed
  const look = async ({ notice, case: id, version }: PendingNotice) =>
    prospect(notice, id, version, await store.load(id), looking())
  const record = async (pending: PendingNotice, failure?: string): Promise<void> => {
    const { notice } = pending
    const outcome = failure === undefined ? {} : { failure }
    const command = { command: 'recordNotice', notice, channel, ...outcome } as const
    await desk.execute(pending.case, command, urbanBrain)
  }

  const received = async ({ notice, to }: Receipt): Promise<void> => {
    const pending = await store.pendingNotice(channel, notice)
    // Not to this one, or known: one that was sent twice is received twice.
    if (pending === undefined || pending.to !== to) return
    await record(pending)
    await store.removeNotice(channel, notice)
  }
  let receiving = Promise.resolve()
  notifier.onReceipt?.((receipt) => {
    // One that is lost here comes again: its notice is sent again.
    receiving = receiving
      .then(() => received(receipt))
      .catch((error: unknown) => {
        const { to } = receipt
        observer.emit('notice.receipt-failed', { channel, unit: to, message: messageOf(error) })
      })
  })

  const queue = noticeQueue({
    ...{ clock, observer, store, reach, notifier, config, look, record, wake, giveUp },
  })

  const component = stage({
    ...{ log, clock, observer },
    ...{ name: group, consumer },
    consume: { maxRecords: 64 },
    async work({ records }) {
      const pending: PendingNotice[] = []
      for (const { value } of records) {
        if (!mayTell(value)) continue
        const { case: id, version } = value
        for (const { told } of prospects(id, version, await store.load(id), looking())) {
          const to = await reach(told)
          if (to === undefined || !notifier.serves(to)) continue
          const now = clock.now()
          pending.push({
            ...{ channel, notice: told.id, case: id, version, to: to.id },
            ...{ since: now, next: plus(now, 0), attempts: 0, reported: false },
          })
        }
      }
      await store.addNotices(pending)
      if (pending.length > 0) wake.announce()
      return {}
    },
    beside: {
      queue: repeated(group, { clock, observer }, async (signal) => {
        await store.underLease(group, queue, signal)
        await nextTurn(clock, seconds(1), signal)
      }),
    },
  })
  return {
    ...component,
    stop: async () => {
      await component.stop()
      await receiving
    },
  }
}
