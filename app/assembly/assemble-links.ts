import type { CaseStore } from '../../cases/ports.ts'
import type { Calendar } from '../../cases/life/working-time.ts'
import type { Registry } from '../../core/registry.ts'
import { linking } from '../../devices/links.ts'
import type { Commits } from '../../runtime/commits.ts'
import type { Shared } from './assembly-options.ts'

/** An alarm that a suppression holds back, or one of a sensor in doubt, has nobody do anything. */
const acting: ReadonlySet<string> = new Set([
  'opened',
  'joined',
  'alarm-only',
  'case-closed',
  'folded',
])

/** Rules with an alarm of one device at the same time. */
const most = 100

interface LinkParts extends Shared {
  readonly registry: Registry
  readonly store: Pick<CaseStore, 'alarm' | 'alarms'>
  readonly calendar: Pick<Calendar, 'offset'>
}

/** What alarms have devices do, by the register of alarms. */
export const assembleLinks = ({ store, calendar, ...parts }: LinkParts, changed: Commits) =>
  linking({
    ...{ ...parts, changed },
    offset: (at) => calendar.offset(at),
    alarms: {
      async acts(alarm) {
        const row = await store.alarm(alarm)
        return row?.standing === true && acting.has(row.outcome)
      },
      stands: async (alarm) => (await store.alarm(alarm))?.standing === true,
      async rulesOf(device) {
        const { items } = await store.alarms({ standing: true, device }, most)
        return items.map(({ rule }) => rule)
      },
    },
  })
