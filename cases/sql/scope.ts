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

/** The city gave it to a district of theirs. Few cases have one, and no index of them is to lead a query that asks for more. */
const givenTo = ({ areas = [] }: Scope): RawBuilder<boolean> =>
  areas.length === 0
    ? sql<boolean>`1 = 0`
    : sql<boolean>`cases.district || '' in (${sql.join(areas.map((area) => sql`${area}`))})`

const ofUnit = ({ unit }: Scope, condition: RawBuilder<boolean>): RawBuilder<boolean> =>
  unit === undefined ? condition : sql<boolean>`(${condition} and cases.unit = ${unit})`

/** Of `cases`, to be seen: by its cell or the district that the city gave it to, and by the unit that has it now. */
export const caseWithin = (scope: Scope): RawBuilder<boolean> =>
  ofUnit(
    scope,
    scope.areas === undefined
      ? everything
      : sql<boolean>`(${inAreas('cases.cell', scope)} or ${givenTo(scope)})`,
  )

/** Of `cases`, to be answered for: by one district, which is the one that the city gave it to where there is one. A unit answers for its orders. */
export const caseAnswered = (scope: Scope): RawBuilder<boolean> =>
  scope.areas === undefined || scope.unit !== undefined
    ? caseWithin(scope)
    : sql<boolean>`(case when cases.district is null then ${inAreas('cases.cell', scope)}
        else ${givenTo(scope)} end)`

/** Of `cases` that are seen: another district than one of theirs has it. */
export const caseGivenAway = (scope: Scope): RawBuilder<boolean> =>
  scope.unit === undefined
    ? sql<boolean>`(cases.district is not null and not (${givenTo(scope)}))`
    : sql<boolean>`1 = 0`

/** Of `cases`, by where they lie and the unit that has them now. */
export const caseLying = (scope: Scope): RawBuilder<boolean> =>
  ofUnit(scope, inAreas('cases.cell', scope))

/** Of `alarms`: by its cell and the unit that has its case now. */
export const alarmWithin = (scope: Scope): RawBuilder<boolean> =>
  scope.unit === undefined
    ? inAreas('alarms.cell', scope)
    : sql<boolean>`(${inAreas('alarms.cell', scope)} and (
        select cases.unit from cases where cases.id = alarms.with_case) = ${scope.unit})`

/** One of `alarms`: also by its case, where the city gave that to a district of theirs. */
export const alarmSeen = (scope: Scope): RawBuilder<boolean> =>
  sql<boolean>`(${alarmWithin(scope)} or exists (
    select 1 from cases where cases.id = alarms.with_case and ${ofUnit(scope, givenTo(scope))}))`
