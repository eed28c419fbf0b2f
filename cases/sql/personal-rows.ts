import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { personalChoiceSchema } from '../life/personal-choice.ts'
import type { PersonalStore } from '../personal-ports.ts'
import type { CaseTables } from './case-tables.ts'

/** What people chose of how they are told, each as they chose it last. */
export const personalRows = ({ read, write }: SqlEngine<CaseTables>): PersonalStore => ({
  personalChoice: (person) =>
    read(async (database) => {
      const row = await database
        .selectFrom('personal_choices')
        .select('choice')
        .where('person', '=', person)
        .executeTakeFirst()
      return row && checkedJson(`what ${person} chose`, personalChoiceSchema, row.choice)
    }),

  putPersonalChoice: (choice) =>
    write(async (transaction) => {
      const { person, version } = choice
      const row = { version, choice: JSON.stringify(choice) }
      if (version === 1) {
        const { numInsertedOrUpdatedRows: added } = await transaction
          .insertInto('personal_choices')
          .values({ person, ...row })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        return added === 1n
      }
      const { numUpdatedRows } = await transaction
        .updateTable('personal_choices')
        .set(row)
        .where('person', '=', person)
        .where('version', '=', version - 1)
        .executeTakeFirst()
      return numUpdatedRows === 1n
    }),
})
