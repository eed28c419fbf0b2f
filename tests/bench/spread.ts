/** What was measured several times: the least, the middle and the most of it. */
export interface Spread {
  readonly least: number
  readonly median: number
  readonly most: number
}

export function spreadOf(values: readonly number[], digits = 2): Spread {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (share: number) =>
    Number((sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN).toFixed(digits))
  return { least: at(0), median: at(0.5), most: at(1) }
}
