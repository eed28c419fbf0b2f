import { sql } from 'kysely'
import { describe, expect, test, vi } from 'vitest'

import { systemClock } from '../../app/run/system-clock.ts'
import { openPostgresCases } from '../../cases/postgres/cases.ts'
import { Commits } from '../../runtime/commits.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { relay } from '../../cases/desk/relay.ts'
import { silentObserver } from '../../core/observer.ts'
import type { CaseId } from '../../core/identity.ts'
import { caseEventsTopic } from '../../core/topics.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import { servicesMissing, sharedServicesMissing } from '../services/available.ts'
import { replaceDatabase, startPostgres } from '../services/postgres.ts'
import { sharedServer } from '../services/shared.ts'
import { everyRecord } from '../support/log-records.ts'
import { migratedDatabase } from '../support/migrated-database.ts'
import { anyTable, connect, freshDatabase } from '../support/postgres.ts'
import {
  asBeforeOfLateThere,
  collected,
  commit,
  next,
  pictured,
  sketch,
} from '../contract/case-store-samples.ts'
import { caseStoreSuite } from '../contract/case-store.suite.ts'

/** Ends the sessions that hold the lease of a task. */
const cutTasks = (postgres: Postgres) =>
  sql`select pg_terminate_backend(pid) from pg_locks
    where locktype = 'advisory' and granted
      and database = (select oid from pg_database where datname = current_database())`.execute(
    anyTable(postgres),
  )

