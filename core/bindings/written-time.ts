/** Times as others write them, as a text that says its zone. */

const written =
  /^(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)[T ]?(\d\d):?(\d\d):?(\d\d)(?:[.,](\d{1,9}))?([Zz])?$/

/**
 * RFC 3339 of a date and time without a zone, which the binding gives, or in the basic form of ISO 8601 with `Z`. Everything else
 * stays as it is: what it means, or that it means nothing, our own reading of `t` decides.
 */
export function withZone(said: unknown, zone: string | undefined): unknown {
  const found = typeof said === 'string' ? written.exec(said.trim()) : null
  if (found === null) return said
  const [, year, month, day, hour, minute, second, fraction, utc] = found
  const east = utc ?? zone
  if (east === undefined) return said
  const exact = fraction === undefined ? '' : `.${fraction}`
  return `${year}-${month}-${day}T${hour}:${minute}:${second}${exact}${east}`
}
