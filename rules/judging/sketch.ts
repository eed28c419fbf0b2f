/**
 * Percentiles of any number of samples in at most 64 pairs (value, samples) in the order of values: the streaming histogram
 * of Ben-Haim and Tom-Tov (JMLR 11, 2010). It is exact for 64 different values; beyond that the two nearest become one at
 * their mean.
 */
import type { EntryState } from './entry.ts'

const most = 64

export function addToSketch(sketch: EntryState, value: number): EntryState {
  let place = sketch.length
  while (place > 0 && (sketch[place - 2] ?? 0) >= value) place -= 2
  if (sketch[place] === value) {
    return sketch.with(place + 1, (sketch[place + 1] ?? 0) + 1)
  }
  const next = sketch.toSpliced(place, 0, value, 1)
  return next.length > 2 * most ? joined(next) : next
}

/** With the two nearest pairs as one. */
function joined(sketch: number[]): EntryState {
  let nearest = 0
  let gap = Number.POSITIVE_INFINITY
  for (let place = 0; place + 2 < sketch.length; place += 2) {
    const distance = (sketch[place + 2] ?? 0) - (sketch[place] ?? 0)
    if (distance < gap) [nearest, gap] = [place, distance]
  }
  const [a = 0, n = 0, b = 0, m = 0] = sketch.slice(nearest, nearest + 4)
  return sketch.toSpliced(nearest, 4, (a * n + b * m) / (n + m), n + m)
}

/** As of the sorted list of all samples, each pair taken for so many of its value. */
export function quantile(sketch: EntryState, p: number): number | undefined {
  let samples = 0
  for (let place = 1; place < sketch.length; place += 2) samples += sketch[place] ?? 0
  if (samples === 0) return undefined
  const rank = ((samples - 1) * p) / 100
  const below = Math.floor(rank)
  const low = nth(sketch, below)
  return low + (nth(sketch, Math.min(below + 1, samples - 1)) - low) * (rank - below)
}

function nth(sketch: EntryState, rank: number): number {
  let seen = 0
  for (let place = 0; place < sketch.length; place += 2) {
    seen += sketch[place + 1] ?? 0
    if (rank < seen) return sketch[place] ?? 0
  }
  return 0
}
