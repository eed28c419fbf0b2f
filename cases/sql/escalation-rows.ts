import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseStore } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'

/** When the next step of escalation of a case is told: beside its deadlines. */
export const escalationRows = ({
  write,
}: Pick<SqlEngine<CaseTables>, 'write'>): Pick<CaseStore, 'planEscalation'> => ({
  planEscalation: (id, version, at) =>
    write(async (transaction) => {
      // Takes the lock of the case first, as a commit does.
      const held = await transaction
        .updateTable('cases')
        .set({ version })
        .where('id', '=', id)
        .where('version', '=', version)
        .returning('id')
        .executeTakeFirst()
      if (held === undefined) return
      await transaction
        .deleteFrom('case_deadlines')
        .where('case_id', '=', id)
        .where('kind', '=', 'escalation')
        .execute()
      if (at !== undefined)
        await transaction
          .insertInto('case_deadlines')
          .values({ case_id: id, kind: 'escalation', at })
          .execute()
    }),
})
