/** This month until today, and months and quarters that are over, to choose from. Pure. */
import type { Bilingual } from '../../../core/bilingual.ts'

export interface Span {
  readonly from: string
  readonly to: string
  readonly name: Bilingual
}

const dateOf = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month, day)).toISOString().slice(0, 10)

const spanOf = (year: number, month: number, months: number, name: Bilingual): Span => ({
  ...{ from: dateOf(year, month, 1), to: dateOf(year, month + months, 0), name },
})

/** The last twelve months and four quarters before the day, the latest first. */
export function spansBefore(today: string): readonly Span[] {
  const [year = 1970, month = 1] = today.split('-').map(Number)
  const months = Array.from({ length: 12 }, (_, back) => {
    const at = new Date(Date.UTC(year, month - 2 - back, 1))
    const [y, m] = [at.getUTCFullYear(), at.getUTCMonth()]
    const two = String(m + 1).padStart(2, '0')
    return spanOf(y, m, 1, { zh: `${y} 年 ${m + 1} 月`, en: `${y}-${two}` })
  })
  const quarters = Array.from({ length: 4 }, (_, back) => {
    const running = Math.floor((month - 1) / 3)
    const at = new Date(Date.UTC(year, (running - 1 - back) * 3, 1))
    const [y, m] = [at.getUTCFullYear(), at.getUTCMonth()]
    const n = m / 3 + 1
    return spanOf(y, m, 3, { zh: `${y} 年第 ${n} 季度`, en: `${y} Q${n}` })
  })
  return [...months, ...quarters]
}

/** Before them the month that the day is in, until that day. */
export const spansAt = (today: string): readonly Span[] => [
  { from: `${today.slice(0, 7)}-01`, to: today, name: { zh: '本月至今', en: 'This month so far' } },
  ...spansBefore(today),
]
