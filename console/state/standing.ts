/** Alarms that stand: in the whole city, or of one rule. */
import { type Severity, compareSeverity } from '../../core/severity.ts'
import { call } from '../api/client.ts'
import type { Alarm } from '../api/types.ts'
import { readRows, type Rows } from './rows.ts'

export const standingAlarms = (signal: AbortSignal, rule?: string): Promise<Rows<Alarm>> =>
  readRows((paging) =>
    call('GET /v1/alarms', { query: { ...paging, standing: true, rule }, signal }),
  )

/** The worst severity that stands on each device. */
export function worstByDevice(alarms: readonly Alarm[]): ReadonlyMap<string, Severity> {
  const worst = new Map<string, Severity>()
  for (const { device, severity } of alarms) {
    if (severity === undefined) continue
    const before = worst.get(device)
    if (compareSeverity(severity, before) > 0) worst.set(device, severity)
  }
  return worst
}
