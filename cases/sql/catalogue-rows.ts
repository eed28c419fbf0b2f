import { canonicalJson } from '../../core/canonical-json.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CatalogueStore } from '../catalogue-ports.ts'
import { headSchema, rowsSchema } from '../life/catalogue.ts'
import { genesis } from '../life/hash-chain.ts'
import { sha256 } from './commit-rows.ts'
import { writeComponents } from './component-rows.ts'
import type { CaseTables } from './case-tables.ts'

const chained = (previous: string, head: string, content: string): string =>
  sha256(canonicalJson({ previous, head, content }))

/** Versions of the tables of a city, in the words that both engines know. */
export function catalogueRows({ read, write }: SqlEngine<CaseTables>): CatalogueStore {
  return {
    catalogueHeads: (table) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('catalogue_versions')
          .select('head')
          .where('catalogue', '=', table)
          .orderBy('version')
          .execute()
        return rows.map(({ head }) => checkedJson(`a version of ${table}`, headSchema, head))
      }),

    catalogueVersion: (table, version) =>
      read(async (database) => {
        const found = await database
          .selectFrom('catalogue_versions')
          .select(['version', 'head', 'content', 'hash'])
          .where('catalogue', '=', table)
          .where('version', 'in', [version - 1, version])
          .orderBy('version', 'desc')
          .execute()
        const [row, before] = found
        if (row?.version !== version) return undefined
        const { head, content, hash } = row
        const name = `version ${version} of the table ${table}`
        if (chained(before?.hash ?? genesis, head, content) !== hash)
          throw new UrbanBrainError('store-damaged', `${name} is not as it was written`)
        return {
          head: checkedJson(name, headSchema, head),
          rows: checkedJson(name, rowsSchema, content),
        }
      }),

    addCatalogue: ({ head, rows }) =>
      write(async (transaction) => {
        const { table, version } = head
        const last = await transaction
          .selectFrom('catalogue_versions')
          .select(['version', 'hash'])
          .where('catalogue', '=', table)
          .orderBy('version', 'desc')
          .limit(1)
          .executeTakeFirst()
        const texts = { head: canonicalJson(head), content: canonicalJson(rows) }
        const hash = chained(last?.hash ?? genesis, texts.head, texts.content)
        const written =
          version === (last?.version ?? 0) + 1 &&
          (await transaction
            .insertInto('catalogue_versions')
            .values({ catalogue: table, version, ...texts, hash })
            .onConflict((conflict) => conflict.doNothing())
            .returning('version')
            .executeTakeFirst())
        if (!written)
          throw new UrbanBrainError(
            'version-conflict',
            `somebody else put a version of the table ${table} in force first`,
          )
        if (table === 'components') await writeComponents(transaction, { head, rows })
      }),
  }
}
