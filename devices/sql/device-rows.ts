import type { Kysely, Transaction } from 'kysely'

import { canonicalJson } from '../../core/canonical-json.ts'
import type { Device } from '../../core/device.ts'
import { deviceEditSchema, type Editing } from '../../core/device-edit.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import type { DeviceId } from '../../core/identity.ts'
import type { RegisteredDevice, Registry } from '../../core/registry.ts'
import { stationOf } from '../../core/station.ts'
import type { Instant } from '../../core/time.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { SqlEngine } from '../../storage/sql/engine.ts'
import { editOf } from '../register/device-edit.ts'
import { keptDevice } from '../register/kept-device.ts'
import type { RegistryTables } from './registry-schema.ts'
import { revising } from './revisions.ts'

/** Rows in one statement; far below the bound of 999 parameters that old builds of SQLite have. */
const chunk = 100
/** Edits that are read at once to find the newest. */
const editsAtOnce = 1_000

/** Devices and their credentials, by revision. */
export function deviceRows({
  read,
  write,
}: SqlEngine<RegistryTables>): Pick<
  Registry,
  'changes' | 'put' | 'edits' | 'addedSince' | 'setCredentials'
> {
  const change = revising(write)
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

    put(
      devices: readonly Device[],
      seen?: ReadonlyMap<DeviceId, number>,
      editing?: Editing,
    ): Promise<void> {
      // Of two rows for one device the last one counts.
      const wanted = new Map(devices.map((device) => [device.id, device]))
      return change(async (transaction, revisions) => {
        for (const part of chunks([...(seen ?? [])])) await unchanged(transaction, part)
        const before = await documentsOf(transaction, [...wanted.keys()])
        // The same device always gives the same text.
        const changed = [...wanted.values()]
          .map((device) => ({ device, document: canonicalJson(device) }))
          .filter(({ device, document }) => before.get(device.id) !== document)
        const named = changed.map(({ device }) => device)
        await freeNames(transaction, named, 'station')
        await freeNames(transaction, named, 'external')
        for (const part of chunks(changed)) {
          const rows = part.map(({ device, document }) => ({
            id: device.id,
            document,
            station: nameOf.station(device) ?? null,
            external: nameOf.external(device) ?? null,
            revision: revisions.next(),
            credential: null,
          }))
          await transaction
            .insertInto('device')
            .values(rows)
            .onConflict((conflict) =>
              conflict.column('id').doUpdateSet((row) => ({
                document: row.ref('excluded.document'),
                station: row.ref('excluded.station'),
                external: row.ref('excluded.external'),
                revision: row.ref('excluded.revision'),
              })),
            )
            .execute()
          if (editing === undefined) continue
          const edits = rows.map(({ id, document, revision }) => {
            const old = before.get(id)
            const edit = editOf(
              old === undefined ? undefined : keptDevice(`device ${id}`, old),
              keptDevice(`device ${id}`, document),
              editing,
            )
            return { revision, device: id, edit: JSON.stringify(edit) }
          })
          await transaction.insertInto('device_edit').values(edits).execute()
        }
      })
    },

    edits: (device, limit) =>
      read(async (database) => {
        const rows = await database
          .selectFrom('device_edit')
          .select('edit')
          .where('device', '=', device)
          .orderBy('revision', 'desc')
          .limit(limit)
          .execute()
        return rows.map(({ edit }) => checkedJson(`an edit of ${device}`, deviceEditSchema, edit))
      }),

    addedSince: (from) => read((database) => addedSince(database, from)),

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
          await setCredential(transaction, id, credential, revisions.next())
        }
        if (missing.length > 0) throw notRegistered(missing)
      })
    },
  }
}

export const setCredential = (
  transaction: Transaction<RegistryTables>,
  id: DeviceId,
  credential: string,
  revision: number,
) => transaction.updateTable('device').set({ credential, revision }).where('id', '=', id).execute()

export const notRegistered = (ids: readonly string[]): UrbanBrainError =>
  new UrbanBrainError('device-unknown', `not registered: ${ids.slice(0, 5).join(', ')}`, {
    details: ids,
  })

async function addedSince(
  database: Kysely<RegistryTables>,
  from: Instant,
): Promise<ReadonlyMap<DeviceId, Instant>> {
  const added = new Map<DeviceId, Instant>()
  let newest = Number.MAX_SAFE_INTEGER
  for (;;) {
    const rows = await database
      .selectFrom('device_edit')
      .selectAll()
      .where('revision', '<', newest)
      .orderBy('revision', 'desc')
      .limit(editsAtOnce)
      .execute()
    let oldest = from
    for (const { device, edit: text } of rows) {
      const edit = checkedJson(`an edit of ${device}`, deviceEditSchema, text)
      oldest = edit.at
      if (edit.added === true && edit.at >= from) added.set(device as DeviceId, edit.at)
    }
    newest = rows.at(-1)?.revision ?? 0
    // Clocks of several desks differ by a little: a page is read to its end.
    if (rows.length < editsAtOnce || oldest < from) return added
  }
}

async function documentsOf(
  transaction: Transaction<RegistryTables>,
  ids: readonly DeviceId[],
): Promise<ReadonlyMap<string, string>> {
  const documents = new Map<string, string>()
  for (const part of chunks(ids)) {
    const rows = await transaction
      .selectFrom('device')
      .select(['id', 'document'])
      .where('id', 'in', part)
      .execute()
    for (const { id, document } of rows) documents.set(id, document)
  }
  return documents
}

/** What no two devices have, by its column. */
const nameOf = {
  station: stationOf,
  external: ({ externalId }: Device): string | undefined => externalId,
} as const

/** So that devices may take each other's names. One that a device has which stays as it is was given to it meanwhile. */
async function freeNames(
  transaction: Transaction<RegistryTables>,
  devices: readonly Device[],
  column: keyof typeof nameOf,
): Promise<void> {
  for (const part of chunks(devices.map(({ id }) => id))) {
    await transaction
      .updateTable('device')
      .set(column === 'station' ? { station: null } : { external: null })
      .where('id', 'in', part)
      .where(column, 'is not', null)
      .execute()
  }
  const names = devices.flatMap((device) => nameOf[column](device) ?? [])
  for (const part of chunks(names)) {
    const taken = await transaction
      .selectFrom('device')
      .select('id')
      .where(column, 'in', part)
      .execute()
    if (taken.length > 0 || new Set(names).size < names.length) {
      const others = taken.map(({ id }) => id)
      throw new UrbanBrainError(
        'version-conflict',
        'a name of a station, or an external id, is that of another device',
        {
          details: others,
        },
      )
    }
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

export function* chunks<T>(values: readonly T[]): Iterable<readonly T[]> {
  for (let start = 0; start < values.length; start += chunk) {
    yield values.slice(start, start + chunk)
  }
}
