import { instant, type Instant } from '../core/time.ts'

/** Below it a number is epoch seconds: as milliseconds it would lie before March 1973, as seconds it reaches year 5138. */
const secondsBelow = 1e11

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:[Zz]|([+-])(\d\d):(\d\d))$/

/** Epoch milliseconds or seconds to an instant; fractions of a millisecond are cut. */
export const fromEpoch = (value: number): Instant =>
  instant(Math.trunc(value < secondsBelow ? value * 1_000 : value))

/**
 * RFC 3339 section 5.6 with its zone; undefined for anything else. A time without a zone is refused, since the same
 * text means instants eight hours apart to a device that counts in UTC and one that counts in Beijing time.
 */
export function parseRfc3339(text: string): Instant | undefined {
  const match = rfc3339.exec(text)
  if (match === null) return undefined
  const part = (index: number) => Number(match[index] ?? 0)
  const [year, month, day, hour, minute, second] = [1, 2, 3, 4, 5, 6].map(part) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  const [zoneHour, zoneMinute] = [part(9), part(10)]
  if (hour > 23 || minute > 59 || second > 60 || zoneHour > 23 || zoneMinute > 59) return undefined
  const date = Date.UTC(year, month - 1, day)
  const calendar = new Date(date)
  if (calendar.getUTCMonth() !== month - 1 || calendar.getUTCDate() !== day) return undefined
  const fraction = match[7] === undefined ? 0 : Math.trunc(Number(`0.${match[7]}`) * 1_000 + 1e-6)
  const east = (match[8] === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute) * 60_000
  return instant(date + ((hour * 60 + minute) * 60 + second) * 1_000 + fraction - east)
}
