/** Two rules that would say one thing twice: the same condition, category and work for devices that both are for. Pure. */
import { canonical } from './check.ts'
import type { Rule } from './rule.ts'

export interface Overlap {
  readonly rule: Rule
  /** Place of the level in it. */
  readonly level: number
  readonly other: Rule
}

/** Said of the later of the two. */
export function overlaps(rules: readonly Rule[]): readonly Overlap[] {
  const seen = new Map<string, Rule[]>()
  return rules.flatMap((rule) =>
    meaningsOf(rule).flatMap((meaning, level): Overlap[] => {
      const before = seen.get(meaning) ?? []
      const other = before.find((one) => one !== rule && meet(one, rule))
      seen.set(meaning, [...before, rule])
      return other === undefined ? [] : [{ rule, level, other }]
    }),
  )
}

/** A text for each level; the same for the same thing, whatever its entries are called. */
function meaningsOf({ document }: Rule): readonly string[] {
  const { kind } = document.on
  const { work, category } = document.case
  return document.levels.map(({ when, absence }) =>
    canonical({ kind, work, category, absence, when: when && spelledOut(when, document.let) }),
  )
}

/** The condition with every entry in it written out. */
function spelledOut(text: string, entries: Readonly<Record<string, unknown>>): string {
  // An entry reads those above it, so the last one is written out first.
  return Object.entries(entries)
    .toReversed()
    .reduce(
      (written, [name, entry]) =>
        written.replaceAll(new RegExp(`(?<![\\w.])${name}(?![\\w(])`, 'g'), () => canonical(entry)),
      text,
    )
}

const meet = (one: Rule, other: Rule): boolean =>
  (['site', 'zone'] as const).every((word) => {
    const [mine, yours] = [one.document.on[word], other.document.on[word]]
    return (
      mine === undefined ||
      yours === undefined ||
      [mine].flat<unknown[]>().some((each) => [yours].flat<unknown[]>().includes(each))
    )
  })
