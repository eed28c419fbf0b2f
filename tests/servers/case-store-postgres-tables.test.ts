import { join } from 'node:path'

import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'

import { handOverName } from '../../cases/duty-ports.ts'
import { openCaseSource } from '../../cases/sql/case-copy.ts'
import { openPostgresCases } from '../../cases/postgres/cases.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { CaseId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { migratePostgres } from '../../storage/postgres/migrate.ts'
import type { Postgres } from '../../storage/postgres/postgres.ts'
import { openSqlite } from '../../storage/sqlite/sqlite.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { anyTable, connect, freshDatabase } from '../support/postgres.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import {
  catalogueVersion,
  componentsVersion,
  cover,
} from '../contract/case-store-catalogue.suite.ts'
import {
  asBeforeEnds,
  asBeforeCopies,
  asBeforeCauses,
  asBeforeDues,
  asBeforePlatform,
  asBeforeFrozenThere,
  asBeforeOfLateThere,
  asBeforeReporters,
  asBeforeSearch,
  asBeforeSuppressions,
  causesOf,
  alarmRow,
  heldAlarm,
  shelf,
  asStillWithUnit,
  at,
  byDeadline,
  caller,
  collected,
  commit,
  designated,
  dispatched,
  drainage,
  next,
  returned,
  sketch,
  someEnds,
  someFreeze,
} from '../contract/case-store-samples.ts'
import { patrol, position } from '../contract/case-store-patrols.suite.ts'
import { personalChoice } from '../contract/case-store-personal.suite.ts'
import { pushDevice } from '../contract/case-store-push.suite.ts'
import { someShift } from '../contract/case-store-duty-log.suite.ts'
import { rota } from '../contract/case-store-rotas.suite.ts'

async function partitionsOf(postgres: Postgres): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string; range: string }>`
    select relname as name, pg_get_expr(relpartbound, oid) as range
    from pg_class join pg_inherits on inhrelid = oid
    where inhparent = 'case_events'::regclass order by oid`.execute(anyTable(postgres))
  return rows.map(({ name, range }) => `${name} ${range.match(/\d+/g)?.join(' ')}`)
}

