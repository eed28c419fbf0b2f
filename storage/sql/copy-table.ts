import { sql, type Selectable } from 'kysely'

import type { SqlEngine } from './engine.ts'

/** A table, and the columns that tell its rows apart, in the order in which it is walked. */
export interface Walk<Schema, Name extends keyof Schema> {
  readonly table: Name
  readonly key: readonly [Column<Schema, Name>, ...Column<Schema, Name>[]]
  /** The key of the last row that is not wanted any more. */
  readonly after?: readonly unknown[]
}

export interface TableCopy<Schema, Name extends keyof Schema> extends Walk<Schema, Name> {
  /** A row as the target has it; all rows of one table get the same columns. */
  readonly as?: (row: Selectable<Schema[Name]>) => Selectable<Schema[Name]>
  /** Is told how many rows are there that were not reported before. */
  readonly copied?: (rows: number) => void
}

type Column<Schema, Name extends keyof Schema> = keyof Selectable<Schema[Name]> & string

const page = 500

/** Every row of a table, a page at a time. A row that is written meanwhile behind the last page is met, one before it is not. */
export async function* tablePages<Schema, Name extends keyof Schema & string>(
  { read }: Pick<SqlEngine<Schema>, 'read'>,
  { table, key, after }: Walk<Schema, Name>,
): AsyncGenerator<readonly Selectable<Schema[Name]>[], void> {
  const columns = sql.join(key.map((column) => sql.ref(column)))
  for (let last = after; ;) {
    const behind = last === undefined ? sql`` : sql`where (${columns}) > (${sql.join(last)})`
    const { rows } = await read((database) =>
      sql<Selectable<Schema[Name]>>`
        select * from ${sql.table(table)} ${behind} order by ${columns} limit ${page}`.execute(
        database,
      ),
    )
    const end = rows.at(-1)
    if (end === undefined) return
    yield rows
    last = key.map((column) => end[column])
  }
}

/**
 * A table into another engine, a page in a transaction. A row whose key is there already stays as it is there, so a copy that
 * was broken off and starts again gives the same. One that goes on `after` a key is the only one that writes behind it: there
 * a row that is there already is refused.
 */
export async function copyTable<Schema, Name extends keyof Schema & string>(
  source: Pick<SqlEngine<Schema>, 'read'>,
  target: Pick<SqlEngine<Schema>, 'write'>,
  { as = (row) => row, copied, ...walk }: TableCopy<Schema, Name>,
): Promise<void> {
  const { table, key, after } = walk
  const repeated =
    after === undefined
      ? sql`on conflict (${sql.join(key.map((column) => sql.ref(column)))}) do nothing`
      : sql``
  for await (const found of tablePages(source, walk)) {
    const rows = found.map((row) => new Map(Object.entries(as(row))))
    const columns = [...(rows[0]?.keys() ?? [])]
    const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row.get(column)))})`)
    await target.write((transaction) =>
      sql`
        insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
        values ${sql.join(values)} ${repeated}`.execute(transaction),
    )
    copied?.(rows.length)
  }
}
