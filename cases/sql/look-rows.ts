import { sql } from 'kysely'

import { canonicalJson } from '../../core/canonical-json.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { genesis } from '../life/hash-chain.ts'
import { chainedText, lookSchema, type KeptLook } from '../life/look.ts'
import type { LookStore } from '../look-ports.ts'
import { sha256 } from './commit-rows.ts'
import { caseIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'

/** Others that write at the same moment take the number; then the next one is tried. */
const tries = 50
const page = 500

type Row = CaseTables['personal_looks']

const keptIn = ({ number, look }: Pick<Row, 'number' | 'look'>): KeptLook => ({
  ...checkedJson(`look ${number} at personal data`, lookSchema, look),
  number,
})

/** Looks at personal data, in the words that both engines know. */
export function lookRows({ read, write }: SqlEngine<CaseTables>): LookStore {
  const added = (look: Parameters<LookStore['addLook']>[0]) =>
    write(async (transaction) => {
      const last = await transaction
        .selectFrom('personal_looks')
        .select(['number', 'hash'])
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst()
      const text = canonicalJson(look)
      const number = (last?.number ?? 0) + 1
      const previous = last?.hash ?? genesis
      const written = await transaction
        .insertInto('personal_looks')
        .values({
          ...{ number, at: look.at, actor: look.by.name, case_id: look.case ?? null, look: text },
          ...{ previous, hash: sha256(chainedText(previous, number, text)) },
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('number')
        .executeTakeFirst()
      return written !== undefined
    })

  return {
    addLook: async (look) => {
      for (let attempt = 0; attempt < tries; attempt += 1) if (await added(look)) return
      throw new UrbanBrainError('store-unavailable', 'the log of looks at personal data is busy')
    },

    looks: ({ case: id, by, before, limit }) =>
      read(async (database) => {
        let query = database
          .selectFrom('personal_looks')
          .select(['number', 'look'])
          .orderBy('number', 'desc')
          .limit(limit)
        if (id !== undefined) query = query.where('case_id', '=', id)
        if (by !== undefined) query = query.where('actor', '=', by)
        if (before !== undefined) query = query.where('number', '<', before)
        return (await query.execute()).map(keptIn)
      }),

    forgetLooks: (before) =>
      write(async (transaction) => {
        const rows = await transaction
          .selectFrom('personal_looks')
          .select(['number', 'at'])
          .orderBy('number')
          .limit(page + 1)
          .execute()
        // The last one always stays: the chain goes on from it. One at a time, for the database lets only the first of all go.
        let forgotten = 0
        for (const { number, at } of rows.slice(0, -1)) {
          if (at >= before) break
          await transaction.deleteFrom('personal_looks').where('number', '=', number).execute()
          forgotten += 1
        }
        return forgotten
      }),

    verifyLooks: async () => {
      const wrong: number[] = []
      let last: Pick<Row, 'number' | 'hash'> | undefined
      for (;;) {
        const after = last?.number ?? 0
        const rows = await read((database) =>
          database
            .selectFrom('personal_looks')
            .selectAll()
            .where('number', '>', after)
            .orderBy('number')
            .limit(page)
            .execute(),
        )
        for (const row of rows) {
          const { number, look, previous, hash } = row
          const follows =
            last === undefined || (last.hash === previous && last.number + 1 === number)
          if (!follows || sha256(chainedText(previous, number, look)) !== hash) wrong.push(number)
          last = row
        }
        if (rows.length < page) return wrong
      }
    },

    reportersDue: (before, except, limit) =>
      read(async (database) => {
        const due: CaseId[] = []
        for (let after = { at: 0, id: '' }; due.length < limit;) {
          const rows = await database
            .selectFrom('cases')
            .select(['cases.id', 'cases.state', 'cases.ended_at'])
            .where('cases.ended_at', '<', before)
            .where('cases.id', 'in', (query) =>
              query
                .selectFrom('case_reporters')
                .select('case_id')
                .where('reporter', 'not like', '{"erased":%')
                .union(query.selectFrom('case_follows').select('case_id')),
            )
            .where(sql<boolean>`(cases.ended_at, cases.id) > (${after.at}, ${after.id})`)
            .orderBy('cases.ended_at')
            .orderBy('cases.id')
            .limit(page)
            .execute()
          for (const { id, state } of rows)
            if (!except.includes(caseIn(state).lead)) due.push(id as CaseId)
          const end = rows.at(-1)
          if (end === undefined || rows.length < page) break
          after = { at: end.ended_at ?? 0, id: end.id }
        }
        return due.slice(0, limit)
      }),
  }
}
