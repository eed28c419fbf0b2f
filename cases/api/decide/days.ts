/** From one day to another, each at either side left open, as instants on the clocks of the city. */
import { UrbanBrainError } from '../../../core/errors.ts'
import { instant, type Instant } from '../../../core/time.ts'
import type { Calendar } from '../../life/working-time.ts'
import { dayOf } from '../../report/report.ts'

const beginning = instant(0)
/** The last that a date can be. */
const end = instant(8.64e15)

interface AskedDays {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

export function daysIn(
  { from, to }: AskedDays,
  offset: Calendar['offset'],
): { readonly from: Instant; readonly to: Instant } | undefined {
  if (from === undefined && to === undefined) return undefined
  if (from !== undefined && to !== undefined && from > to)
    throw new UrbanBrainError('request-invalid', `the last day ${to} is before the first ${from}`)
  return {
    from: from === undefined ? beginning : dayOf(from, offset).from,
    to: to === undefined ? end : dayOf(to, offset).to,
  }
}
