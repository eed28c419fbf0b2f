import type { Transaction } from 'kysely'

import type { Device } from '../../core/device.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { RegisteredDevice, Registry, UnknownDevice } from '../../core/registry.ts'
import { instant } from '../../core/time.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { keptDevice } from '../register/kept-device.ts'
import type { RegistryTables } from './registry-schema.ts'

/** Rows in one statement; far below the bound of 999 parameters that old builds of SQLite have. */
const chunk = 100

/** Names remembered of those that nobody registered; the ones seen longest ago are forgotten first. */
const unknownKept = 10_000

interface Revisions {
  next(): number
}

/** The register in the words that both engines know. */
export function sqlRegistry({
  read,
  write,
}: SqlEngine<RegistryTables>): Omit<Registry, typeof Symbol.asyncDispose> {
  /**
   * One writer at a time: touching the revision first takes its lock before anything is read, and holds it until the
   * commit. So revisions grow in the order of commits, and who follows them misses none.
   */
  const change = (
    work: (transaction: Transaction<RegistryTables>, revisions: Revisions) => Promise<void>,
  ): Promise<void> =>
    write(async (transaction) => {
      const { revision } = await transaction
        .updateTable('registry_revision')
        .set((row) => ({ revision: row('revision', '+', 0) }))
        .where('one', '=', 1)
        .returning('revision')
        .executeTakeFirstOrThrow()
      let last = revision
      await work(transaction, { next: () => (last += 1) })
      if (last === revision) return
      await transaction.updateTable('registry_revision').set({ revision: last }).execute()
    })

  return {
    changes(revision: number, limit: number): Promise<readonly RegisteredDevice[]> {
      return read(async (database) => {
        const rows = await database
          .selectFrom('device')
          .selectAll()
          .where('revision', '>', revision)
          .orderBy('revision')
          .limit(limit)
          .execute()
        return rows.map(({ id, document, credential, revision }) => ({
          device: keptDevice(`device ${id}`, document),
          ...(credential === null ? {} : { credential }),
          revision,
        }))
      })
    },

    put(devices: readonly Device[], seen?: ReadonlyMap<DeviceId, number>): Promise<void> {
      // Of two rows for one device the last one counts.
      const wanted = new Map(devices.map((device) => [device.id, documentOf(device)]))
      return change(async (transaction, revisions) => {
        for (const part of chunks([...(seen ?? [])])) await unchanged(transaction, part)
        for (const part of chunks([...wanted])) {
          const stored = await transaction
            .selectFrom('device')
            .select(['id', 'document'])
            .where(
              'id',
              'in',
              part.map(([id]) => id),
            )
            .execute()
          const before = new Map(stored.map(({ id, document }) => [id, document]))
          const changed = part.filter(([id, document]) => before.get(id) !== document)
          if (changed.length === 0) continue
          const rows = changed.map(([id, document]) => ({
            id,
            document,
            revision: revisions.next(),
            credential: null,
          }))
          await transaction
            .insertInto('device')
            .values(rows)
            .onConflict((conflict) =>
              conflict.column('id').doUpdateSet((row) => ({
                document: row.ref('excluded.document'),
                revision: row.ref('excluded.revision'),
              })),
            )
            .execute()
        }
      })
    },

    setCredentials(credentials: ReadonlyMap<DeviceId, string>): Promise<void> {
      return change(async (transaction, revisions) => {
        const missing: string[] = []
        for (const [id, credential] of credentials) {
          const row = await transaction
            .selectFrom('device')
            .select('credential')
            .where('id', '=', id)
            .executeTakeFirst()
          if (row === undefined) missing.push(id)
          if (row === undefined || row.credential === credential) continue
          await transaction
            .updateTable('device')
            .set({ credential, revision: revisions.next() })
            .where('id', '=', id)
            .execute()
        }
        if (missing.length > 0) {
          const message = `not registered: ${missing.slice(0, 5).join(', ')}`
          throw new UrbanBrainError('device-unknown', message, { details: missing })
        }
      })
    },

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
                  .whereRef('device.id', '=', 'unknown_device.id'),
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

/** In the transaction that writes: since the lock is held, what is so now stays so until the commit. */
async function unchanged(
  transaction: Transaction<RegistryTables>,
  seen: readonly (readonly [DeviceId, number])[],
): Promise<void> {
  const stored = await transaction
    .selectFrom('device')
    .select(['id', 'revision'])
    .where(
      'id',
      'in',
      seen.map(([id]) => id),
    )
    .execute()
  const now = new Map<string, number>(stored.map(({ id, revision }) => [id, revision]))
  const others = seen.filter(([id, revision]) => (now.get(id) ?? 0) !== revision).map(([id]) => id)
  if (others.length === 0) return
  const message = `changed meanwhile: ${others.slice(0, 5).join(', ')}`
  throw new UrbanBrainError('version-conflict', message, { details: others })
}

/** The same device always gives the same text, in whatever order its fields were written. */
function documentOf(device: Device): string {
  const { limits, ...rest } = device
  const sorted = limits === undefined ? {} : { limits: byName(limits) }
  return JSON.stringify(byName({ ...rest, ...sorted }))
}

const byName = (fields: Readonly<Record<string, unknown>>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(fields).toSorted(([a], [b]) => (a < b ? -1 : 1)))

function* chunks<T>(values: readonly T[]): Iterable<readonly T[]> {
  for (let start = 0; start < values.length; start += chunk) {
    yield values.slice(start, start + chunk)
  }
}