describe.skipIf(sharedServicesMissing('postgres') !== undefined)('tables on PostgreSQL', () => {
  test('of many that start at once one makes the tables', async () => {
    const url = await freshDatabase()
    const stores = await Promise.all(
      Array.from({ length: 4 }, () => openPostgresCases(connect(url))),
    )
    await Promise.all(stores.map((store, n) => store.append(sketch(n))))
    expect((await stores[0]?.verify())?.events).toBe(4)
    const { rows } = await sql<{ name: string }>`select name from urban_brain_migrations`.execute(
      anyTable(connect(url)),
    )
    expect(rows.map(({ name }) => name)).toEqual([
      ...['0001-register', '0002-ends', '0003-due', '0004-notices'],
      ...['0005-report-keys', '0006-returned-by', '0007-suppressions', '0008-causes'],
      ...['0009-dues', '0010-platform', '0014-reporters', '0015-frozen-evaluations'],
      ...['0016-search', '0017-lists', '0018-photo-uses', '0019-places-of-alarms'],
      ...['0020-personal-looks', '0021-waiting', '0022-boundaries', '0023-catalogue'],
      ...['0024-evaluations-by-case', '0025-rotas', '0026-follows', '0027-components'],
      ...['0029-supports', '0032-photos-deleted', '0033-districts', '0034-patrols'],
      ...['0035-evaluations-in-order', '0036-personal-choices', '0038-found-by-index'],
      ...['0039-orders-by-number', '0042-push-devices', '0043-ended-cases', '0044-suspended'],
      ...['0052-alarm-lists', '0058-duty-log'],
    ])
  })

  test('a copy takes along what is still to be told or held back, and the keys of reports', async () => {
    const file = join(await temporaryFolder(), 'cases.db')
    const pending = {
      ...{ channel: 'mqtt', notice: 'C1/4', case: 'C1' as CaseId, version: 4, to: drainage },
      ...{ since: at, next: at, attempts: 1, reported: true },
    }
    const old = await openSqliteCases(file)
    await old.addNotices([pending])
    await old.append({
      ...sketch(1),
      report: { actor: 'olga', key: 'phone-7-0001', body: 'a1' },
      reporter: caller,
    })
    await old.append(commit('C9', undefined, [collected('wl-9'), designated('thing')]))
    await old.addCatalogue(catalogueVersion(1))
    await old.addCatalogue(componentsVersion(1))
    await old.keepFollow('C1' as CaseId, 'f0', at)
    const boundaries = await old.boundaries()
    expect(boundaries).toHaveLength(1)
    await old.putRotas([rota(1)])
    await old.putRotas([rota(2)])
    await someShift(old)
    await old.addPatrols([patrol(1)])
    await old.addPositions(patrol(1).id, [position(1)], 9)
    await old.putPersonalChoice(personalChoice('zhang'))
    await old.putPushDevice(pushDevice('zhang'), 9)
    await old.pushKey('of the tests')
    await old.addSuppression(shelf('S1'))
    const row = { ...alarmRow('a'), outcome: 'suppressed', suppression: 'S1' } as const
    await old.holdBack({ row, transition: 'a raised' }, heldAlarm('S1', 'a'))
    await old.acknowledge(row.alarm, { by: 'olga', at, severity: 'yellow' })
    const kept = { cause: 'storm/a', as: 'folded', further: true } as const
    const causes = causesOf('b', { case: 'C1' as CaseId, counted: ['storm/a'], kept })
    await old.putAlarm({ row: alarmRow('b'), transition: 'b raised', causes })
    const waiting = await old.waiting()
    await old.addToPlatform(new Map([['C1' as CaseId, 4]]), at)
    const [asked] = await old.dueToPlatform({ before: at, after: at }, [], 9)
    if (asked === undefined) throw new Error('nothing for the platform')
    const refused = { at, reason: 'no such district' }
    await old.stepToPlatform(asked, { taken: 2, attempts: 3, next: at, refused })
    const parked = await old.refusedByPlatform(9)
    expect(parked).toEqual([{ ...asked, taken: 2, attempts: 3, refused }])
    expect(waiting).toHaveLength(1)
    const seen = await old.alarm(row.alarm)
    const { id, fact } = await someFreeze(old, 'march', '2026-03-01_2026-03-31')
    await old[Symbol.asyncDispose]()
    const copied = connect(await freshDatabase())
    await using source = openCaseSource(file)
    await source.copyTo(copied, () => {})
    await source.copyTo(copied, () => {})
    const taken = await openPostgresCases(copied)
    expect(await taken.noticesDue('mqtt', at, [], 9)).toEqual([pending])
    expect(await taken.reporter('C1' as CaseId)).toEqual(caller)
    expect(await taken.reported('olga', 'phone-7-0001')).toEqual({ case: 'C1', body: 'a1' })
    expect(await taken.frozenFacts(id)).toEqual([fact])
    expect(await taken.verifyFrozen(id)).toEqual([])
    expect(await taken.boundaries()).toEqual(boundaries)
    expect(await taken.catalogueVersion('standards', 1)).toEqual(catalogueVersion(1))
    expect(await taken.componentVersions(cover.code, 9)).toMatchObject([{ name: cover.name }])
    expect(await taken.rotaVersions(drainage, 9)).toEqual([rota(2), rota(1)])
    expect(await taken.logTail('@operator')).toHaveLength(3)
    expect(await taken.verifyFrozen(handOverName('@operator', 1))).toEqual([])
    expect(await taken.patrol(patrol(1).id)).toEqual(patrol(1))
    expect(await taken.pushDevices()).toEqual([pushDevice('zhang')])
    expect(await taken.pushKey('another')).toBe('of the tests')
    expect(await taken.track(patrol(1).id)).toEqual([position(1)])
    expect(await taken.followed('f0')).toBe('C1')
    expect(await taken.holding()).toEqual([shelf('S1')])
    expect(await taken.waiting()).toEqual(waiting)
    expect(await taken.refusedByPlatform(9)).toEqual(parked)
    expect(await taken.folded('C1' as CaseId)).toBe(1)
    expect(await taken.heldBack('S1', 9)).toEqual([heldAlarm('S1', 'a')])
    expect(await taken.alarm(row.alarm)).toEqual(seen)
  })

  test('rows of an older version, in the database or in a file, tell of their days all the same', async () => {
    const file = join(await temporaryFolder(), 'cases.sqlite')
    const day = async (store: CaseStore) => {
      const { events, ...others } = await store.day(at, instant(at + 1))
      return { ...others, events: new Set(events) }
    }
    const old = await openSqliteCases(file)
    await someEnds(old)
    const expected = await day(old)
    await old[Symbol.asyncDispose]()
    await asBeforeEnds(file)

    const copied = connect(await freshDatabase())
    await using source = openCaseSource(file)
    await source.copyTo(copied, () => {})
    const taken = await openPostgresCases(copied)
    expect(await day(taken)).toEqual(expected)
    const stages = { collected: 2, closed: 1 }
    expect((await taken.summary()).stages).toEqual(stages)
    expect(await byDeadline(taken)).toEqual(['C3', 'C2', 'C1'])

    // As the copy before this version left them.
    await sql`alter table cases drop column due_at`.execute(anyTable(copied))
    await sql`alter table cases drop column ended_at`.execute(anyTable(copied))
    await sql`alter table alarms drop column cleared_at`.execute(anyTable(copied))
    await sql`drop index case_events_by_time`.execute(anyTable(copied))
    await sql`drop table report_keys`.execute(anyTable(copied))
    await sql`drop table case_notices`.execute(anyTable(copied))
    for (const statement of [
      ...asBeforeOfLateThere,
      ...asBeforeFrozenThere,
      ...asBeforeSearch,
      ...asBeforeReporters,
      ...asBeforePlatform,
      asBeforeDues,
      ...asBeforeCauses,
      ...asBeforeSuppressions,
    ])
      await sql.raw(statement).execute(anyTable(copied))
    await sql`delete from urban_brain_migrations where name >= '0002'`.execute(anyTable(copied))
    const migrated = await openPostgresCases(copied)
    expect(await day(migrated)).toEqual(expected)
    expect((await migrated.summary()).stages).toEqual(stages)
    expect(await byDeadline(migrated)).toEqual(['C3', 'C2', 'C1'])
    await migrated.append(sketch(4))
    expect(await migrated.verify()).toMatchObject({ events: 6, faults: [] })
  })

  test('a case that was given back is with no unit, whichever version wrote it into the database or a file', async () => {
    const file = join(await temporaryFolder(), 'cases.sqlite')
    const old = await openSqliteCases(file)
    const back = commit('C1', undefined, [collected('wl-1'), dispatched, returned])
    await old.append(back)
    await old[Symbol.asyncDispose]()
    const database = openSqlite(file)
    for (const statement of [...asBeforeCopies, asStillWithUnit])
      await sql.raw(statement).execute(database)
    await sql`delete from cases_migrations where name = '0007-returned-by'`.execute(database)
    await database.destroy()
    const withNobody = async (store: CaseStore) => {
      expect(await store.get(back.id)).toEqual(back.after)
      expect((await store.summary({ unit: drainage })).open).toBe(0)
    }

    const copied = connect(await freshDatabase())
    await using source = openCaseSource(file)
    await source.copyTo(copied, () => {})
    await withNobody(await openPostgresCases(copied))

    for (const statement of [
      ...asBeforeOfLateThere,
      ...asBeforeFrozenThere,
      ...asBeforeSearch,
      ...asBeforeReporters,
      ...asBeforePlatform,
      asBeforeDues,
      ...asBeforeCauses,
      ...asBeforeSuppressions,
      asStillWithUnit,
    ])
      await sql.raw(statement).execute(anyTable(copied))
    await sql`delete from urban_brain_migrations where name >= '0006'`.execute(anyTable(copied))
    await withNobody(await openPostgresCases(copied))

    await using migrated = await openSqliteCases(file)
    await withNobody(migrated)
  })

  test('every partition finds a day by the time of its events', async () => {
    const postgres = connect(await freshDatabase())
    const store = await openPostgresCases(postgres, { partitionSize: 2 })
    for (let n = 1; n <= 6; n += 1) await store.append(sketch(n))
    const partitions = await partitionsOf(postgres)
    const { rows } = await sql<{ table: string }>`
      select tablename as table from pg_indexes
      where indexdef like '%USING brin (at)' and tablename <> 'case_events'`.execute(
      anyTable(postgres),
    )
    expect(rows).toHaveLength(partitions.length)
    expect((await store.day(at, instant(at + 1))).events).toMatchObject([{ count: 6 }])
  })

  test('tables of a newer program, and a migration with another text, are refused', async () => {
    const postgres = connect(await freshDatabase())
    const one = { name: '0001-a', statements: ['create table a (x int)'] }
    const two = { name: '0002-b', statements: ['create table b (x int)'] }
    await migratePostgres(postgres, 'things', [one, two])
    await migratePostgres(postgres, 'things', [one, two])
    await expect(migratePostgres(postgres, 'things', [one])).rejects.toMatchObject({
      code: 'engine-mismatch',
      message: expect.stringContaining('newer'),
    })
    const other = { ...one, statements: ['create table a (y int)'] }
    await expect(migratePostgres(postgres, 'things', [other, two])).rejects.toMatchObject({
      code: 'engine-mismatch',
      message: expect.stringContaining('another text'),
    })
    const broken = { name: '0003-c', statements: ['create table c (x int)', 'no sql'] }
    await expect(migratePostgres(postgres, 'things', [one, two, broken])).rejects.toThrow('no')
    await migratePostgres(postgres, 'things', [
      one,
      two,
      { name: '0003-c', statements: ['create table c (x int)'] },
    ])
  })

  test('the database takes no second event of a version, whoever writes it', async () => {
    const postgres = connect(await freshDatabase())
    const store = await openPostgresCases(postgres)
    await store.append(sketch(1))
    for (const version of [1, 3])
      await expect(
        sql`insert into case_events (case_id, version, at, actor, event, data, hash)
          values ('C1', ${version}, 1, '{}', 'closed', '{}', '')`.execute(anyTable(postgres)),
      ).rejects.toMatchObject({ code: '23505' })
  })

  test('events are not changed, deleted or emptied out, and nobody has the right to', async () => {
    const postgres = connect(await freshDatabase())
    const store = await openPostgresCases(postgres)
    await store.append(sketch(1))
    const partition = (await partitionsOf(postgres))[0]?.split(' ')[0] ?? ''
    for (const table of ['case_events', partition])
      for (const change of [
        `update ${table} set data = '{}'`,
        `delete from ${table}`,
        `truncate ${table}`,
      ])
        await expect(sql.raw(change).execute(anyTable(postgres))).rejects.toThrow('never')
    const { rows } = await sql<{ right: string }>`
      select distinct privilege_type as right from pg_class, aclexplode(relacl)
      where relname in ('case_events', ${partition})
        and privilege_type in ('UPDATE', 'DELETE', 'TRUNCATE', 'INSERT')`.execute(
      anyTable(postgres),
    )
    expect(rows).toEqual([{ right: 'INSERT' }])
    expect(await store.verify()).toEqual({ cases: 1, events: 1, faults: [] })
  })

  test('somebody who takes the triggers away is found out', async () => {
    const postgres = connect(await freshDatabase())
    const store = await openPostgresCases(postgres)
    await store.append(sketch(1))
    await store.append(next(sketch(1).after))
    await sql`alter table case_events disable trigger case_events_unchanged`.execute(
      anyTable(postgres),
    )
    await sql`update case_events set at = 7 where version = 1`.execute(anyTable(postgres))
    expect((await store.verify()).faults).toEqual([{ case: 'C1', version: 1, fault: 'changed' }])
  })

  test('partitions are made ahead, follow on when their size changes, and hold every event', async () => {
    const postgres = connect(await freshDatabase())
    const store = await openPostgresCases(postgres, { partitionSize: 5 })
    expect(await partitionsOf(postgres)).toEqual([
      'case_events_from_1 1 6',
      'case_events_from_6 6 11',
    ])
    for (let n = 1; n <= 6; n += 1) await store.append(sketch(n))
    expect(await partitionsOf(postgres)).toHaveLength(3)
    const larger = await openPostgresCases(postgres, { partitionSize: 20 })
    await Promise.all([7, 8, 9, 10, 11, 12, 13, 14].map((n) => larger.append(sketch(n))))
    // This one does not know that there are more.
    for (let n = 15; n <= 40; n += 1) await store.append(sketch(n))
    const partitions = await partitionsOf(postgres)
    expect(partitions.slice(0, 4)).toEqual([
      'case_events_from_1 1 6',
      'case_events_from_6 6 11',
      'case_events_from_11 11 16',
      'case_events_from_16 16 36',
    ])
    expect(await store.verify()).toEqual({ cases: 40, events: 40, faults: [] })
    expect((await store.since(0, 100)).map(({ record }) => record.case)).toHaveLength(40)
    expect(await store.load('C40' as CaseId)).toHaveLength(1)
  })

  test('a missing partition is made when an event needs it', async () => {
    const postgres = connect(await freshDatabase())
    const store = await openPostgresCases(postgres, { partitionSize: 5 })
    await sql`select setval('case_events_sequence', 100)`.execute(anyTable(postgres))
    await store.append(sketch(1))
    expect(await store.latest()).toBeGreaterThan(100)
  })

  test('a server that forgets what it confirmed, or cannot hold every text, is refused', async () => {
    const url = await freshDatabase()
    const name = sql.id(new URL(url).pathname.slice(1))
    const admin = anyTable(connect(url))
    await sql`alter database ${name} set synchronous_commit = off`.execute(admin)
    await expect(openPostgresCases(connect(url))).rejects.toMatchObject({
      code: 'engine-mismatch',
      message: expect.stringContaining('synchronous_commit'),
    })
    const latin = new URL(url)
    latin.pathname += '_latin'
    await sql`create database ${sql.id(latin.pathname.slice(1))}
      template template0 encoding 'LATIN1' lc_collate 'C' lc_ctype 'C'`.execute(admin)
    await expect(openPostgresCases(connect(latin.href))).rejects.toMatchObject({
      code: 'engine-mismatch',
      message: expect.stringContaining('UTF8'),
    })
  })
})
