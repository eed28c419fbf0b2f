import type { Device } from '../../core/device.ts'
import { type Instant, instant } from '../../core/time.ts'
import { hashText, unitAt } from './random.ts'
import type { Timeline } from './timeline.ts'

/** A device that something happens to reports at least this often, in milliseconds. */
const alertPeriod = 10_000

/**
 * When a device reports next: on its own beat, which the seed shifts so that the city does not speak all at once; at
 * once when something begins or ends for it; and on a faster beat while it lasts.
 */
export function nextReport(
  device: Device,
  timeline: Timeline,
  seed: number,
  after: Instant,
): Instant {
  const period = device.period * 1_000
  const calm = timeline.acting(device.id, after).length === 0
  const beat = calm ? period : Math.min(period, alertPeriod)
  const shift = Math.floor(unitAt(seed, hashText(`${device.id}/beat`), 0) * beat)
  const next = (Math.floor((after - shift) / beat) + 1) * beat + shift
  return instant(Math.min(Math.ceil(next), timeline.nextChange(device.id, after) ?? next))
}
