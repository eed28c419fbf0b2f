/**
 * Suppression of alarms, in the words of ISA-18.2 (IEC 62682): an alarm that a person expects is kept and listed, and opens
 * no case while the suppression is in force. It is judged by when the alarm happened, so that what comes late is held
 * back by the permit of its own hour. What still stands when the suppression is over is taken to the cases then.
 */
import type { Device } from '../../core/device.ts'
import { metresBetween } from '../../core/distance.ts'
import { suppressionKinds, type SuppressionKind } from '../../core/case-terms.ts'
import type { RuleId } from '../../core/identity.ts'
import { compareSeverity, type Severity } from '../../core/severity.ts'
import { days, type Instant } from '../../core/time.ts'

/** How many days one may last: nobody remembers a shelf. */
export const longestSuppression: Readonly<Record<SuppressionKind, number>> = {
  shelving: 7,
  maintenance: 30,
  permit: 366,
}

/** Everything that is named must fit; at least one of device, gateway, cell and circle is. */
interface Matcher {
  readonly rules?: readonly RuleId[] | undefined
  readonly kinds?: readonly string[] | undefined
  readonly sites?: readonly string[] | undefined
  readonly devices?: readonly string[] | undefined
  /** Devices that speak through it, and itself. */
  readonly gateways?: readonly string[] | undefined
  readonly owners?: readonly string[] | undefined
  /** Heads of grid codes: 6 digits are a district, 9 a street, 15 a cell. */
  readonly cells?: readonly string[] | undefined
  /** WGS-84 degrees, metres. */
  readonly circle?:
    | { readonly longitude: number; readonly latitude: number; readonly metres: number }
    | undefined
}

/** On these days of the week only (0 = Sunday), between these clock times of the city; over midnight by the day it began on. */
interface Repeat {
  readonly weekdays?: readonly number[] | undefined
  /** Minutes since local midnight; a `to` that is not after `from` is of the next day. */
  readonly hours?: { readonly from: number; readonly to: number } | undefined
}

export interface Suppression {
  readonly id: string
  readonly kind: SuppressionKind
  readonly matcher: Matcher
  /** The gravest severity that is held back; a graver alarm goes through. */
  readonly upTo: Severity
  readonly reason: string
  /** Number of the permit. */
  readonly permit?: string | undefined
  readonly from: Instant
  readonly until: Instant
  readonly repeat?: Repeat | undefined
  /** Who made it, and when. */
  readonly by: string
  readonly at: Instant
  /** Who ended it before its time. */
  readonly ended?:
    | { readonly by: string; readonly at: Instant; readonly reason: string }
    | undefined
}

/** What is known of an alarm that asks whether it is held back. */
export interface Suspect {
  readonly rule: RuleId
  readonly severity: Severity
  readonly device: string
  readonly cell: string | undefined
  /** As the register has it now. */
  readonly registered: Device | undefined
}

/** Offset of the city's clocks from UTC, in milliseconds. */
interface CityTime {
  offset(at: Instant): number
}

const minute = 60_000
const dayLength = days(1)

/** Whether it holds alarms back that happened at `at`. */
export function isInForce(suppression: Suppression, at: Instant, city: CityTime): boolean {
  const { from, until, ended, repeat } = suppression
  if (at < from || at >= until || (ended !== undefined && at >= ended.at)) return false
  if (repeat === undefined) return true
  const local = at + city.offset(at)
  const weekday = (Math.floor(local / dayLength) + 4) % 7
  const time = (local % dayLength) / minute
  const on = (day: number) => repeat.weekdays === undefined || repeat.weekdays.includes(day)
  const { hours } = repeat
  if (hours === undefined) return on(weekday)
  if (hours.from < hours.to) return on(weekday) && time >= hours.from && time < hours.to
  return (on(weekday) && time >= hours.from) || (on((weekday + 6) % 7) && time < hours.to)
}

/** Whether it is over for good: no alarm that happens from now on is held back. */
export const isOver = ({ until, ended }: Suppression, now: Instant): boolean =>
  now >= until || ended !== undefined

export function covers({ matcher, upTo }: Suppression, suspect: Suspect): boolean {
  if (compareSeverity(suspect.severity, upTo) > 0) return false
  const { rules, kinds, sites, devices, gateways, owners, cells, circle } = matcher
  const { registered, device, cell, rule } = suspect
  return (
    named(rules, rule) &&
    named(kinds, registered?.kind) &&
    named(sites, registered?.site) &&
    named(devices, device) &&
    (gateways === undefined || named(gateways, device) || named(gateways, registered?.gateway)) &&
    named(owners, registered?.owner) &&
    (cells === undefined || (cell !== undefined && cells.some((head) => cell.startsWith(head)))) &&
    (circle === undefined ||
      (registered !== undefined && metresBetween(circle, registered) <= circle.metres))
  )
}

const named = (wanted: readonly string[] | undefined, value: string | undefined): boolean =>
  wanted === undefined || (value !== undefined && wanted.includes(value))

/** The one that holds it back: permits before maintenance before shelves, of one kind the oldest. */
export function suppressing(
  suppressions: readonly Suppression[],
  suspect: Suspect,
  at: Instant,
  city: CityTime,
): Suppression | undefined {
  const found = suppressions.filter(
    (suppression) => isInForce(suppression, at, city) && covers(suppression, suspect),
  )
  const rank = ({ kind }: Suppression) => -suppressionKinds.indexOf(kind)
  return found.toSorted((a, b) => rank(a) - rank(b) || a.at - b.at || (a.id < b.id ? -1 : 1))[0]
}
