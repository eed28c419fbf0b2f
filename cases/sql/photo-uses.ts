import { sql, type Kysely, type Transaction } from 'kysely'

import type { CaseId } from '../../core/identity.ts'
import type { Instant } from '../../core/time.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { PhotosDue, PhotoUseStore } from '../photo-ports.ts'
import type { Commit } from '../ports.ts'
import { caseIn } from './case-row.ts'
import type { CaseTables } from './case-tables.ts'

/** Which case named a picture when; of each case its first event counts. */
export async function keepPhotoUses(
  transaction: Transaction<CaseTables>,
  { id, expectedVersion, events }: Commit,
): Promise<void> {
  for (const [place, { event, data }] of events.entries())
    if (event === 'photosDeleted')
      await transaction
        .updateTable('photo_uses')
        .set({ deleted: expectedVersion + place + 1 })
        .where('case_id', '=', id)
        .where('sha256', 'in', data.deleted)
        .execute()
  const uses = new Map<string, number>()
  for (const [place, { data }] of events.entries())
    for (const { sha256 } of ('photos' in data ? data.photos : undefined) ?? [])
      if (!uses.has(sha256)) uses.set(sha256, expectedVersion + place + 1)
  if (uses.size === 0) return
  await transaction
    .insertInto('photo_uses')
    .values([...uses].map(([sha256, version]) => ({ sha256, case_id: id, version })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export const photoUses = ({ read }: Pick<SqlEngine<CaseTables>, 'read'>): PhotoUseStore => ({
  photosDue: (before, except, limit) =>
    read(async (database) => {
      const due: PhotosDue[] = []
      for (let after = { at: 0, id: '' }; due.length < limit;) {
        const cases = await database
          .selectFrom('cases')
          .select(['id', 'state', 'ended_at', 'version'])
          .where('ended_at', '<', before)
          .where('id', 'in', (query) =>
            query.selectFrom('photo_uses').select('case_id').where('deleted', 'is', null),
          )
          .where(sql<boolean>`(ended_at, id) > (${after.at}, ${after.id})`)
          .orderBy('ended_at')
          .orderBy('id')
          .limit(page)
          .execute()
        for (const { id, state, version } of cases) {
          if (except.includes(caseIn(state).lead)) continue
          const photos = await freeOf(database, id, before, except)
          if (photos.length > 0) due.push({ case: id as CaseId, version, photos })
        }
        const end = cases.at(-1)
        if (end === undefined || cases.length < page) break
        after = { at: end.ended_at ?? 0, id: end.id }
      }
      return due.slice(0, limit)
    }),

  namedPhotos: (names) =>
    read(async (database) => {
      if (names.length === 0) return new Set()
      const rows = await database
        .selectFrom('photo_uses')
        .select('sha256')
        .distinct()
        .where('sha256', 'in', names)
        .execute()
      return new Set(rows.map(({ sha256 }) => sha256))
    }),

  photoUses: (names) =>
    read(async (database) => {
      if (names.length === 0) return []
      const rows = await database
        .selectFrom('photo_uses')
        .selectAll()
        .where('sha256', 'in', names)
        .orderBy('sha256')
        .orderBy('case_id')
        .limit(mostUses)
        .execute()
      return rows.map(({ sha256, case_id, version }) => ({
        sha256,
        case: case_id as CaseId,
        version,
      }))
    }),
})

/** Pictures of the case that no other case holds on to. */
async function freeOf(
  database: Kysely<CaseTables>,
  id: string,
  before: Instant,
  except: readonly string[],
): Promise<readonly string[]> {
  const uses = await database
    .selectFrom('photo_uses as own')
    .innerJoin('photo_uses as use', 'use.sha256', 'own.sha256')
    .leftJoin('cases', 'cases.id', 'use.case_id')
    .select(['own.sha256', 'cases.state', 'cases.ended_at'])
    .where('own.case_id', '=', id)
    .where('own.deleted', 'is', null)
    .orderBy('own.sha256')
    .execute()
  const held = new Set(
    uses
      .filter(
        ({ state, ended_at: ended }) =>
          state === null ||
          ended === null ||
          ended >= before ||
          except.includes(caseIn(state).lead),
      )
      .map(({ sha256 }) => sha256),
  )
  return [...new Set(uses.map(({ sha256 }) => sha256))].filter((sha256) => !held.has(sha256))
}

const page = 200

/** Nobody looks through more. */
const mostUses = 1_000
