/** What the register of cases holds back, in memory, for those who judge at once. It is as old as the last `follow`. */
import type { AlarmId } from '../../core/identity.ts'
import type { Muting } from '../../core/muting.ts'
import type { Clock } from '../../core/time.ts'
import { isInForce, suppressing, type Suppression } from '../life/suppression.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'

export interface MutingDeps {
  readonly store: () => Promise<Pick<CaseStore, 'suppressionsAt' | 'ownSilences'>>
  readonly clock: Pick<Clock, 'now'>
  readonly calendar: Pick<Calendar, 'offset'>
}

export function createMuting({ store, clock, calendar }: MutingDeps): Muting {
  let suppressions: readonly Suppression[] = []
  let own: ReadonlySet<AlarmId> = new Set()
  let changes = 0

  return {
    async follow(silences) {
      const cases = await store()
      const running = await cases.suppressionsAt(clock.now())
      const found = new Set(silences.length === 0 ? [] : await cases.ownSilences(silences))
      const isSame = found.size === own.size && [...found].every((alarm) => own.has(alarm))
      if (!isSame) changes += 1
      own = found
      suppressions = running
    },
    // A silence behind a gateway is that of the gateway until the desk has found that it is not.
    mutes: ({ alarm, rule, severity, device, silence }, at) =>
      (silence && device.gateway !== undefined && !own.has(alarm)) ||
      suppressing(
        suppressions,
        { rule, severity, device: device.id, cell: device.cell, registered: device },
        at,
        calendar,
      ) !== undefined,
    mark: (at) =>
      [
        changes,
        ...suppressions.filter((one) => isInForce(one, at, calendar)).map(({ id }) => id),
      ].join(' '),
  }
}
