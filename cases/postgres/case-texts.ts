import { sql } from 'kysely'

import type { Gram } from '../life/case-search.ts'
import type { TextIndex, Wanted } from '../sql/case-texts.ts'

/**
 * Texts of cases in an inverted index (GIN) over their pairs of characters and words. `pg_trgm` would be an extension that
 * somebody has to install, and finds nothing of two Chinese characters by its index (decision 0051).
 */
export const postgresTexts: TextIndex = {
  put: async (transaction, texts) => {
    // Grams are letters and digits: a space parts them.
    await sql`insert into case_texts (case_id, text, grams)
      select id, text, array_to_tsvector(string_to_array(grams, ' '))
      from unnest(${texts.map(({ id }) => id)}::text[], ${texts.map(({ text }) => text)}::text[],
        ${texts.map(({ grams }) => grams.join(' '))}::text[]) as written (id, text, grams)
      on conflict (case_id) do update set text = excluded.text, grams = excluded.grams`.execute(
      transaction,
    )
  },

  // What is found is looked up one by one, whatever the server reckons how much it is.
  among: async (database, wanted, most) => {
    const { rows } = await sql<{ readonly found: readonly string[] }>`
      select case_texts_found(${asked(wanted)}::tsquery, ${most + 1}) as found`.execute(database)
    const found = rows[0]?.found ?? []
    return found.length > most ? undefined : sql`id = any (${found}::text[])`
  },

  // The index gathers all places of a word before it gives the first one. Grams of one term come together, terms as it happens.
  isCommon: async (database, wanted) => {
    const grams = wanted.flat(2)
    if (grams.length > mostReckoned) return false
    const { rows } = await sql<{ readonly share: number }>`
      select coalesce(sum(known.share), 0) as share
      from unnest(${grams.map(({ text }) => text)}::text[], ${grams.map(({ prefix }) => prefix)}::boolean[])
        with ordinality as gram (text, prefix, number)
      left join (
        select word, share from pg_stats,
          unnest(most_common_elems::text::text[], most_common_elem_freqs) as most_common (word, share)
        where schemaname = current_schema() and tablename = 'case_texts' and attname = 'grams'
      ) as known on word = text or prefix and starts_with(word, text)
      group by number order by number`.execute(database)
    const shares = rows.values()
    const ofWay = (way: readonly Gram[]) =>
      Math.min(...way.map(() => shares.next().value?.share ?? 0))
    const ofTerms = wanted.map((ways) => ways.map(ofWay).reduce((sum, share) => sum + share, 0))
    return ofTerms.reduce((product, share) => product * Math.min(share, 1), 1) > common
  },
}

/** Of all texts: so many that a page of them is met among some ten thousand cases. */
const common = 0.005
/** Names of many devices have more grams, and are left to the index. */
const mostReckoned = 100

const asked = (wanted: Wanted): string =>
  wanted.map((ways) => `(${ways.map(every).join(' | ')})`).join(' & ')

/** Grams are letters and digits, so that a quote ends where it should. */
const every = (grams: readonly Gram[]): string =>
  `(${grams.map(({ text, prefix }) => `'${text}'${prefix ? ':*' : ''}`).join(' & ')})`
