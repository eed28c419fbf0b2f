/** Ranks by score, and who is last: two quarters running is a reason for an interview (约谈). */

interface Scored {
  readonly key?: string | undefined
  readonly score?: number | undefined
}

/** Equal scores share a rank; rows without a key or a score have none. */
export function ranksOf(rows: readonly Scored[]): ReadonlyMap<string, number> {
  const scored = rows.flatMap(({ key, score }) =>
    key === undefined || score === undefined ? [] : [{ key, score }],
  )
  const best = scored.toSorted((a, b) => b.score - a.score)
  const ranks = new Map<string, number>()
  let [rank, before]: [number, number | undefined] = [0, undefined]
  for (const [index, { key, score }] of best.entries()) {
    if (score !== before) rank = index + 1
    before = score
    ranks.set(key, rank)
  }
  return ranks
}

/** Those that nobody is behind, where somebody is before them. */
export function lastOf(ranks: ReadonlyMap<string, number>): ReadonlySet<string> {
  const last = Math.max(0, ...ranks.values())
  return new Set(
    last <= 1 ? [] : [...ranks].filter(([, rank]) => rank === last).map(([key]) => key),
  )
}