describe.skipIf(sharedServicesMissing('postgres') !== undefined)('on PostgreSQL', () => {
  caseStoreSuite('PostgreSQL', async () => openPostgresCases(connect(await migratedDatabase())))

  test('tables of an older version know which cases named a picture', async () => {
    const postgres = connect(await freshDatabase())
    const old = await openPostgresCases(postgres)
    const name = 'ab'.repeat(32)
    await old.append(commit('C1', undefined, [collected('wl-1'), pictured(name), pictured(name)]))
    const uses = await old.photoUses([name])
    expect(uses).toHaveLength(1)
    for (const statement of asBeforeOfLateThere)
      await sql.raw(statement).execute(anyTable(postgres))
    await sql`delete from urban_brain_migrations where name >= '0018-photo-uses'`.execute(
      anyTable(postgres),
    )
    const steps: string[] = []
    const rows: string[] = []
    const store = await openPostgresCases(postgres, {
      filling: ({ step, ...made }) => {
        if (step === undefined) return
        if (made.rows === undefined) steps.push(step)
        else rows.push(`${step} ${made.rows} of ${made.ofRows}`)
      },
    })
    expect(rows).toEqual(['0039-orders-by-number 0 of 1', '0039-orders-by-number 1 of 1'])
    expect(await store.photoUses([name])).toEqual(uses)
    expect([steps[0], steps.at(-1)]).toEqual(['0018-photo-uses', '0058-duty-log'])
  })

  test('a follower misses no event of writers in many processes', async () => {
    const url = await migratedDatabase()
    const writers = await Promise.all(
      Array.from({ length: 4 }, () => openPostgresCases(connect(url), { partitionSize: 100 })),
    )
    const reader = await openPostgresCases(connect(url))
    const seen: string[] = []
    let writing = true
    const follow = async () => {
      for (let sequence = 0; ;) {
        const last = !writing
        const rows = await reader.since(sequence, 9)
        for (const { record } of rows) seen.push(`${record.case}/${record.version}`)
        sequence = rows.at(-1)?.record.sequence ?? sequence
        if (last && rows.length === 0) return
      }
    }
    const following = follow()
    const write = async (store: CaseStore, n: number) => {
      const first = sketch(n)
      await store.append(first)
      const second = next(first.after)
      await store.append(second)
      await store.append(next(second.after))
    }
    await Promise.all(Array.from({ length: 80 }, (_, n) => write(writers[n % 4] ?? reader, n)))
    writing = false
    await following
    const all = Array.from({ length: 80 }, (_, n) => [1, 2, 3].map((v) => `C${n}/${v}`)).flat()
    expect(seen.toSorted()).toEqual(all.toSorted())
    expect((await reader.verify()).faults).toEqual([])
  })

  test('of appends of several processes at one version one wins', async () => {
    const url = await freshDatabase()
    const stores = await Promise.all(
      Array.from({ length: 3 }, () => openPostgresCases(connect(url))),
    )
    const results = (appends: readonly Promise<void>[]) => Promise.allSettled(appends)
    const first = await results(
      stores.flatMap((store) => [1, 2].map(() => store.append(sketch(1)))),
    )
    const then = await results(
      stores.flatMap((store) => [1, 2].map(() => store.append(next(sketch(1).after)))),
    )
    for (const round of [first, then]) {
      const lost = round.filter((result) => result.status === 'rejected')
      expect(lost).toHaveLength(5)
      for (const { reason } of lost) expect(reason).toMatchObject({ code: 'version-conflict' })
    }
  })

  test('of two cases for one thing, opened by two processes at once, one is refused', async () => {
    const url = await migratedDatabase()
    const stores = await Promise.all(
      Array.from({ length: 4 }, () => openPostgresCases(connect(url))),
    )
    for (let round = 0; round < 5; round += 1) {
      const results = await Promise.allSettled(
        stores.map((store, n) => {
          const id = `C${round}-${n}` as CaseId
          return store.append({ ...sketch(round), id })
        }),
      )
      const lost = results.filter((result) => result.status === 'rejected')
      expect(lost).toHaveLength(3)
      for (const { reason } of lost) expect(reason).toMatchObject({ code: 'version-conflict' })
    }
    expect((await stores[0]?.verify())?.events).toBe(5)
  })

  test('a task is done by one process, and by another when its connection is cut', async () => {
    const url = await migratedDatabase()
    const [one, other] = await Promise.all([
      openPostgresCases(connect(url)),
      openPostgresCases(connect(url)),
    ])
    if (one === undefined || other === undefined) throw new Error()
    const ending = new AbortController()
    const at: string[] = []
    const work = (name: string) => async (turn: AbortSignal) => {
      at.push(`${name} begins`)
      await new Promise<void>((resolve) => turn.addEventListener('abort', () => resolve()))
      at.push(`${name} ends`)
    }
    const first = one.underLease('relay', work('one'), ending.signal)
    const lost = expect(first).rejects.toMatchObject({ code: 'store-unavailable' })
    await vi.waitFor(() => expect(at).toEqual(['one begins']), 60_000)
    const second = other.underLease('relay', work('other'), ending.signal)
    await one.underLease('something else', () => Promise.resolve(), ending.signal)
    await cutTasks(connect(url))
    await lost
    await vi.waitFor(() => expect(at).toContain('other begins'), 60_000)
    expect(at).toEqual(['one begins', 'one ends', 'other begins'])
    ending.abort()
    await second
  })

  test('one process relays at a time, and the next goes on where it had come to', async () => {
    const url = await migratedDatabase()
    const log = new MemoryLog()
    const ending = new AbortController()
    const stores = await Promise.all([1, 2].map(() => openPostgresCases(connect(url))))
    const turns: string[] = []
    const relays = stores.map((store, n) => {
      const watched: CaseStore = {
        ...store,
        underLease: (task, work, signal) =>
          store.underLease(
            task,
            async (turn) => {
              turns.push(`${n}`)
              await work(turn)
            },
            signal,
          ),
      }
      const commits = new Commits(systemClock)
      return relay({ store: watched, log, commits, clock: systemClock, observer: silentObserver })(
        ending.signal,
      )
    })
    const relayed = async () =>
      (await everyRecord(log, caseEventsTopic)).map(({ value }) => value.sequence)
    const [store] = stores
    if (store === undefined) throw new Error()
    for (let n = 1; n <= 6; n += 1) {
      await store.append(sketch(n))
      await vi.waitFor(async () => expect((await relayed()).at(-1)).toBe(n), 60_000)
      if (n % 2 === 0) await cutTasks(connect(url))
    }
    ending.abort()
    await Promise.all(relays)
    expect(turns.length).toBeGreaterThan(1)
    // A repeat is allowed, a gap or a step back to what is older than the last page is not.
    expect([...new Set(await relayed())]).toEqual([1, 2, 3, 4, 5, 6])
  })

  test('a connection that is cut in the middle fails its call only', async () => {
    const url = await migratedDatabase()
    const postgres = connect(url, { pool: 2 })
    const store = await openPostgresCases(postgres)
    const database = anyTable(postgres)
    const cut = database.transaction().execute(async (transaction) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(
        transaction,
      )
      await sql`select pg_terminate_backend(${rows[0]?.pid})`.execute(database)
      await sql`select 1`.execute(transaction)
    })
    await expect(cut).rejects.toThrow()
    await store.append(sketch(1))
    expect(await store.load('C1' as CaseId)).toHaveLength(1)
  })

  test('more callers than connections wait for each other, and time limits are a store that is away', async () => {
    const url = await migratedDatabase()
    const store = await openPostgresCases(connect(url, { pool: 2 }))
    await Promise.all(Array.from({ length: 30 }, (_, n) => store.append(sketch(n))))
    const blocker = anyTable(connect(url))
    const slow = await openPostgresCases(
      connect(url, { pool: 1, statementTimeout: 300, connectTimeout: 200 }),
    )
    await blocker.transaction().execute(async (transaction) => {
      await sql`lock table cases`.execute(transaction)
      const both = await Promise.allSettled([slow.append(sketch(50)), slow.append(sketch(51))])
      for (const result of both)
        expect(result).toMatchObject({ reason: { code: 'store-unavailable', retry: 'later' } })
    })
    await slow.append(sketch(50))
  })

  test('tables that are gone under it: unavailable until they are back, as with any other loss of the server', async () => {
    const url = await migratedDatabase()
    const store = await openPostgresCases(connect(url))
    await store.append(sketch(1))
    const giveBack = await replaceDatabase(url)
    const works = [() => store.append(sketch(2)), () => store.get(sketch(1).id)]
    for (const work of works)
      await expect(work()).rejects.toMatchObject({ code: 'store-unavailable', retry: 'later' })
    await giveBack()
    await store.append(sketch(2))
    expect(await store.get(sketch(1).id)).toBeDefined()
  })

  test('a database that is not there, and a server that is not', async () => {
    const { url } = await sharedServer('postgres')
    const nowhere = new URL(url)
    nowhere.pathname = '/no_such_database'
    await expect(openPostgresCases(connect(nowhere.href))).rejects.toMatchObject({
      code: 'engine-mismatch',
    })
    await expect(
      openPostgresCases(connect('postgres://postgres@127.0.0.1:1/postgres')),
    ).rejects.toMatchObject({ code: 'store-unavailable' })
  })
})

