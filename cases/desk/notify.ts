import { repeated } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import type { CaseEventRecord } from '../../core/case-event.ts'
import { messageOf } from '../../core/errors.ts'
import type { Observer } from '../../core/observer.ts'
import type { UnitId } from '../../core/identity.ts'
import type { DurableLog } from '../../core/log.ts'
import { stage, type Reads } from '../../runtime/stage.ts'
import { plus, seconds, type Clock } from '../../core/time.ts'
import type { Case } from '../life/case.ts'
import { Commits } from './commits.ts'
import type { CasesConfig } from '../config.ts'
import type { CaseDesk } from './desk.ts'
import type { Unit } from '../life/dispatch.ts'
import type { NoticeSetting } from '../life/notice.ts'
import { noticeQueue } from './notice-queue.ts'
import type { GiveUp } from './notice-times.ts'
import { urbanBrain } from '../life/passed.ts'
import { prospect } from '../life/pending.ts'
import type { CaseStore, Notifier, PendingNotice, Receipt } from '../ports.ts'

export interface NotifyDeps {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly store: CaseStore
  readonly desk: CaseDesk
  readonly directory: Pick<DeviceDirectory, 'get'>
  readonly units: ReadonlyMap<UnitId, Unit>
  readonly notifier: Notifier
  /** Who reads the events of cases for the channel. */
  readonly consumer: Reads<'case-events'>
  readonly config: CasesConfig['notices']
  readonly giveUp?: GiveUp
}

/** Events that can make a notice; the others are passed over without a look into the register. */
const telling: ReadonlySet<string> = new Set([
  'dispatched',
  'rework',
  'overdue',
  'severityChanged',
  'limitChanged',
  'deadlineMoved',
  'extended',
  'voided',
  'folded',
])
const mayTell = ({ event, data }: CaseEventRecord): boolean =>
  telling.has(event) || (event === 'evidenceAttached' && data['kind'] === 'reminded')

/**
 * Tells units by one channel. Each channel is a consumer group of its own, so one that is away holds up no other. A batch of
 * events only writes down what is to be told; the queue tells it, unit by unit. The case says `notified` when the unit has
 * it: by the answer of its own address, or by a receipt of its client. Several processes may write down and hear receipts;
 * one of them tells.
 */
export function createNotify(deps: NotifyDeps): Component {
  const { log, clock, observer, store, desk, directory, units, config, giveUp } = deps
  const { consumer, notifier } = deps
  const { group } = consumer
  const { channel } = notifier
  const wake = new Commits(clock)
  const baseUrl = config.baseUrl.replace(/\/+$/, '')

  const setting = ({ place }: Case): NoticeSetting => ({
    deviceName: place.device === undefined ? undefined : directory.get(place.device)?.device.name,
    baseUrl,
  })
  const look = async ({ case: id, version }: Pick<PendingNotice, 'case' | 'version'>) =>
    prospect(id, version, await store.load(id), {
      channel,
      now: clock.now(),
      stale: config.stale,
      setting,
    })
  const record = async (pending: PendingNotice, failure?: string): Promise<void> => {
    const { notice } = pending
    const outcome = failure === undefined ? {} : { failure }
    const command = { command: 'recordNotice', notice, channel, ...outcome } as const
    await desk.execute(pending.case, command, urbanBrain)
  }

  const received = async ({ notice, unit }: Receipt): Promise<void> => {
    const pending = await store.pendingNotice(channel, notice)
    // Not of this unit, or known: one that was sent twice is received twice.
    if (pending?.unit !== unit) return
    await record(pending)
    await store.removeNotice(channel, notice)
  }
  let receiving = Promise.resolve()
  notifier.onReceipt?.((receipt) => {
    // One that is lost here comes again: its notice is sent again.
    receiving = receiving
      .then(() => received(receipt))
      .catch((error: unknown) => {
        const { unit } = receipt
        observer.emit('notice.receipt-failed', { channel, unit, message: messageOf(error) })
      })
  })

  const queue = noticeQueue({
    ...{ clock, observer, store, units, notifier, config, look, record, wake, giveUp },
  })

  const component = stage({
    ...{ log, clock, observer },
    ...{ name: group, consumer },
    consume: { maxRecords: 64 },
    async work({ records }) {
      const pending: PendingNotice[] = []
      for (const { value } of records) {
        if (!mayTell(value)) continue
        const found = await look(value)
        if (found.kind === 'settled') continue
        const unit = units.get(found.told.unit)
        if (unit === undefined || !notifier.serves(unit)) continue
        const now = clock.now()
        pending.push({
          ...{ channel, notice: found.told.id, case: value.case, version: value.version },
          ...{ unit: unit.id, since: now, next: plus(now, 0), attempts: 0, reported: false },
        })
      }
      await store.addNotices(pending)
      if (pending.length > 0) wake.announce()
      return {}
    },
    beside: {
      queue: repeated(group, { clock, observer }, async (signal) => {
        await store.underLease(group, queue, signal)
        await clock.sleep(seconds(1), signal).catch(() => {})
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
