/** The evaluation (考评) of a period by one dimension: rates with what they are made of, compared, scored and ranked. */
import { entriesOf, type Entry, type Period } from './evaluation-counts.ts'
import type { CaseHistory } from './duties.ts'
import { figureNames, indicators, type Figure, type Indicator } from './indicators.ts'

/** By indicator; one that is not there, or 0, is no part of the score. */
export type Weights = Readonly<Record<string, number>>

export const dimensions = [
  'unit',
  'district',
  'street',
  'community',
  'category',
  'source',
  'person',
] as const
export type Dimension = (typeof dimensions)[number]

export type Counts = Readonly<Record<Figure, number>>

/** `total` of all cases; `rows` by what they have in common, undefined where they have none. */
export interface Tally {
  readonly total: Counts
  readonly rows: ReadonlyMap<string | undefined, Counts>
}

/** Digits of the grid code that name the area. */
const areaDigits = { district: 6, street: 9, community: 12 } as const

function keyOf(by: Dimension, { category, source, cell }: CaseHistory, entry: Entry) {
  switch (by) {
    case 'unit':
    case 'person':
      return entry[by]
    case 'category':
      return category
    case 'source':
      return source
    case 'district':
    case 'street':
    case 'community':
      break
  }
  return cell?.slice(0, areaDigits[by])
}

const noCounts = () =>
  Object.fromEntries(figureNames.map((name) => [name, 0])) as Record<Figure, number>

/** Adds up what comes page by page. */
export async function tally(
  pages: AsyncIterable<readonly CaseHistory[]>,
  period: Period,
  by: Dimension,
): Promise<Tally> {
  const total = noCounts()
  const rows = new Map<string | undefined, Record<Figure, number>>()
  for await (const page of pages)
    for (const history of page) {
      const entries = entriesOf(history, period, false)
      for (const { figure, amount } of entries) total[figure] += amount
      for (const entry of by === 'unit' ? entriesOf(history, period, true) : entries) {
        const key = keyOf(by, history, entry)
        const row = rows.get(key) ?? noCounts()
        rows.set(key, row)
        row[entry.figure] += entry.amount
      }
    }
  return { total, rows }
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

interface Row {
  readonly values: readonly Value[]
  /** Counts that are no part of a rate. */
  readonly returned: number
  readonly voided: number
  /** 0 to 100, of the indicators with a weight and a value; absent when there is none. */
  readonly score?: number
}

/** Rows by score, the best first; those without a key or a score have no rank. Equal scores share one. */
export interface Evaluated {
  readonly total: Row
  readonly rows: readonly (Row & { readonly key?: string; readonly rank?: number })[]
}

export function evaluated(
  { now, previous, yearAgo }: Readonly<Record<'now' | 'previous' | 'yearAgo', Tally>>,
  weights: Weights,
): Evaluated {
  const rows = [...now.rows]
    .map(([key, counts]) => ({
      ...(key !== undefined && { key }),
      ...rowOf(weights, counts, previous.rows.get(key), yearAgo.rows.get(key)),
    }))
    .toSorted(
      (a, b) =>
        Number(a.key === undefined) - Number(b.key === undefined) ||
        (b.score ?? -1) - (a.score ?? -1) ||
        ((a.key ?? '') < (b.key ?? '') ? -1 : 1),
    )
  return {
    total: rowOf(weights, now.total, previous.total, yearAgo.total),
    rows: rows.map((row) => ({
      ...row,
      ...(row.key !== undefined &&
        row.score !== undefined && {
          rank:
            1 +
            rows.filter(({ key, score = -1 }) => key !== undefined && score > (row.score ?? 0))
              .length,
        }),
    })),
  }
}

function rowOf(weights: Weights, now: Counts, previous?: Counts, yearAgo?: Counts): Row {
  const score = scoreOf(weights, now)
  return {
    values: indicators.map((indicator) => {
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
    ...(score !== undefined && { score }),
  }
}

function valueOf({ numerator, denominator }: Indicator, counts?: Counts): number | undefined {
  return counts === undefined || counts[denominator] === 0
    ? undefined
    : counts[numerator] / counts[denominator]
}

/** Rate times weight, of a rate that should be low what is missing to 1; scaled to the weights that have a value. */
function scoreOf(weights: Weights, counts: Counts): number | undefined {
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
