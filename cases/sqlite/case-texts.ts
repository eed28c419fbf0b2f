import { sql, type Kysely, type RawBuilder } from 'kysely'

import type { Gram } from '../life/case-search.ts'
import type { CaseTables } from '../sql/case-tables.ts'
import type { TextIndex, Wanted } from '../sql/case-texts.ts'

/**
 * Texts of cases in a full-text index of the engine (FTS5). Its own `trigram` finds nothing of two characters, so it is given
 * the pairs as words of their own; it keeps no text and no places of words (decision 0051).
 */
export const sqliteTexts: TextIndex = {
  put: async (transaction, texts) => {
    const { rows } = await sql<{
      number: number
      id: string
    }>`insert into case_texts (case_id, text) values ${sql.join(
      texts.map(({ id, text }) => sql`(${id}, ${text})`),
    )}
      on conflict (case_id) do update set text = excluded.text
      returning number, case_id as id`.execute(transaction)
    const numbers = new Map(rows.map(({ id, number }) => [id, number]))
    await sql`delete from case_words where rowid in (${sql.join([...numbers.values()])})`.execute(
      transaction,
    )
    await sql`insert into case_words (rowid, grams) values ${sql.join(
      texts.map(({ id, grams }) => sql`(${numbers.get(id) ?? 0}, ${grams.join(' ')})`),
    )}`.execute(transaction)
  },

  among: async (database, wanted, most) => {
    // Of a beginning all places are gathered before the first is given; of a word as it stands they are given one by one.
    const asTheyStand = wanted.map((ways) => ways.map((grams) => grams.map(asItStands)))
    if (await areMore(database, numbersOf(asTheyStand), most)) return undefined
    const numbers = numbersOf(wanted)
    return (await areMore(database, numbers, most))
      ? undefined
      : sql`id in (select case_id from case_texts where number in (${numbers}))`
  },

  // It gives numbers one by one, and is stopped when it has given enough.
  isCommon: () => Promise.resolve(false),
}

const asItStands = ({ text }: Gram): Gram => ({ text, prefix: false })

const numbersOf = (wanted: Wanted) =>
  sql`select rowid from case_words where case_words match ${asked(wanted)}`

async function areMore(
  database: Kysely<CaseTables>,
  numbers: RawBuilder<unknown>,
  most: number,
): Promise<boolean> {
  const { rows } = await sql<{
    readonly count: number
  }>`select count(*) as count from (${numbers} limit ${most + 1}) as looked`.execute(database)
  return (rows[0]?.count ?? 0) > most
}

const asked = (wanted: Wanted): string =>
  wanted.map((ways) => `(${ways.map(every).join(' OR ')})`).join(' AND ')

/** Grams are letters and digits, so that a quote ends where it should. */
const every = (grams: readonly Gram[]): string =>
  `(${grams.map(({ text, prefix }) => `"${text}"${prefix ? ' *' : ''}`).join(' AND ')})`
