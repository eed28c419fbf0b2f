/** The evaluation (考评) of a period by one dimension: rates with what they are made of, compared, scored and ranked. */
import { keyOf, lineOf, sharesOf, type CaseLine, type CaseShare } from './case-line.ts'
import type { Dimension } from '../../core/evaluation-dimensions.ts'
import type { GridOf } from '../../core/responsibility-grid.ts'
import type { CaseHistory } from './duties.ts'
import type { Period } from './evaluation-counts.ts'
import {
  figureNames,
  indicators as indicatorsNow,
  type Figure,
  type Indicator,
  type PlainFigure,
} from './indicators.ts'
import { lastOf, ranksOf } from './ranking.ts'

/** By indicator; one that is not there, or 0, is no part of the score. */
export type Weights = Readonly<Record<string, number>>

export type Counts = Readonly<Record<Figure, number>>

export const noCounts = (): Record<Figure, number> =>
  Object.fromEntries(figureNames.map((name) => [name, 0])) as Record<Figure, number>

/** `total` of all cases; `rows` by what they have in common, undefined where they have none. */
export interface Tally {
  readonly total: Counts
  readonly rows: ReadonlyMap<string | undefined, Counts>
}

/** Adds up what comes page by page. */
export async function tally(
  pages: AsyncIterable<readonly CaseHistory[]>,
  period: Period,
  by: Dimension,
  gridOf: GridOf,
): Promise<Tally> {
  const sum = tallying(by)
  for await (const page of pages)
    for (const history of page) {
      const line = lineOf(history, period, gridOf)
      if (line !== undefined) sum.add(line)
    }
  return sum.tally
}

/** Adds up what cases are part of. */
export function tallying(by: Dimension): {
  readonly add: (line: CaseLine) => void
  readonly tally: Tally
} {
  const total = noCounts()
  const rows = new Map<string | undefined, Record<Figure, number>>()
  return {
    tally: { total, rows },
    add: (line) => {
      for (const share of sharesOf(line, undefined)) addTo(total, share.of)
      for (const share of sharesOf(line, by)) {
        const key = keyOf(by, line, share)
        const row = rows.get(key) ?? noCounts()
        rows.set(key, row)
        addTo(row, share.of)
      }
    },
  }
}

function addTo(counts: Record<Figure, number>, more: CaseShare['of']): void {
  // A case is part of a few of nearly fifty figures.
  for (const name of Object.keys(more) as Figure[]) counts[name] += more[name] ?? 0
}

interface Value {
  readonly indicator: string
  readonly numerator: number
  readonly denominator: number
  /** Absent when the denominator is 0. */
  readonly value?: number
  /** Of the period before (环比). */
  readonly previous?: number
  /** Of the same period a year ago (同比). */
  readonly yearAgo?: number
}

/** Its counts are those that stand beside the rates as they are. */
interface Row extends Pick<Counts, PlainFigure> {
  readonly values: readonly Value[]
  /** 0 to 100, of the indicators with a weight and a value; absent when there is none. */
  readonly score?: number
}

/** Rows by score, the best first; those without a key or a score have no rank. Equal scores share one. */
export interface Evaluated {
  readonly total: Row
  readonly rows: readonly RankedRow[]
}

export interface RankedRow extends Row {
  readonly key?: string
  readonly rank?: number
  readonly previousRank?: number
  /** Last in two quarters running: a reason for an interview (约谈). */
  readonly interview?: boolean
}

/** The counts of a period and of those that it is compared with. */
export type Compared = Readonly<Record<'now' | 'previous' | 'yearAgo', Tally>>

interface Formulas {
  readonly weights: Weights
  readonly indicators: readonly Indicator[]
}

interface How {
  readonly weights: Weights
  /** Of a frozen evaluation those that it was frozen with. */
  readonly indicators?: readonly Indicator[]
  /** The period, and so the one before it, is a quarter of a year. */
  readonly isQuarter: boolean
}

export function evaluated(
  { now, previous, yearAgo }: Compared,
  { weights, indicators = indicatorsNow, isQuarter }: How,
): Evaluated {
  const formulas = { weights, indicators }
  const rows = [...now.rows]
    .map(([key, counts]) => ({
      ...(key !== undefined && { key }),
      ...rowOf(formulas, counts, previous.rows.get(key), yearAgo.rows.get(key)),
    }))
    .toSorted(
      (a, b) =>
        Number(a.key === undefined) - Number(b.key === undefined) ||
        (b.score ?? -1) - (a.score ?? -1) ||
        ((a.key ?? '') < (b.key ?? '') ? -1 : 1),
    )
  const ranks = ranksOf(rows)
  const before = ranksOf(
    Array.from(previous.rows, ([key, counts]) => ({ key, score: scoreOf(formulas, counts) })),
  )
  const lastTwice = isQuarter ? lastOf(before) : new Set()
  const last = lastOf(ranks)
  return {
    total: rowOf(formulas, now.total, previous.total, yearAgo.total),
    rows: rows.map((row) => {
      const { key = '' } = row
      const [rank, previousRank] = [ranks.get(key), before.get(key)]
      return {
        ...row,
        ...(rank !== undefined && { rank }),
        ...(previousRank !== undefined && { previousRank }),
        ...(last.has(key) && lastTwice.has(key) && { interview: true }),
      }
    }),
  }
}

function rowOf(formulas: Formulas, now: Counts, previous?: Counts, yearAgo?: Counts): Row {
  const score = scoreOf(formulas, now)
  return {
    values: formulas.indicators.map((indicator) => {
      const { id, numerator, denominator } = indicator
      const value = valueOf(indicator, now)
      const before = valueOf(indicator, previous)
      const then = valueOf(indicator, yearAgo)
      return {
        ...{ indicator: id, numerator: now[numerator], denominator: now[denominator] },
        ...(value !== undefined && { value }),
        ...(before !== undefined && { previous: before }),
        ...(then !== undefined && { yearAgo: then }),
      }
    }),
    returned: now.returned,
    voided: now.voided,
    duplicates: now.duplicates,
    suspended: now.suspended,
    selfHandled: now.selfHandled,
    supervised: now.supervised,
    supervisionDone: now.supervisionDone,
    transferred: now.transferred,
    ...(score !== undefined && { score }),
  }
}

function valueOf({ numerator, denominator }: Indicator, counts?: Counts): number | undefined {
  return counts === undefined || counts[denominator] === 0
    ? undefined
    : counts[numerator] / counts[denominator]
}

/** Rate times weight, of a rate that should be low what is missing to 1; scaled to the weights that have a value. */
function scoreOf({ weights, indicators }: Formulas, counts: Counts): number | undefined {
  let got = 0
  let most = 0
  for (const indicator of indicators) {
    const value = valueOf(indicator, counts)
    const weight = weights[indicator.id] ?? 0
    if (weight === 0 || value === undefined) continue
    got += weight * (indicator.better === 'high' ? value : 1 - value)
    most += weight
  }
  return most === 0 ? undefined : Math.round((got / most) * 1_000) / 10
}
