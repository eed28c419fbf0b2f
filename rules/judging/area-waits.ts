/** What areas are told again when time has passed since, see `area-hold.ts`. Kept under `~wait/<rule>/<device>`. */
import type { AreaMember } from '../../core/area-member.ts'
import type { DeviceId, RuleId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import { waitsOf } from './area-hold.ts'

/** Both in listening time. The names are the stored ones. */
export interface Wait {
  readonly rule: RuleId
  readonly area: string
  readonly told: number
  readonly waited: number
}

export const waitsFor = (records: readonly AreaMember[]): readonly Wait[] =>
  records.flatMap((record) => {
    const { rule, area, told = 0 } = record
    if (record.kind === 'elapsed' || record.meaning === undefined) return []
    return waitsOf(record.meaning).map((waited) => ({ rule, area, told, waited }))
  })

const dueAt = ({ told, waited }: Wait): number => told + waited

/** When the first of them is over. */
export const nextDue = (waits: readonly Wait[]): number => Math.min(...waits.map(dueAt))

/** Those of an alarm `<rule>/<device>` that are over at `now`, told at `at` by the host's clock, and the others. */
export function elapsed(
  key: string,
  waits: readonly Wait[],
  now: number,
  at: Instant,
): { readonly records: readonly AreaMember[]; readonly rest: readonly Wait[] } {
  const slash = key.indexOf('/')
  const about = {
    type: 'area-member' as const,
    member: key.slice(0, slash) as RuleId,
    device: key.slice(slash + 1) as DeviceId,
    ...{ at, decidedAt: at, kind: 'elapsed' as const },
  }
  return {
    records: waits
      .filter((wait) => dueAt(wait) <= now)
      .toSorted((a, b) => dueAt(a) - dueAt(b))
      .map((wait) => ({ ...about, ...wait })),
    rest: waits.filter((wait) => dueAt(wait) > now),
  }
}
