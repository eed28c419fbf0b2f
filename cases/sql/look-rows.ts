import { sql } from 'kysely'

import { canonicalJson } from '../../core/canonical-json.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { CaseId } from '../../core/identity.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { genesis } from '../life/hash-chain.ts'
import { chainedText } from '../life/look.ts'
import type { LookStore } from '../look-ports.ts'
import { sha256 } from './commit-rows.ts'
import { caseIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'
import { keptIn, lookChain } from './look-chain.ts'

/** Others that write at the same moment take the number; then the next one is tried. */
const tries = 50
const page = 500

/** Looks at personal data, in the words that both engines know. */
export function lookRows(engine: SqlEngine<CaseTables>): LookStore {
  const { read, write } = engine
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
    ...lookChain(engine),

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

    forgetLooks: (upTo) =>
      write(async (transaction) => {
        const rows = await transaction
          .selectFrom('personal_looks')
          .select('number')
          .orderBy('number')
          .limit(page + 1)
          .execute()
        const old = rows.slice(0, -1).filter(({ number }) => number <= upTo)
        // One at a time, for the database lets only the first of all go.
        for (const { number } of old)
          await transaction.deleteFrom('personal_looks').where('number', '=', number).execute()
        return old.length
      }),

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
