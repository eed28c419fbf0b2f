/**
 * The journal of sessions in one SQLite file of the broker's thread. What is put gathers and is written in one
 * transaction, with one fsync: at once when somebody waits for it, otherwise within a tenth of a second. A write that the
 * disk refuses leaves all of it in hand, and a second later it is tried again.
 */
import { sql, type Kysely } from 'kysely'
import { pack, unpack } from 'msgpackr'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import type { SessionJournal } from '../ports.ts'

interface Tables {
  readonly entry: { readonly key: string; readonly value: Buffer }
}

interface Change {
  /** Undefined removes the key. */
  readonly value: unknown
  /** The key never stood in the file: removed before it was written it leaves nothing to do. */
  readonly added: boolean
}

interface Waiter {
  readonly resolve: () => void
  readonly reject: (error: unknown) => void
}

const gathering = 100
const again = 1_000
const rowsOfStatement = 200

export async function openSqliteSessions(path: string): Promise<SessionJournal> {
  const database = openSqlite<Tables>(path)
  try {
    // To the letter as it stands in files that are there: it is compared.
    await sql`create table if not exists "entry" ("key" text primary key, "value" blob not null)`.execute(
      database,
    )
    // See `storage/sqlite/file.ts`.
    await sql`create index if not exists entry_copy on entry (value)`.execute(database)
  } catch (error) {
    await database.destroy()
    throw unavailable(error)
  }
  return new SqliteSessions(database)
}

class SqliteSessions implements SessionJournal {
  readonly #database: Kysely<Tables>
  #changes = new Map<string, Change>()
  #trouble: string | undefined
  #waiting: Waiter[] = []
  #running: Promise<void> | undefined
  #timer: NodeJS.Timeout | undefined
  #closed = false

  constructor(database: Kysely<Tables>) {
    this.#database = database
  }

  async load(): Promise<readonly (readonly [string, unknown])[]> {
    const rows = await this.#database.selectFrom('entry').selectAll().orderBy('key').execute()
    return rows.map(({ key, value }) => [key, unpack(value)] as const)
  }

  put(key: string, value: unknown, added = false): void {
    this.#change(key, { value, added: added || this.#changes.get(key)?.added === true })
  }

  remove(key: string): void {
    if (this.#changes.get(key)?.added === true) this.#changes.delete(key)
    else this.#change(key, { value: undefined, added: false })
  }

  unready(): string | undefined {
    return this.#trouble === undefined ? undefined : `sessions cannot be kept: ${this.#trouble}`
  }

  flushed(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#running ??= this.#run()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.flushed().catch(() => {})
    this.#closed = true
    clearTimeout(this.#timer)
    await this.#running
    await this.#database.destroy()
  }

  #change(key: string, change: Change): void {
    if (this.#closed) return
    this.#changes.set(key, change)
    this.#writeAfter(gathering)
  }

  #writeAfter(milliseconds: number): void {
    this.#timer ??= setTimeout(() => {
      // Whoever needs it to be durable asks, and hears of a failure.
      this.flushed().catch(() => {})
    }, milliseconds).unref()
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // All that is put in this turn shares the fsync.
      await new Promise(setImmediate)
      const waiting = this.#waiting.splice(0)
      try {
        await this.#write()
        for (const { resolve } of waiting) resolve()
      } catch (error) {
        for (const { reject } of waiting) reject(unavailable(error))
      }
    }
    // Here and not a turn later: whoever was answered may ask again at once.
    this.#running = undefined
  }

  async #write(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const changes = this.#changes
    this.#changes = new Map()
    try {
      if (changes.size > 0) await this.#commit(changes)
      this.#trouble = undefined
    } catch (error) {
      this.#takeBack(changes)
      this.#trouble = messageOf(error)
      // Nobody else may have anything to write for long.
      this.#writeAfter(again)
      throw error
    }
  }

  #commit(changes: ReadonlyMap<string, Change>): Promise<void> {
    const put: { readonly key: string; readonly value: Buffer }[] = []
    const removed: string[] = []
    for (const [key, { value }] of changes) {
      if (value === undefined) removed.push(key)
      else put.push({ key, value: pack(value) })
    }
    return this.#database.transaction().execute(async (transaction) => {
      for (const values of chunks(put)) {
        await transaction
          .insertInto('entry')
          .values(values)
          .onConflict((conflict) =>
            conflict.column('key').doUpdateSet((row) => ({ value: row.ref('excluded.value') })),
          )
          .execute()
      }
      for (const keys of chunks(removed)) {
        await transaction.deleteFrom('entry').where('key', 'in', keys).execute()
      }
    })
  }

  /** What was not written is still to be, but for what was changed again meanwhile. */
  #takeBack(changes: ReadonlyMap<string, Change>): void {
    for (const [key, { value, added }] of changes) {
      const later = this.#changes.get(key)
      if (later === undefined) this.#changes.set(key, { value, added })
      else if (added && later.value === undefined) this.#changes.delete(key)
      else this.#changes.set(key, { value: later.value, added })
    }
  }
}

function* chunks<T>(all: readonly T[]): Iterable<readonly T[]> {
  for (let at = 0; at < all.length; at += rowsOfStatement) yield all.slice(at, at + rowsOfStatement)
}

const unavailable = (cause: unknown): UrbanBrainError =>
  new UrbanBrainError('store-unavailable', `sessions cannot be kept: ${messageOf(cause)}`, {
    cause,
  })
