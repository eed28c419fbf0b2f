/**
 * Looks again at alarms that were folded or held, when what they waited for has ended while they stand. All of it is read from
 * the rows each time, so what ended while nothing ran is found by the first sweep after the start.
 */
import type { DeviceDirectory } from '../../runtime/device-directory.ts'
import { isFinal } from '../../core/case-terms.ts'
import type { AlarmId } from '../../core/identity.ts'
import { plus, seconds, type Clock, type Instant } from '../../core/time.ts'
import type { CasesConfig } from '../config.ts'
import { isLeftSilent, isOfGateway, isOfPower } from '../life/cause.ts'
import type { DispatchTable } from '../life/dispatch.ts'
import { urbanBrain } from '../life/passed.ts'
import { windowsOf } from '../life/windows.ts'
import type { KeptAlarm, Waiting } from '../cause-ports.ts'
import type { CaseStore } from '../ports.ts'
import type { AlarmIntake } from './alarm-intake.ts'
import type { Again } from './causes.ts'
import type { CaseDesk } from './desk.ts'
import { follow } from './repeats.ts'

interface CauseWatch {
  readonly store: CaseStore
  readonly desk: CaseDesk
  readonly intake: Pick<AlarmIntake, 'again'>
  readonly clock: Clock
  readonly directory: Pick<DeviceDirectory, 'get'>
  readonly table: DispatchTable
  readonly config: CasesConfig
}

const page = 200
/** Nothing that waits is in a hurry, and an idle city is not asked each second. */
const every = seconds(10)

/** For a sweep that comes more often. */
export function watchCauses(watch: CauseWatch): (signal: AbortSignal) => Promise<void> {
  let next = 0
  return async (signal) => {
    const now = watch.clock.elapsed()
    if (now < next) return
    next = now + every
    await lookAgain(watch, signal)
    await sayFolded(watch, signal)
  }
}

/** Which of those that wait are looked at, and why. */
interface Due {
  readonly why: Again
  readonly raisedUntil: Instant
  readonly only?: (kept: KeptAlarm) => boolean
}

async function lookAgain(watch: CauseWatch, signal: AbortSignal): Promise<void> {
  const { store, intake } = watch
  for (const waiting of await store.waiting()) {
    const due = await dueOf(watch, waiting)
    if (due === undefined) continue
    let after: AlarmId | undefined
    while (!signal.aborted) {
      const kept = await store.waitingFor(waiting, due.raisedUntil, page, after)
      for (const alarm of kept) if (due.only?.(alarm) ?? true) await intake.again(alarm, due.why)
      after = kept.at(-1)?.transition.alarm
      if (kept.length < page) break
    }
  }
}

/** undefined: they wait on. */
async function dueOf(watch: CauseWatch, waiting: Waiting): Promise<Due | undefined> {
  const { store, clock, config } = watch
  const { cause, as } = waiting
  const now = clock.now()
  const isGateway = isOfGateway(cause)
  const isPower = isOfPower(cause)
  if (as === 'held' && (isGateway || isPower)) {
    const isKnown = isPower && (await store.causing(cause)).length > 0
    const raisedUntil = isKnown ? now : plus(now, -config.gatewayWait)
    return waiting.first <= raisedUntil ? { why: 'waited', raisedUntil } : undefined
  }
  if (as === 'held')
    return (await store.causing(cause)).length === 0 ? { why: 'over', raisedUntil: now } : undefined
  if (await isOver(watch, waiting)) return { why: 'over', raisedUntil: now }
  if (!(isGateway || isPower) || (await store.causing(cause)).length > 0) return undefined
  const returned = await store.firstCleared(cause, waiting.first)
  if (returned === undefined) return undefined
  return {
    why: 'left',
    raisedUntil: returned,
    only: ({ at, transition }) => {
      const period = watch.directory.get(transition.subject.device)?.device.period ?? 0
      return isLeftSilent(at, returned, period, now)
    },
  }
}

/** The case has ended so long ago that its alarms are looked at again. */
async function isOver(
  { store, clock, table, config }: CauseWatch,
  { case: id }: Waiting,
): Promise<boolean> {
  const state = await follow(store, id)
  if (state === undefined || !isFinal(state.stage) || state.endedAt === undefined) return false
  const { recheck, recheckVoid } = windowsOf(table.categories, config, state.category)
  return plus(state.endedAt, state.stage === 'void' ? recheckVoid : recheck) <= clock.now()
}

/** Says in the record of each case how many alarms are folded into it, once no more come. */
async function sayFolded(
  { store, clock, config, desk }: CauseWatch,
  signal: AbortSignal,
): Promise<void> {
  for (const { case: id, folded } of await store.restless(
    plus(clock.now(), -config.storm.window),
    page,
  )) {
    if (signal.aborted) return
    const state = await store.get(id)
    if (state !== undefined && !isFinal(state.stage) && folded > (state.folded ?? 0))
      await desk.execute(id, { command: 'fold', count: folded }, urbanBrain)
    await store.calmed(id, folded)
  }
}
