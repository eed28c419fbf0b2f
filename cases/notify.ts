import { background } from '../core/background.ts'
import type { CaseEventRecord } from '../core/case-event.ts'
import type { Component } from '../core/component.ts'
import type { DeviceDirectory } from '../core/device-directory.ts'
import { messageOf } from '../core/errors.ts'
import type { Observer } from '../core/events.ts'
import type { UnitId } from '../core/identity.ts'
import type { DurableLog } from '../core/log.ts'
import { pump } from '../core/pump.ts'
import type { Clock } from '../core/time.ts'
import { caseEventsTopic } from '../core/topics.ts'
import { urbanBrain } from './alarm-intake.ts'
import { receiptOf } from './case.ts'
import type { CasesConfig } from './config.ts'
import type { CaseDesk } from './desk.ts'
import type { Unit } from './dispatch.ts'
import { caseOf, eventOf } from './history.ts'
import { notice, type Notice } from './notice.ts'
import type { CaseStore, Notifier } from './ports.ts'

export interface NotifyDeps {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly store: Pick<CaseStore, 'load'>
  readonly desk: CaseDesk
  readonly directory: Pick<DeviceDirectory, 'get'>
  readonly units: ReadonlyMap<UnitId, Unit>
  readonly notifier: Notifier
  readonly config: CasesConfig['notices']
  /**
   * How often a unit is tried before the notice is given up and that is written into the case; without it never: the
   * channel waits until it works again. A channel of many addresses must not wait for one of them.
   */
  readonly giveUp?: {
    readonly attempts: number
    readonly pause: number
    readonly rest: number
  }
}

/** Events that can make a notice; the others are passed over without a look into the register. */
const telling: ReadonlySet<string> = new Set([
  'dispatched',
  'rework',
  'overdue',
  'severityChanged',
  'voided',
])

/**
 * Tells units by one channel. Each channel is a consumer group of its own, so one that is away holds up no other. A
 * receipt goes into the case, and a notice with a receipt is not sent again; a crash between sending and receipt sends it
 * twice, with the same identifier.
 */
export function createNotify(deps: NotifyDeps): Component {
  const { log, clock, observer, store, desk, directory, units, notifier, config, giveUp } = deps
  const { channel } = notifier
  const group = `notify-${channel}`
  const resting = new Map<UnitId, number>()

  const due = async (
    record: CaseEventRecord,
  ): Promise<{ readonly told: Notice; readonly unit: Unit } | undefined> => {
    if (!telling.has(record.event) || clock.now() - record.at > config.stale) return undefined
    const history = await store.load(record.case)
    const then = caseOf(record.case, history, record.version)
    const now = caseOf(record.case, history)
    if (then === undefined || now === undefined) return undefined
    const device = then.place.device === undefined ? undefined : directory.get(then.place.device)
    const told = notice(then, eventOf(record), {
      deviceName: device?.device.name,
      baseUrl: config.baseUrl.replace(/\/+$/, ''),
    })
    const unit = told === undefined ? undefined : units.get(told.unit)
    if (told === undefined || unit === undefined || !notifier.serves(unit)) return undefined
    return now.receipts.includes(receiptOf(channel, told.id)) ? undefined : { told, unit }
  }

  const tell = async (told: Notice, unit: Unit, signal: AbortSignal): Promise<void> => {
    const rests = (resting.get(unit.id) ?? 0) > clock.now()
    const attempts = giveUp === undefined ? 1 : rests ? 1 : giveUp.attempts
    let failure: string | undefined
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      try {
        await notifier.deliver(told, unit, signal)
        failure = undefined
        break
      } catch (error) {
        failure = messageOf(error)
        observer.emit('notice.failed', {
          channel,
          unit: unit.id,
          notice: told.id,
          message: failure,
        })
        if (giveUp === undefined || signal.aborted) throw error
        if (attempt < attempts) {
          await clock.sleep(giveUp.pause * 2 ** (attempt - 1), signal)
        }
      }
    }
    if (failure === undefined) {
      resting.delete(unit.id)
      observer.emit('notice.sent', { channel, unit: unit.id, notice: told.id })
    } else if (giveUp !== undefined) resting.set(unit.id, clock.now() + giveUp.rest)
    await desk.execute(
      told.case,
      {
        command: 'recordNotice',
        notice: told.id,
        channel,
        ...(failure !== undefined && { failure }),
      },
      urbanBrain,
    )
  }

  return background(`notify-${channel}`, observer, {
    [group]: (signal) =>
      pump(
        {
          log,
          clock,
          observer,
          topic: caseEventsTopic,
          group,
          consume: { maxRecords: 64 },
          handler: async ({ records }) => {
            const queues = new Map<UnitId, Promise<void>>()
            for (const { value } of records) {
              const found = await due(value)
              if (found === undefined) continue
              const { told, unit } = found
              // In order for each unit, at the same time for different ones.
              const before = queues.get(unit.id) ?? Promise.resolve()
              const after = before.then(() => tell(told, unit, signal))
              after.catch(() => {})
              queues.set(unit.id, after)
            }
            const outcomes = await Promise.allSettled(queues.values())
            for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
            return {}
          },
        },
        signal,
      ),
  })
}
