/** What is made of an evaluation besides showing it. Pure. */
import type { Evaluation } from '../../api/types.ts'

type Value = Evaluation['total']['values'][number]
type Indicator = Evaluation['indicators'][number]
export type Trend = 'better' | 'worse' | 'same'

const arrows = { up: '▲', down: '▼', level: '＝' } as const

/** Against the period before; undefined where one of the two has no value. What is shown alike is the same. */
export function trendOf(
  { value, previous }: Value,
  { better, unit }: Indicator,
): { readonly arrow: string; readonly trend: Trend } | undefined {
  if (value === undefined || previous === undefined) return undefined
  const shown = (of: number) => Math.round(unit === 'share' ? of * 1_000 : of / 1_000)
  const change = shown(value) - shown(previous)
  if (change === 0) return { arrow: arrows.level, trend: 'same' }
  const isBetter = change > 0 === (better === 'high')
  return { arrow: change > 0 ? arrows.up : arrows.down, trend: isBetter ? 'better' : 'worse' }
}

/** The question as an address; what is not chosen is left to the server. */
export function addressOf(
  path: string,
  chosen: Readonly<
    Partial<
      Record<
        'from' | 'to' | 'by' | 'grid' | 'edition' | 'figure' | 'key' | 'language',
        string | undefined
      >
    >
  >,
): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(chosen))
    if (value !== undefined && value !== '') query.set(name, value)
  return query.size === 0 ? path : `${path}?${query.toString()}`
}
