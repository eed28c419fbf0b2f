/** A written instant that means the same to whoever reads it. */

const rfc3339 =
  /^(\d{4})-(\d\d)-(\d\d)[Tt ](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(?:[Zz]| ?([+-])(\d\d)(?::?(\d\d))?)$/

/**
 * RFC 3339 section 5.6 with its zone, and what ISO 8601 writes as unambiguously: `+0800`, `+08`, a comma, a space before the
 * zone. A time without a zone is refused, since the same text means instants eight hours apart to a device that
 * counts in UTC and one that counts in Beijing time.
 */
export function parseRfc3339(text: string): number | undefined {
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
  // Six digits, since finer ones would be rounded into the next millisecond.
  const fraction = Number((match[7] ?? '').slice(0, 6).padEnd(6, '0')) / 1_000
  const east = (match[8] === '-' ? -1 : 1) * (zoneHour * 60 + zoneMinute) * 60_000
  return date + ((hour * 60 + minute) * 60 + second) * 1_000 - east + fraction
}
