import type { DeviceId } from '../../core/identity.ts'
import type { Registry, UnknownDevice } from '../../core/registry.ts'
import { instant } from '../../core/time.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import type { RegistryTables } from './registry-schema.ts'

/** Names remembered of those that nobody registered; the ones seen longest ago are forgotten first. */
const unknownKept = 10_000

/** Names that send and that nobody registered. */
export function sightings({
  read,
  write,
}: SqlEngine<RegistryTables>): Pick<Registry, 'sighted' | 'unknown'> {
  return {
    sighted(unknown: readonly Omit<UnknownDevice, 'firstSeen'>[]): Promise<void> {
      if (unknown.length === 0) return Promise.resolve()
      // Two writers that take the same rows in the same order wait for each other, and not both ways.
      const sorted = unknown.toSorted((a, b) => (a.id < b.id ? -1 : 1))
      return write(async (transaction) => {
        for (const { id, lastSeen, frames, sample } of sorted) {
          await transaction
            .insertInto('unknown_device')
            .values({ id, first_seen: lastSeen, last_seen: lastSeen, frames, sample })
            .onConflict((conflict) =>
              conflict.column('id').doUpdateSet((row) => {
                const newer = row('excluded.last_seen', '>=', row.ref('unknown_device.last_seen'))
                const older = row('excluded.first_seen', '<', row.ref('unknown_device.first_seen'))
                return {
                  frames: row('unknown_device.frames', '+', row.ref('excluded.frames')),
                  first_seen: row
                    .case()
                    .when(older)
                    .then(row.ref('excluded.first_seen'))
                    .else(row.ref('unknown_device.first_seen'))
                    .end(),
                  last_seen: row
                    .case()
                    .when(newer)
                    .then(row.ref('excluded.last_seen'))
                    .else(row.ref('unknown_device.last_seen'))
                    .end(),
                  sample: row
                    .case()
                    .when(newer)
                    .then(row.ref('excluded.sample'))
                    .else(row.ref('unknown_device.sample'))
                    .end(),
                }
              }),
            )
            .execute()
        }
        await transaction
          .deleteFrom('unknown_device')
          .where('id', 'not in', (row) =>
            row
              .selectFrom('unknown_device')
              .select('id')
              .orderBy('last_seen', 'desc')
              .orderBy('id')
              .limit(unknownKept),
          )
          .execute()
      })
    },

    unknown(limit: number): Promise<readonly UnknownDevice[]> {
      return read(async (database) => {
        const rows = await database
          .selectFrom('unknown_device')
          .selectAll()
          .where((row) =>
            row.not(
              row.exists(
                row
                  .selectFrom('device')
                  .select('device.id')
                  .where((known) =>
                    known.or([
                      known('device.id', '=', known.ref('unknown_device.id')),
                      known('device.external', '=', known.ref('unknown_device.id')),
                    ]),
                  ),
              ),
            ),
          )
          .orderBy('last_seen', 'desc')
          .orderBy('id')
          .limit(limit)
          .execute()
        return rows.map((row) => ({
          id: row.id as DeviceId,
          firstSeen: instant(row.first_seen),
          lastSeen: instant(row.last_seen),
          frames: row.frames,
          sample: row.sample,
        }))
      })
    },
  }
}
