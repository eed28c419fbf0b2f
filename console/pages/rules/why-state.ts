/** In one word what a rule made of a device. Pure. */
import type { WhyAnswer } from '../../api/types.ts'

type Explained = WhyAnswer['rules'][number]

export type WhyState = 'stands' | 'holding' | 'trueNow' | 'unknown' | 'notTrue' | 'neverJudged'

export function whyState({ levels, judged }: Pick<Explained, 'levels' | 'judged'>): WhyState {
  if (levels.length === 0) return 'neverJudged'
  if (levels.some(({ stands }) => stands)) return 'stands'
  if (levels.some(({ since }) => since !== undefined && judged !== undefined)) return 'holding'
  if (levels.some(({ holds }) => holds === true)) return 'trueNow'
  return levels.some(({ holds }) => holds === null) ? 'unknown' : 'notTrue'
}

/** Those that raised or nearly did first, then as the catalogue has them. */
const order: readonly WhyState[] = [
  'stands',
  'holding',
  'trueNow',
  'unknown',
  'notTrue',
  'neverJudged',
]

export const byState = (rules: readonly Explained[]): readonly Explained[] =>
  rules.toSorted((a, b) => order.indexOf(whyState(a)) - order.indexOf(whyState(b)))
