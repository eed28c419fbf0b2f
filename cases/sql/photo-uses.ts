import type { Transaction } from 'kysely'

import type { CaseId } from '../../core/identity.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { CaseStore, Commit } from '../ports.ts'
import type { CaseTables } from './case-tables.ts'

/** Which case named a picture when; of each case its first event counts. */
export async function keepPhotoUses(
  transaction: Transaction<CaseTables>,
  { id, expectedVersion, events }: Commit,
): Promise<void> {
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

export const photoUses = ({
  read,
}: Pick<SqlEngine<CaseTables>, 'read'>): Pick<CaseStore, 'photoUses'> => ({
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

/** Nobody looks through more. */
const mostUses = 1_000
