/**
 * Tables of a city as versions: who put which rows in force from which day, and why. The version of the highest number among those that
 * have begun holds; what stands in the files of the city folder is version 0, which holds until another begins.
 */
import { z } from 'zod'

import { catalogueTables, type CatalogueTable } from '../../core/catalogue-terms.ts'
import { instantSchema } from '../../core/record-schemas.ts'
import type { Instant } from '../../core/time.ts'
import type { Refusal } from './refusals.ts'

/** A row by the columns of its file; an empty cell is left out. */
export type Cells = Readonly<Record<string, string>>

export const headSchema = z
  .object({
    table: z.enum(catalogueTables),
    version: z.int(),
    /** First day on which it holds, on the city's clocks. */
    from: z.string(),
    at: instantSchema,
    by: z.string(),
    reason: z.string(),
    rows: z.int(),
    /** The earlier version that it is again. */
    restores: z.int().exactOptional(),
  })
  .readonly()
export type CatalogueHead = z.infer<typeof headSchema>

export const cellsSchema = z.record(z.string(), z.string())
export const rowsSchema = z.array(cellsSchema).readonly()

export interface CatalogueVersion {
  readonly head: CatalogueHead
  readonly rows: readonly Cells[]
}

/** undefined: version 0, the files of the city. */
export const inForce = (heads: readonly CatalogueHead[], day: string): CatalogueHead | undefined =>
  heads
    .filter(({ from }) => from <= day)
    .reduce<CatalogueHead | undefined>(
      (best, head) => (best === undefined || head.version > best.version ? head : best),
      undefined,
    )

export interface CatalogueDifference {
  readonly added: readonly Cells[]
  readonly gone: readonly Cells[]
  readonly changed: readonly { readonly before: Cells; readonly after: Cells }[]
}

export function catalogueDifference(
  before: readonly Cells[],
  after: readonly Cells[],
  keyOf: (row: Cells) => string,
): CatalogueDifference {
  const known = new Map(before.map((row) => [keyOf(row), row]))
  const kept = new Set(after.map(keyOf))
  return {
    added: after.filter((row) => !known.has(keyOf(row))),
    gone: before.filter((row) => !kept.has(keyOf(row))),
    changed: after.flatMap((row) => {
      const old = known.get(keyOf(row))
      return old === undefined || sameCells(old, row) ? [] : [{ before: old, after: row }]
    }),
  }
}

const sameCells = (one: Cells, other: Cells): boolean => {
  const names = new Set([...Object.keys(one), ...Object.keys(other)])
  return [...names].every((name) => (one[name] ?? '') === (other[name] ?? ''))
}

/**
 * The rows that a version has to hold of a table that files change in part: what holds already need not be said again, but before
 * versions that wait, which it replaces.
 */
export const rowsToPut = (
  rows: readonly Cells[],
  { added, changed }: CatalogueDifference,
  waiting: boolean,
): readonly Cells[] => (waiting ? rows : [...added, ...changed.map(({ after }) => after)])

const isEmpty = ({ added, gone, changed }: CatalogueDifference): boolean =>
  added.length + gone.length + changed.length === 0

export interface PutAsked {
  readonly table: CatalogueTable
  /** The newest version that whoever asks has seen. */
  readonly after: number
  /** Today when left out. */
  readonly from?: string | undefined
  readonly rows: number
  readonly reason: string
  readonly restores?: number | undefined
}

/** The head of the version that comes of it, or why none does. `difference` is to what holds on the day from which it is to hold. */
export function putInForce(
  asked: PutAsked,
  heads: readonly CatalogueHead[],
  difference: CatalogueDifference,
  { by, at, today }: { readonly by: string; readonly at: Instant; readonly today: string },
): CatalogueHead | Refusal {
  const { table, after, from = today, rows, reason, restores } = asked
  const newest = heads.reduce((most, { version }) => Math.max(most, version), 0)
  if (after !== newest)
    return {
      reason: 'catalogue-moved',
      text: `Version ${newest} was put in force meanwhile; look at the difference to it.`,
    }
  if (from < today)
    return {
      reason: 'begins-in-the-past',
      text: `${from} is over; what was filed then keeps the version that it was filed by.`,
    }
  const waits = heads.some((head) => head.from > today)
  if (isEmpty(difference) && !waits)
    return { reason: 'nothing-new', text: `The table is as it holds on ${from}.` }
  const version = newest + 1
  return {
    ...{ table, version, from, at, by, reason, rows },
    ...(restores !== undefined && { restores }),
  }
}
