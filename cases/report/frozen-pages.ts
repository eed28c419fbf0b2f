/** What is kept of a frozen evaluation besides that it was frozen: each case with what it counts for, and the sums with their formulas. */
import { z } from 'zod'

import { sources } from '../../core/case-terms.ts'
import type { CaseId, UnitId } from '../../core/identity.ts'
import { bilingualSchema, keptText } from '../../core/record-schemas.ts'
import type { CaseLine } from './case-line.ts'
import { dimensions, type Dimension } from '../../core/evaluation-dimensions.ts'
import type { Dates } from './evaluation-periods.ts'
import { noCounts, type Compared, type Counts, type Tally, type Weights } from './evaluation.ts'
import { figureNames, figures, type Figure, type Indicator } from './indicators.ts'

const isFigure = (name: string): name is Figure => Object.hasOwn(figures, name)
const figureSchema = z.custom<Figure>((name) => typeof name === 'string' && isFigure(name))

const countsSchema = z.record(z.string(), z.number())
const shareSchema = z.looseObject({
  unit: keptText<UnitId>().exactOptional(),
  person: z.string().exactOptional(),
  of: countsSchema,
})
const shares = z.array(shareSchema)

/** A page of cases. */
export const linesSchema: z.ZodType<readonly CaseLine[]> = z.array(
  z.looseObject({
    id: keptText<CaseId>(),
    category: z.string(),
    source: z.enum(sources),
    cell: z.string().exactOptional(),
    district: z.string().exactOptional(),
    grid: z.string().exactOptional(),
    counted: shares,
    closing: shares,
    closingByUnit: shares,
  }),
)

interface KeptTally {
  readonly total: Readonly<Record<string, number>>
  /** Without a key: what belongs to none. */
  readonly rows: readonly {
    readonly key?: string
    readonly counts: Readonly<Record<string, number>>
  }[]
}
type KeptTallies = Readonly<Partial<Record<Dimension, KeptTally>>>

/** The sums of a frozen evaluation, with the formulas that rates were made by. */
export interface Sums {
  readonly indicators: readonly Indicator[]
  readonly weights: Weights
  readonly weightsFrom?: string
  readonly previous: Dates
  readonly yearAgo: Dates
  readonly tallies: Readonly<Record<'now' | 'previous' | 'yearAgo', KeptTallies>>
}

const tallySchema: z.ZodType<KeptTally> = z.looseObject({
  total: countsSchema,
  rows: z.array(z.looseObject({ key: z.string().exactOptional(), counts: countsSchema })),
})
const tallies = z.partialRecord(z.enum(dimensions), tallySchema)
const datesSchema = z.looseObject({ from: z.string(), to: z.string() })

/** The last page. */
export const sumsSchema: z.ZodType<Sums> = z.looseObject({
  indicators: z.array(
    z.looseObject({
      id: z.string(),
      name: bilingualSchema,
      numerator: figureSchema,
      denominator: figureSchema,
      unit: z.enum(['share', 'duration']),
      better: z.enum(['high', 'low']),
    }),
  ),
  weights: countsSchema,
  weightsFrom: z.string().exactOptional(),
  previous: datesSchema,
  yearAgo: datesSchema,
  tallies: z.object({ now: tallies, previous: tallies, yearAgo: tallies }),
})

/** A count that is nothing is not kept; a count that a later version adds is nothing here. */
const keptCounts = (counts: Counts): Record<string, number> =>
  Object.fromEntries(
    figureNames.flatMap((name) => (counts[name] === 0 ? [] : [[name, counts[name]]])),
  )

const keptTally = ({ total, rows }: Tally): KeptTally => ({
  total: keptCounts(total),
  rows: Array.from(rows, ([key, counts]) => ({
    ...(key !== undefined && { key }),
    counts: keptCounts(counts),
  })),
})

export const keptTallies = (found: ReadonlyMap<Dimension, Tally>): KeptTallies =>
  Object.fromEntries(Array.from(found, ([by, tally]) => [by, keptTally(tally)]))

const countsOf = (kept: Readonly<Record<string, number>>): Counts => {
  const counts = noCounts()
  for (const name of figureNames) counts[name] = kept[name] ?? 0
  return counts
}

const tallyOf = (kept: KeptTally | undefined): Tally => ({
  total: countsOf(kept?.total ?? {}),
  rows: new Map(kept?.rows.map(({ key, counts }) => [key, countsOf(counts)])),
})

/** A frozen evaluation as it was computed. */
export function comparedIn({ tallies: kept }: Sums, by: Dimension): Compared {
  return {
    now: tallyOf(kept.now[by]),
    previous: tallyOf(kept.previous[by]),
    yearAgo: tallyOf(kept.yearAgo[by]),
  }
}

/** A count of a row that is another one now than it was when it was frozen. */
export interface Difference {
  /** `*`: of all cases. */
  readonly key: string | undefined
  readonly figure: Figure
  readonly frozen: number
  readonly now: number
}

export function differences(frozen: Tally, now: Tally): readonly Difference[] {
  const found: Difference[] = []
  const compare = (key: string | undefined, was: Counts, is: Counts) => {
    for (const figure of figureNames)
      if (was[figure] !== is[figure])
        found.push({ key, figure, frozen: was[figure], now: is[figure] })
  }
  compare('*', frozen.total, now.total)
  for (const key of new Set([...frozen.rows.keys(), ...now.rows.keys()]))
    compare(key, frozen.rows.get(key) ?? noCounts(), now.rows.get(key) ?? noCounts())
  return found
}
