import type { Kysely, Transaction } from 'kysely'

import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { ComponentStore } from '../component-ports.ts'
import { cellsSchema, type CatalogueVersion, type Cells } from '../life/catalogue.ts'
import { componentSchema, type Component } from '../life/component.ts'
import type { CaseTables } from './case-tables.ts'

type Row = Pick<CaseTables['component_versions'], 'version' | 'from_day' | 'cells'>

const columns = ['version', 'from_day', 'cells'] as const

const kept = ({ version, from_day: from, cells }: Row): Component => ({
  ...checkedJson('a component', componentSchema, cells),
  ...{ version, from },
})

/** A text column of PostgreSQL holds no NUL. */
const plain = (text: string): string => text.replaceAll('\0', ' ').toLowerCase()

/** For a query with so many parameters. */
const batch = 500

/** Versions of components that hold on the day: of each the newest that has begun. */
const heldOn = (database: Kysely<CaseTables>, day: string) =>
  database
    .selectFrom('component_versions as one')
    .select(columns)
    .where('version', '=', (same) =>
      same
        .selectFrom('component_versions as other')
        .select(({ fn }) => fn.max('other.version').as('newest'))
        .whereRef('other.code', '=', 'one.code')
        .where('other.from_day', '<=', day),
    )

/** Components of the city, in the words that both engines know. */
export const componentRows = ({ read }: SqlEngine<CaseTables>): ComponentStore => ({
  component: (code, day) =>
    read(async (database) => {
      const row = await heldOn(database, day).where('code', '=', code).executeTakeFirst()
      return row && kept(row)
    }),

  componentVersions: (code, limit) =>
    read(async (database) => {
      const rows = await database
        .selectFrom('component_versions')
        .select(columns)
        .where('code', '=', code)
        .orderBy('version', 'desc')
        .limit(limit)
        .execute()
      return rows.map(kept)
    }),

  componentRows: async (codes, day) => {
    const found: Cells[] = []
    for (let start = 0; start < codes.length; start += batch) {
      const wanted = codes.slice(start, start + batch)
      const rows = await read((database) =>
        heldOn(database, day).where('code', 'in', wanted).execute(),
      )
      for (const { cells } of rows) found.push(checkedJson('a component', cellsSchema, cells))
    }
    return found
  },

  components: ({ day, text, state, unit }, limit, after) =>
    read(async (database) => {
      let query = heldOn(database, day).orderBy('code').limit(limit)
      if (after !== undefined) query = query.where('code', '>', after)
      if (state !== undefined) query = query.where('state', '=', state)
      if (unit !== undefined)
        query = query.where((row) =>
          row.or([row('owner', '=', unit), row('maintenance', '=', unit)]),
        )
      if (text !== undefined)
        query = /^\d+$/.test(text)
          ? query.where('code', '>=', text).where('code', '<', `${text}~`)
          : query.where('name', 'like', `%${plain(text).replaceAll(/[%_\\]/g, '')}%`)
      return (await query.execute()).map(kept)
    }),
})

/** What a version of their table says of components, in the transaction that writes it. */
export async function writeComponents(
  transaction: Transaction<CaseTables>,
  { head: { version, from }, rows }: CatalogueVersion,
): Promise<void> {
  for (let start = 0; start < rows.length; start += batch)
    await transaction
      .insertInto('component_versions')
      .values(
        rows.slice(start, start + batch).map((row) => ({
          ...{ code: row['code'] ?? '', version, from_day: from },
          ...{ name: plain(row['name'] ?? ''), state: row['state'] ?? '' },
          ...{ owner: row['owner'] ?? null, maintenance: row['maintenance'] ?? null },
          cells: JSON.stringify(row),
        })),
      )
      .execute()
}
