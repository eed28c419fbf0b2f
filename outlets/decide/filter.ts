/** What an outlet lets out. Pure. */
import type { AlarmTransition } from '../../core/alarm.ts'
import type { Device } from '../../core/device.ts'
import { isInAreas } from '../../core/scope.ts'
import type { Severity } from '../../core/severity.ts'

export interface OutletFilter {
  readonly kinds?: readonly string[] | undefined
  readonly areas?: readonly string[] | undefined
  readonly severities?: readonly Severity[] | undefined
}

const isOfKinds = ({ kinds }: OutletFilter, device: Device | undefined): boolean =>
  kinds === undefined || (device !== undefined && kinds.includes(device.kind))

/** A device that the register does not know is of no kind, and lies nowhere. */
export const letsReadingsOut = (filter: OutletFilter, device: Device | undefined): boolean =>
  isOfKinds(filter, device) && isInAreas(filter, device?.cell)

/**
 * That an alarm is milder now, or over, goes out whatever its severity: who heard of a red one hears that it is red no more. The
 * log does not say what it was before, so a receiver hears it also of alarms that it was never told of.
 */
export function letsAlarmOut(
  filter: OutletFilter,
  transition: AlarmTransition,
  device: Device | undefined,
): boolean {
  const { kind, subject } = transition
  if (!isOfKinds(filter, device) || !isInAreas(filter, subject.cell ?? device?.cell)) return false
  return (
    kind === 'cleared' ||
    kind === 'eased' ||
    filter.severities === undefined ||
    filter.severities.includes(transition.severity)
  )
}
