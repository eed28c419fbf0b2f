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

  some: (wanted) => sql`select 1 as one from case_texts where grams @@ ${asked(wanted)}::tsquery`,

  found: (wanted) => sql`select case_id from case_texts where grams @@ ${asked(wanted)}::tsquery`,
}

const asked = (wanted: Wanted): string =>
  wanted.map((ways) => `(${ways.map(every).join(' | ')})`).join(' & ')

/** Grams are letters and digits, so that a quote ends where it should. */
const every = (grams: readonly Gram[]): string =>
  `(${grams.map(({ text, prefix }) => `'${text}'${prefix ? ':*' : ''}`).join(' & ')})`
