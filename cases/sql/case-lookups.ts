import { metresBetween } from '../../core/distance.ts'
import type { CaseId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { openKey } from '../life/case.ts'
import { keptBy } from '../life/duplicate.ts'
import { dueKinds, type CaseStore, type DueDeadline } from '../ports.ts'
import { caseIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'

type Answers = Pick<
  CaseStore,
  'get' | 'openCase' | 'openCollected' | 'reported' | 'openNear' | 'lastEnded' | 'due'
>

/** One case, by what it is known by. */
export function caseLookups({ read }: Pick<SqlEngine<CaseTables>, 'read'>): Answers {
  return {
    get: (id) =>
      read(async (database) => {
        const row = await database
          .selectFrom('cases')
          .select('state')
          .where('id', '=', id)
          .executeTakeFirst()
        return row && caseIn(row.state)
      }),

    openCase: (key) =>
      read(async (database) => {
        const row = await database
          .selectFrom('cases')
          .select(['id', 'state'])
          .where('open_key', '=', key)
          .executeTakeFirst()
        return row && (keptBy(caseIn(row.state)) ?? (row.id as CaseId))
      }),

    openCollected: ({ categories, from, to }, limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('cases')
          .select('state')
          .where('category', 'in', categories)
          .where('collected_at', '>=', from)
          .where('collected_at', '<=', to)
          .where('open', '=', 1)
          .orderBy('collected_at')
          .orderBy('id')
          .limit(limit)
          .execute()
        return rows.map(({ state }) => caseIn(state))
      }),

    reported: (actor, key) =>
      read(async (database) => {
        const row = await database
          .selectFrom('report_keys')
          .select(['case_id', 'body'])
          .where('actor', '=', actor)
          .where('request', '=', key)
          .executeTakeFirst()
        return row && { case: row.case_id as CaseId, body: row.body }
      }),

    openNear: ({ component, longitude, latitude }, category, work, metres) =>
      read(async (database) => {
        if (longitude === undefined || latitude === undefined) return undefined
        const here = { longitude, latitude }
        const rows = await database
          .selectFrom('cases')
          .select('state')
          .where('open', '=', 1)
          .where('category', '=', category)
          .execute()
        const near = rows.flatMap(({ state }) => {
          const { id, place, work: done } = caseIn(state)
          if (done !== work || place.longitude === undefined || place.latitude === undefined)
            return []
          if (component !== undefined && place.component !== undefined) return []
          const { longitude, latitude } = place
          const distance = metresBetween(here, { longitude, latitude })
          return distance <= metres ? [{ id, distance }] : []
        })
        return near.toSorted((a, b) => a.distance - b.distance || (a.id < b.id ? -1 : 1))[0]?.id
      }),

    lastEnded: (place, category, work, since) =>
      read(async (database) => {
        const key = openKey(place, category, work)
        if (key === undefined) return undefined
        const rows = await database
          .selectFrom('cases')
          .select('state')
          .where('ended_at', '>=', since)
          .where('category', '=', category)
          .where((either) =>
            either.or([
              either('device', '=', place.device ?? ''),
              ...(place.component === undefined
                ? []
                : [either('state', 'like', `%"component":"${place.component}"%`)]),
              ...(place.area === undefined
                ? []
                : [either('state', 'like', `%"area":"${place.area}"%`)]),
            ]),
          )
          .orderBy('ended_at', 'desc')
          .orderBy('id')
          .execute()
        const ended = rows.map(({ state }) => caseIn(state))
        return ended.find((one) => openKey(one.place, one.category, one.work) === key)?.id
      }),

    due: (before, limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('case_deadlines')
          .selectAll()
          .where('at', '<=', before)
          .orderBy('at')
          .orderBy('case_id')
          .orderBy('kind')
          .limit(limit)
          .execute()
        return rows.map(({ case_id, kind, at }): DueDeadline => ({
          case: case_id as CaseId,
          kind: dueKinds.find((known) => known === kind) ?? 'handling',
          at: instant(at),
        }))
      }),
  }
}
