/**
 * Takes alarms to the cases whose suppression is over, or out of its hours, while they stand. What holds is read from the
 * rows each time, so what ended while nothing ran is found by the first sweep after the start.
 */
import type { AlarmId } from '../../core/identity.ts'
import type { Clock } from '../../core/time.ts'
import { isInForce } from '../life/suppression.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import type { AlarmIntake } from './alarm-intake.ts'

export interface SuppressionWatch {
  readonly store: Pick<CaseStore, 'holding' | 'heldBack'>
  readonly intake: Pick<AlarmIntake, 'release'>
  readonly clock: Clock
  readonly calendar: Pick<Calendar, 'offset'>
}

const page = 200

export async function releaseAlarms(
  { store, intake, clock, calendar }: SuppressionWatch,
  signal: AbortSignal,
): Promise<void> {
  for (const suppression of await store.holding()) {
    if (isInForce(suppression, clock.now(), calendar)) continue
    let after: AlarmId | undefined
    while (!signal.aborted) {
      const held = await store.heldBack(suppression.id, page, after)
      for (const alarm of held) await intake.release(alarm)
      after = held.at(-1)?.transition.alarm
      if (held.length < page) break
    }
  }
}
