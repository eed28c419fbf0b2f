/** Classes of a quantity that are counted one by one. */
import type { Bilingual } from '../../core/bilingual.ts'
import { words } from './words.ts'

export interface Class {
  readonly words: Bilingual
  /** Condition on the column. */
  readonly within: (column: string) => string
  readonly alias: string
}

/** From each bound to the next one, in a unit that people say: `[30, 60]` minutes are below 30, 30 to 60 and above. */
export function classes(
  bounds: readonly number[],
  said: (bound: number) => Bilingual,
): readonly Class[] {
  return [undefined, ...bounds].map((from, index) => {
    const to = bounds[index]
    const [low, high] = [from, to].map((bound) => (bound === undefined ? undefined : said(bound)))
    const conditions = (column: string) => [
      ...(from === undefined ? [] : [`"${column}" >= ${from}`]),
      ...(to === undefined ? [] : [`"${column}" < ${to}`]),
    ]
    return {
      words:
        low === undefined
          ? words(`${high?.zh ?? ''}以内`, `below ${high?.en ?? ''}`)
          : high === undefined
            ? words(`${low.zh}以上`, `${low.en} and more`)
            : words(`${low.zh}～${high.zh}`, `${low.en} to ${high.en}`),
      within: (column) => conditions(column).join(' AND '),
      alias: `class ${index}`,
    }
  })
}

export const inMinutes = (minutes: number): Bilingual =>
  minutes < 60
    ? words(`${minutes} 分钟`, `${minutes} min`)
    : words(`${minutes / 60} 小时`, `${minutes / 60} h`)
export const inPercent = (percent: number): Bilingual => words(`${percent}%`, `${percent} %`)
