/**
 * The condition of a rule on silence, as alarms and the API tell it: `no reading for 2 periods, at least 600 s, 10:00-21:00`.
 * Written and read in one place, so that pages can say it in the words of whoever looks.
 */
export interface AbsenceTerms {
  /** Milliseconds, or report periods of the device. */
  readonly after: { readonly periods: number } | { readonly ms: number }
  /** Milliseconds. */
  readonly atLeast?: number | undefined
  /** `10:00-21:00`, or of a week, the city's time. */
  readonly hours?: string | undefined
}

export function writeAbsence({ after, atLeast, hours }: AbsenceTerms): string {
  const span = 'periods' in after ? `${after.periods} periods` : `${after.ms / 1_000} s`
  const least = atLeast === undefined ? '' : `, at least ${atLeast / 1_000} s`
  return `no reading for ${span}${least}${hours === undefined ? '' : `, ${hours}`}`
}

const pattern =
  /^no reading for (?<count>\d+(?:\.\d+)?) (?<unit>periods|s)(?:, at least (?<least>\d+(?:\.\d+)?) s)?(?:, (?!at least )(?<hours>[A-Z\d][A-Za-z\d:;, -]*))?$/

/** undefined: the text is a condition on values. */
export function readAbsence(text: string): AbsenceTerms | undefined {
  const found = pattern.exec(text)?.groups
  if (found === undefined) return undefined
  const { count, unit, least, hours } = found
  const milliseconds = (seconds: string | undefined) => Math.round(Number(seconds) * 1_000)
  return {
    after: unit === 'periods' ? { periods: Number(count) } : { ms: milliseconds(count) },
    ...(least === undefined ? {} : { atLeast: milliseconds(least) }),
    ...(hours === undefined ? {} : { hours }),
  }
}
