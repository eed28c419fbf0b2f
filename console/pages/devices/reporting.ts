/** Whether a device reports as it should. Pure. */
export type Reporting = 'reporting' | 'silent' | 'never' | 'inactive'

/** Periods without a reading after which a device is called silent, as the data quality does (GET /v1/devices-health). */
const silentPeriods = 3

/** `now` and `lastAt` in epoch milliseconds, `period` in seconds; without `lastAt` nothing was read in the time looked at. */
export function reportingOf(
  { active, period }: { readonly active: boolean; readonly period: number },
  lastAt: number | undefined,
  now: number,
): Reporting {
  if (!active) return 'inactive'
  if (lastAt === undefined) return 'never'
  return now - lastAt > silentPeriods * period * 1_000 ? 'silent' : 'reporting'
}
