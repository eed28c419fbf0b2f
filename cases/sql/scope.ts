/** Scopes in the words that both engines know. A condition names the table, and stands where the table is not renamed. */
import { sql, type RawBuilder } from 'kysely'

import type { Scope } from '../../core/scope.ts'

const everything = sql<boolean>`1 = 1`

const inAreas = (cell: 'cases.cell' | 'alarms.cell', { areas }: Scope): RawBuilder<boolean> =>
  areas === undefined
    ? everything
    : sql<boolean>`(${sql.join(
        [sql`1 = 0`, ...areas.map((area) => sql`${sql.ref(cell)} like ${`${area}%`}`)],
        sql` or `,
      )})`

/** Of `cases`: by its cell and the unit that has it now. */
export const caseWithin = (scope: Scope): RawBuilder<boolean> =>
  scope.unit === undefined
    ? inAreas('cases.cell', scope)
    : sql<boolean>`(${inAreas('cases.cell', scope)} and cases.unit = ${scope.unit})`

/** Of `alarms`: by its cell and the unit that has its case now. */
export const alarmWithin = (scope: Scope): RawBuilder<boolean> =>
  scope.unit === undefined
    ? inAreas('alarms.cell', scope)
    : sql<boolean>`(${inAreas('alarms.cell', scope)} and alarms.with_case in (
        select cases.id from cases where cases.unit = ${scope.unit}))`
