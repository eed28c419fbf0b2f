import { sql, type RawBuilder } from 'kysely'

import type { Page } from '../ports.ts'

/** Where a page ended: time and identifier of its last row, as `time:identifier`. */
interface Key {
  readonly time: number
  readonly id: string
}

/** Of the rows in that order only those behind the cursor; undefined without one that can be read. */
export function beyond(
  cursor: string | undefined,
  order: RawBuilder<unknown>,
  direction: 'asc' | 'desc',
): RawBuilder<boolean> | undefined {
  const after = parseCursor(cursor)
  if (after === undefined) return undefined
  const further = sql.raw(direction === 'asc' ? '>' : '<')
  return sql<boolean>`(${order}, id) ${further} (${after.time}, ${after.id})`
}

/** The same where all rows have that time, and stand in the order of their numbers. */
export function beyondNumber(
  cursor: string | undefined,
  time: number,
): RawBuilder<boolean> | undefined {
  const after = parseCursor(cursor)
  return after === undefined || after.time < time ? undefined : sql<boolean>`id > ${after.id}`
}

function parseCursor(cursor: string | undefined): Key | undefined {
  const match = /^(\d{1,15}):(.{1,300})$/s.exec(cursor ?? '')
  return match?.[1] === undefined || match[2] === undefined
    ? undefined
    : { time: Number(match[1]), id: match[2] }
}

/** `rows` is one more than the page has room for, if there are so many. */
export function page<T, Row extends Key>(
  rows: readonly Row[],
  limit: number,
  item: (row: Row) => T,
): Page<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return {
    items: shown.map((row) => item(row)),
    ...(rows.length > limit && last !== undefined && { next: `${last.time}:${last.id}` }),
  }
}
