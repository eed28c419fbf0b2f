/** What a name that nobody has registered may be, by what it has sent. Pure. */
type Kinds = Readonly<Record<string, { readonly quantities: readonly string[] }>>

/** In every kind: they tell nothing apart. */
const commonTo = (kinds: Kinds): ReadonlySet<string> => {
  const all = Object.values(kinds)
  return new Set(
    all.flatMap(({ quantities }) =>
      quantities.filter((name) => all.every((kind) => kind.quantities.includes(name))),
    ),
  )
}

/**
 * The kind that has more of the quantities in the sample than any other; undefined where two have as many. The sample is the
 * beginning of a frame and may end in the middle of a word, so it is looked at as text.
 */
export function guessKind(sample: string, kinds: Kinds): string | undefined {
  const common = commonTo(kinds)
  const sent = new Set([...sample.matchAll(/"(\w+)"\s*:/g)].map(([, name = '']) => name))
  const scores = Object.entries(kinds)
    .map(([kind, { quantities }]) => ({
      kind,
      score: quantities.filter((name) => sent.has(name) && !common.has(name)).length,
    }))
    .toSorted((a, b) => b.score - a.score)
  const [first, second] = scores
  if (first === undefined || first.score === 0 || first.score === second?.score) return undefined
  return first.kind
}
