import { sql, type RawBuilder, type SqlBool } from 'kysely'

/** Areas that cases and alarms have indexes of: digits of the grid code. */
const digitsOfAreas = [9, 6] as const

interface InArea {
  /** By the index of the smallest area around it, in which rows stand in their order. */
  readonly byIndex?: RawBuilder<SqlBool>
  /** What that leaves open. */
  readonly besides?: RawBuilder<SqlBool>
}

/** Of rows with a `cell`: that they lie in the area, which is the head of a grid code. */
export function areaOf(area: string): InArea {
  if (area.length === 15) return { byIndex: sql`cell = ${area}` }
  const digits = digitsOfAreas.find((each) => area.length >= each)
  const besides = sql<SqlBool>`cell like ${`${area}%`}`
  if (digits === undefined) return { besides }
  const byIndex = sql<SqlBool>`substr(cell, 1, ${sql.lit(digits)}) = ${area.slice(0, digits)}`
  return digits === area.length ? { byIndex } : { byIndex, besides }
}
