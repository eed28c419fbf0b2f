/** What is asked of a list of samples. */

export function median(values: readonly number[]): number {
  return percentile(values, 50)
}

/** So that `p` per cent of the samples lie below it, straight between the two that are nearest to that. */
export function percentile(values: readonly number[], p: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const place = ((sorted.length - 1) * p) / 100
  const below = Math.floor(place)
  const low = sorted[below] ?? 0
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? low
  return low + (high - low) * (place - below)
}

/** Least squares; rise in `per` milliseconds. */
export function slope(
  times: readonly number[],
  values: readonly number[],
  per: number,
): number | undefined {
  const n = times.length
  const meanT = times.reduce((sum, time) => sum + time, 0) / n
  const meanV = values.reduce((sum, value) => sum + value, 0) / n
  let covariance = 0
  let variance = 0
  times.forEach((time, index) => {
    covariance += (time - meanT) * ((values[index] ?? 0) - meanV)
    variance += (time - meanT) ** 2
  })
  return variance === 0 ? undefined : (covariance / variance) * per
}
