/**
 * The four scores of reported data that city management asks for: 及时 timely, 准确 accurate, 真实 authentic, 完整
 * complete (draft Xiamen ordinance on integrated city management, Art. 32). Each is a share of 0 to 1, and absent when
 * nothing can be said; nothing reported is not a bad value.
 *
 * Several readings of one instant, parts and corrections, each count as what they are: in time or not, normal or not. A
 * period in which they came is one period, and a value that was corrected stays one that was reported.
 */
import type { Device } from '../../core/device.ts'
import type { DeviceId } from '../../core/identity.ts'
import { seconds, type Instant } from '../../core/time.ts'
import type { DeviceTally } from '../../core/series.ts'

/** `to` is exclusive. */
export interface Span {
  readonly from: Instant
  readonly to: Instant
}

export interface DeviceHealth {
  readonly id: DeviceId
  /** The newest reading known; it need not be of the span. */
  readonly lastAt?: Instant
  readonly readings: number
  /** Readings that the device's period promises for the span, or for the part of it since the device is registered. */
  readonly expected: number
  /** Readings that were not late. What late is, ingest decides (`lateAfter`); a resent reading is late too. */
  readonly timely?: number
  /** Values of quality N. */
  readonly accurate?: number
  /**
   * Frames under the device's name that came from itself or its gateway; what others tried to send as the device is
   * refused, and counted here against it.
   */
  readonly authentic?: number
  /** Periods with a reading, of those expected: 0 of a device that said nothing, absent while nothing is expected yet. */
  readonly complete?: number
  /** Without a reading for three periods, or since it is registered, looked at from the end of the span. */
  readonly silent: boolean
}

/** What was found out about one device. */
export interface Findings {
  readonly tally?: DeviceTally | undefined
  /** Frames that others sent under its name. */
  readonly unproven: number
  /** A reading that is newer than those of the span, or older where it holds none. */
  readonly lastAt?: Instant | undefined
  /** Within the span: nothing was to be expected of it before. */
  readonly addedAt?: Instant | undefined
}

const patience = 3
const shortestSlot = seconds(1)
/** Keeps what an engine counts small whatever the span: a week of periods of half a minute. */
const mostSlots = 20_160

const periodOf = ({ period }: Pick<Device, 'period'>): number => seconds(period)

/** How long a device may say nothing before it is silent, in milliseconds. */
export const patienceOf = (device: Pick<Device, 'period'>): number => patience * periodOf(device)

/**
 * The length of the slots in which the device's readings are counted, in whole milliseconds: its period, but no more
 * slots than are worth counting. A device with shorter periods is complete when every slot holds a reading.
 */
export const slotOf = (device: Pick<Device, 'period'>, { from, to }: Span): number =>
  Math.ceil(Math.max(periodOf(device), shortestSlot, (to - from) / mostSlots))

/** At least 1 of a device that was there all the time. */
function promised({ from, to }: Span, length: number, addedAt: Instant | undefined): number {
  if (addedAt === undefined || addedAt <= from) return Math.max(1, Math.floor((to - from) / length))
  return Math.max(0, Math.floor((to - addedAt) / length))
}

export function healthOf(device: Device, span: Span, findings: Findings): DeviceHealth {
  const { tally, unproven, addedAt } = findings
  const lastAt = newest(tally?.lastAt, findings.lastAt)
  const readings = tally?.readings ?? 0
  return {
    id: device.id,
    ...(lastAt === undefined ? {} : { lastAt }),
    readings,
    expected: promised(span, periodOf(device), addedAt),
    ...share('timely', readings - (tally?.late ?? 0), readings),
    ...share('accurate', tally?.normal ?? 0, tally?.values ?? 0),
    ...share('authentic', readings, readings + unproven),
    ...share('complete', tally?.slots ?? 0, promised(span, slotOf(device, span), addedAt)),
    silent: isSilent(device, span, newest(lastAt, addedAt)),
  }
}

const isSilent = (device: Device, { to }: Span, since: Instant | undefined): boolean =>
  since === undefined || to - since > patienceOf(device)

const newest = (a: Instant | undefined, b: Instant | undefined): Instant | undefined =>
  a === undefined || (b !== undefined && b > a) ? b : a

/** Slots at both ends of a span are cut, so there may be one more than expected. */
const share = <Name extends string>(name: Name, part: number, whole: number) =>
  (whole > 0 ? { [name]: Math.min(1, part / whole) } : {}) as { readonly [name in Name]?: number }
