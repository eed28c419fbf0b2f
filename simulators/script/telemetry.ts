import { isQuantity, quantityOf } from '../../core/quantities.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import type { Values } from './signals/signal.ts'

/** One reading as it travels; `device` only when a gateway speaks for its child. See docs/telemetry.md. */
export interface TelemetryItem {
  readonly device?: DeviceId
  readonly t: Instant
  readonly seq: number
  readonly m: Readonly<Record<string, number | boolean>>
}

/** Readings one publish may hold. */
export const mostItems = 100

/** Switches travel as JSON booleans. */
export function telemetryItem(
  t: Instant,
  seq: number,
  values: Values,
  device?: DeviceId,
): TelemetryItem {
  const m: Record<string, number | boolean> = {}
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) continue
    m[name] = isQuantity(name) && quantityOf(name).unit === 'bool' ? value === 1 : value
  }
  return device === undefined ? { t, seq, m } : { device, t, seq, m }
}

/** One reading stands alone, several make an array. */
export const telemetryBody = (items: readonly TelemetryItem[]): Buffer =>
  Buffer.from(JSON.stringify(items.length === 1 ? items[0] : items), 'utf8')
