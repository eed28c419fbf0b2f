/** Numbers beside an axis: as many digits as tell two of them apart, never more. Pure. */

const mostDigits = 6

export function axisLabels(ticks: readonly (number | null)[]): string[] {
  const numbers = ticks.filter((tick) => tick !== null)
  let digits = 0
  const written = () => numbers.map((tick) => tick.toFixed(digits))
  while (digits < mostDigits && new Set(written()).size < new Set(numbers).size) digits += 1
  // A tick that rounds to another value would stand in the wrong place.
  while (
    digits < mostDigits &&
    numbers.some((tick) => Math.abs(Number(tick.toFixed(digits)) - tick) > 1e-9)
  )
    digits += 1
  return ticks.map((tick) => (tick === null ? '' : tick.toFixed(digits)))
}

/** As wide as the longest label needs, in pixels of the page: a number that is cut says another one. */
export const widthOfLabels = (labels: readonly string[] | null): number =>
  Math.max(50, 18 + 8 * Math.max(0, ...(labels ?? []).map(({ length }) => length)))
