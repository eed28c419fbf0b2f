/** Alarms that stand in the whole city; the API pages them. */
import type { Severity } from '../../core/alarm.ts'
import { severities } from '../../core/alarm.ts'
import type { Alarm, Page } from '../api/types.ts'
import { call } from '../api/client.ts'

/** Alarms looked at, at most; more standing at once is a flood in which nobody reads a list. */
export const mostStanding = 2_000
const pageSize = 200

export interface StandingAlarms {
  readonly items: readonly Alarm[]
  readonly cut: boolean
}

export async function standingAlarms(signal: AbortSignal): Promise<StandingAlarms> {
  const items: Alarm[] = []
  let cursor: string | undefined
  do {
    const query = { standing: true, limit: pageSize, cursor }
    const page = await call<Page<Alarm>>('/v1/alarms', { query, signal })
    items.push(...page.items)
    cursor = page.next
  } while (cursor !== undefined && items.length < mostStanding)
  return { items, cut: cursor !== undefined }
}

/** The worst severity that stands on each device. */
export function worstByDevice(alarms: readonly Alarm[]): ReadonlyMap<string, Severity> {
  const worst = new Map<string, Severity>()
  for (const { device, severity } of alarms) {
    if (severity === undefined) continue
    const before = worst.get(device)
    if (before === undefined || severities.indexOf(severity) > severities.indexOf(before))
      worst.set(device, severity)
  }
  return worst
}
