import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseStore } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'

type Plans = Pick<CaseStore, 'planEscalation' | 'planPerson'>

/** When somebody is told next of a case, by a step of escalation or in person: beside its deadlines. */
export const escalationRows = ({ write }: Pick<SqlEngine<CaseTables>, 'write'>): Plans => {
  const planned =
    (kind: 'escalation' | 'person'): Plans['planEscalation'] =>
    (id, version, at) =>
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
          .where('kind', '=', kind)
          .execute()
        if (at !== undefined)
          await transaction.insertInto('case_deadlines').values({ case_id: id, kind, at }).execute()
      })
  return { planEscalation: planned('escalation'), planPerson: planned('person') }
}