describe.skipIf(servicesMissing('postgres') !== undefined)('a PostgreSQL of its own', () => {
  test('stopped in the middle of work: unavailable, and well again after it started', async () => {
    await using server = await startPostgres()
    const store = await openPostgresCases(connect(await server.createDatabase()))
    const known = new Set<string>()
    const outcomes: string[] = []
    const ending = new AbortController()
    let n = 0
    const write = async () => {
      while (!ending.signal.aborted) {
        const sketched = sketch((n += 1))
        try {
          await store.append(sketched)
          known.add(sketched.id)
          outcomes.push('ok')
        } catch (error) {
          expect(error).toMatchObject({ code: 'store-unavailable', retry: 'later' })
          outcomes.push('away')
          await new Promise((resolve) => setTimeout(resolve, 20))
        }
      }
    }
    const writers = [write(), write(), write()]
    for (const end of [() => server.stop(), () => server.kill()]) {
      outcomes.length = 0
      await vi.waitFor(() => expect(outcomes).toContain('ok'), 60_000)
      await end()
      await vi.waitFor(() => expect(outcomes).toContain('away'), 60_000)
      await server.start()
      outcomes.length = 0
      await vi.waitFor(() => expect(outcomes).toContain('ok'), 60_000)
    }
    ending.abort()
    await Promise.all(writers)
    const { faults } = await store.verify()
    expect(faults).toEqual([])
    for (const id of known) expect(await store.get(id as CaseId)).toBeDefined()
  })
})
