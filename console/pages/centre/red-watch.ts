/** Which red alarms are news to whoever watches the centre. Pure. */
import type { Alarm } from '../../api/types.ts'

export type WatchedAlarm = Pick<Alarm, 'alarm' | 'severity' | 'acknowledged'>

export interface Watched<A extends WatchedAlarm> {
  /** Red alarms that stand now, whether somebody has heard of them or not; undefined before the first look. */
  readonly known: ReadonlySet<string> | undefined
  /** Those that came while somebody was watching and that nobody has taken note of, newest first. */
  readonly fresh: readonly A[]
}

/** What stands when the page is opened is no news: it is in the list. What a colleague has acknowledged is taken note of. */
export function watch<A extends WatchedAlarm>(
  { known, fresh }: Watched<A>,
  standing: readonly A[],
): Watched<A> {
  const red = standing.filter(({ severity }) => severity === 'red')
  const open = red.filter(({ acknowledged }) => acknowledged === undefined)
  const now = new Set(red.map(({ alarm }) => alarm))
  if (known === undefined) return { known: now, fresh: [] }
  const came = open.filter(({ alarm }) => !known.has(alarm))
  const waiting = new Set(fresh.map(({ alarm }) => alarm))
  const left = open.filter(({ alarm }) => waiting.has(alarm))
  return { known: now, fresh: [...came, ...left] }
}

/** How many of them nobody was told of yet. */
export const cameBetween = <A extends WatchedAlarm>(
  before: Watched<A>,
  after: Watched<A>,
): number =>
  after.fresh.filter(({ alarm }) => !before.fresh.some((old) => old.alarm === alarm)).length
