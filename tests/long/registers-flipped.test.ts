/** One bit after the other of the files that hold rows: what is kept is as it was written, or the file is named. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

import Database from 'libsql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

import { openSqliteAccounts } from '../../app/sqlite/accounts.ts'
import { openSqliteSessions as openSignIns } from '../../app/sqlite/sessions.ts'
import { checkChains, checkRegister } from '../../app/installation/registers.ts'
import { openSqliteSessions } from '../../broker/sqlite/sessions.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import { deviceSchema, type Device } from '../../core/device.ts'
import type { CaseId, DeviceId } from '../../core/identity.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { instant } from '../../core/time.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { createRandom } from '../../simulators/script/random.ts'
import { lookAtSqlite, markSqlite } from '../../storage/sqlite/file.ts'
import { account, changeOf } from '../contract/account-store.suite.ts'
import { catalogueVersion, componentsVersion } from '../contract/case-store-catalogue.suite.ts'
import { patrol, position } from '../contract/case-store-patrols.suite.ts'
import { personalChoice } from '../contract/case-store-personal.suite.ts'
import { pushDevice } from '../contract/case-store-push.suite.ts'
import { someShift } from '../contract/case-store-duty-log.suite.ts'
import { rota } from '../contract/case-store-rotas.suite.ts'
import { deviceCommand } from '../contract/device-commands.suite.ts'
import { configurationOrder } from '../contract/device-configurations.suite.ts'
import { ruleVersion } from '../contract/rule-versions.suite.ts'
import {
  alarmRow,
  causesOf,
  at,
  caller,
  closed,
  collected,
  commit,
  designated,
  dispatched,
  pictured,
  drainage,
  filed,
  heldAlarm,
  shelf,
  someFreeze,
} from '../contract/case-store-samples.ts'

const names = [
  'registry.sqlite',
  'cases.sqlite',
  'mqtt-sessions.sqlite',
  'sign-ins.sqlite',
  'accounts.sqlite',
] as const
const rounds = 300

let data: string
const columns: Record<string, Readonly<Record<string, readonly string[]>>> = {}
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'urban-brain-'))
  await fillRegistry(join(data, 'registry.sqlite'))
  await fillCases(join(data, 'cases.sqlite'))
  await fillSessions(join(data, 'mqtt-sessions.sqlite'))
  await fillSignIns(join(data, 'sign-ins.sqlite'))
  await fillAccounts(join(data, 'accounts.sqlite'))
  for (const name of ['registry.sqlite', 'cases.sqlite', 'accounts.sqlite'])
    markSqlite(join(data, name), 'of the city')
  for (const name of names) {
    lookAtSqlite(join(data, name), { mostBytes: 0 })
    columns[name] = columnsOf(join(data, name))
  }
})
afterAll(() => rm(data, { recursive: true, force: true }))

describe.each(names)('of %s', (name) => {
  test('each table holds something, and all of it is whole', async () => {
    for (const [table, rows] of Object.entries(rowsOf(join(data, name)) ?? {}))
      if (!/lock|sqlite_/.test(table)) expect(rows.length, table).toBeGreaterThan(0)
    expect(await found(name)).toBeUndefined()
  })

  test('every column of every table stands in an index that is not partial', () => {
    const database = new Database(join(data, name))
    const all = (text: string) => database.prepare(text).raw().all() as readonly unknown[][]
    for (const [table, names] of Object.entries(columns[name] ?? {})) {
      if (table.startsWith('sqlite_master')) continue
      const indexed = all(
        `select x.name from pragma_index_list('${table}') i, pragma_index_xinfo(i.name) x where i.partial = 0`,
      ).map(([column]) => `"${String(column)}"`)
      // A key that is the number of the row stands in each of its indices.
      if (indexed.length > 0)
        indexed.push(
          ...all(
            `select name from pragma_table_info('${table}') where pk = 1 and lower(type) = 'integer'`,
          ).map(([column]) => `"${String(column)}"`),
        )
      expect(
        names.filter((column) => !indexed.includes(column)),
        table,
      ).toEqual([])
    }
    database.close()
  })

  test('a flipped bit in any long text is found by name', { timeout: 300_000 }, async () => {
    const path = join(data, name)
    const whole = await readFile(path)
    const tables = rowsOf(path) ?? {}
    const cells = Object.entries(tables).map(([table, rows]) => ({
      table,
      texts: rows.flatMap((row) => row.filter(isLong)),
    }))
    const random = createRandom(7)
    // The start of a longer one stands in one piece. What several tables say is flipped where it stands, once.
    const some = new Map(
      cells.flatMap(({ table, texts }) =>
        Array.from({ length: Math.min(6, texts.length) }, () => {
          const text = (texts[random.below(texts.length)] ?? '').slice(0, 60)
          return [text, { table, wanted: Buffer.from(text, 'latin1') }] as const
        }),
      ),
    )
    expect(some.size).toBeGreaterThan(6)
    for (const { table, wanted } of some.values()) {
      for (const from of placesOf(whole, wanted)) {
        const damaged = Buffer.from(whole)
        const position = from + random.below(wanted.length)
        damaged[position] = (damaged[position] ?? 0) ^ (1 << random.below(8))
        await writeFile(path, damaged)
        const said = await found(name)
        const differs = !same(rowsOf(path), tables)
        if (differs || said !== undefined) expect(said, `${table} at ${position}`).toContain(name)
      }
    }
    await writeFile(path, whole)
  })

  test(`a bit that is flipped anywhere, ${rounds} times, changes nothing that is kept or is found by name`, async () => {
    const path = join(data, name)
    const whole = await readFile(path)
    const tables = rowsOf(path)
    const random = createRandom(name.length)
    let told = 0
    for (let round = 0; round < rounds; round += 1) {
      const damaged = Buffer.from(whole)
      let position = random.below(whole.length)
      while (whole[position] === 0) position = random.below(whole.length)
      damaged[position] = (damaged[position] ?? 0) ^ (1 << random.below(8))
      await writeFile(path, damaged)
      const said = await found(name)
      if (said !== undefined) told += 1
      if (!same(rowsOf(path), tables) || said !== undefined)
        expect(said, `bit at ${position}`).toContain(name)
    }
    await writeFile(path, whole)
    expect(told).toBeGreaterThan(rounds / 3)
  })
})

type Rows = Readonly<Record<string, readonly (readonly unknown[])[]>>

/** Everything that a reader gets, the tables themselves too; undefined when the engine refuses. */
function rowsOf(path: string): Rows | undefined {
  const database = new Database(path)
  try {
    const all = (text: string) => database.prepare(text).raw().all() as readonly unknown[][]
    const bytesOf = (table: string, columns: readonly string[]) =>
      // As bytes, because the library ends the process on a text that is none.
      all(
        `select ${columns.map((name) => `typeof(${name}), cast(${name} as blob)`).join()} from ${table}`,
      )
        .map((row) =>
          row.map((cell) => (Buffer.isBuffer(cell) ? cell.toString('latin1') : String(cell))),
        )
        .toSorted((a, b) => (String(a) < String(b) ? -1 : 1))
    return Object.fromEntries(
      Object.entries(columns[basename(path)] ?? {}).map(([table, names]) => [
        table,
        bytesOf(table, names),
      ]),
    )
  } catch {
    return undefined
  } finally {
    database.close()
  }
}

/** What is asked for in a file that is whole. */
function columnsOf(path: string): Readonly<Record<string, readonly string[]>> {
  const database = new Database(path)
  const all = (text: string) => database.prepare(text).raw().all() as readonly unknown[][]
  const tables = all("select name from sqlite_master where type = 'table'")
    .map(([table]) => String(table))
    // Of the first the engine takes the greater of what it says and what is there; the second is compared with the other stores.
    .filter((table) => table !== 'sqlite_sequence' && table !== 'installation')
    // An index of the texts beside them, which holds nothing that is not there.
    .filter((table) => !table.startsWith('case_words'))
  const columns = Object.fromEntries([
    // What the query builder keeps is worded by its version.
    [
      "sqlite_master where type <> 'table' or name not like '%_migrations%'",
      ['type', 'name', 'tbl_name', 'sql'],
    ],
    ...tables.map((table) => [
      table,
      all(`select name from pragma_table_info('${table}')`).map(([name]) => `"${String(name)}"`),
    ]),
  ]) as Record<string, readonly string[]>
  database.close()
  return columns
}

/** Of the places of one text; an instant, or the name of a unit, stands in hundreds. */
const mostPlaces = 16

/** Where it stands in the file, from the first place to the last. */
function placesOf(whole: Buffer, text: Buffer): readonly number[] {
  const places: number[] = []
  for (let at = whole.indexOf(text); at >= 0; at = whole.indexOf(text, at + text.length))
    places.push(at)
  const step = Math.max(1, places.length / mostPlaces)
  return places.filter((_, index) => Math.floor(index / step) > Math.floor((index - 1) / step))
}

const isLong = (cell: unknown): cell is string => typeof cell === 'string' && cell.length > 7

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

async function found(name: string): Promise<string | undefined> {
  try {
    await checkRegister(data, name)
    if (name === 'cases.sqlite') await checkChains(data)
    return undefined
  } catch (error) {
    expect(error).toBeInstanceOf(UrbanBrainError)
    return error instanceof Error ? error.message : String(error)
  }
}

async function fillRegistry(path: string): Promise<void> {
  await using registry = await openSqliteRegistry(path)
  const devices = Array.from({ length: 12 }, (_, index) => device(`wl-${index}`))
  await registry.put(devices)
  const edited = devices.slice(0, 3).map((one) => ({ ...one, name: 'a name '.repeat(25) }))
  await registry.put(edited, undefined, { by: 'administrator', at: instant(at) })
  await registry.setCredentials(
    new Map(devices.slice(3).map(({ id }, n) => [id, String(n).repeat(64)])),
  )
  await registry.sighted([
    {
      id: 'stranger-1' as DeviceId,
      lastSeen: at,
      frames: 3,
      sample: 'bytes that nobody knows'.repeat(90),
    },
  ])
  for (let n = 0; n < 8; n += 1)
    await registry.commands.give(deviceCommand(`DC${n}`, at + n, { reason: 'rain '.repeat(50) }))
  for (let n = 0; n < 8; n += 1)
    await registry.configurations.set([
      configurationOrder(at + n, { device: `c-${n}` as DeviceId, reason: 'rain '.repeat(50) }),
    ])
  for (let n = 0; n < 8; n += 1)
    await registry.links.hold({
      held: n % 2 === 0,
      ...{ by: 'operator', at: instant(at + n), reason: 'rain '.repeat(50) },
    })
  for (let n = 0; n < 8; n += 1)
    await registry.enrolments.add(
      {
        ...{ id: `E${n}`, name: 'covers '.repeat(40), by: 'administrator' },
        ...{ at: instant(at), until: instant(at + 1) },
      },
      String(n).repeat(64),
      devices.map(({ id }) => id),
    )
  const { number } = await registry.rules.add(ruleVersion({ 'a.yaml': '# a rule\n'.repeat(90) }))
  await registry.rules.keepShadow(1, 0, { rules: {}, alarms: [], failure: 'no '.repeat(90) })
  await registry.rules.change(
    { what: 'in-force', version: number, at: instant(at), by: 'supervisor', why: 'agreed' },
    0,
  )
}

async function fillCases(path: string): Promise<void> {
  await using cases = await openSqliteCases(path)
  for (let n = 0; n < 8; n += 1) {
    const alarm = { row: alarmRow(`alarm-${n}`, instant(at + n)), transition: `alarm-${n} raised` }
    const first = commit(`C-${n}`, undefined, [collected(`wl-${n}`), filed])
    await cases.append({
      ...first,
      alarm,
      report: { actor: 'inspector', key: `report-${n}`, body: 'a'.repeat(64) },
      reporter: caller,
    })
    if (n % 2 === 0)
      await cases.append(commit(`C-${n}`, first.after, [dispatched, pictured('ab'.repeat(32))]))
  }
  await cases.keepFollow('C-9' as CaseId, 'f0'.repeat(32), at)
  await cases.append(commit('C-9', undefined, [collected('wl-9'), dispatched, designated('thing')]))
  await cases.append(commit('C-10', undefined, [collected('wl-10'), closed]))
  await cases.addToPlatform(new Map([['C-0' as CaseId, 4]]), at)
  for (const asked of await cases.dueToPlatform({ before: at, after: at }, [], 1)) {
    const refused = {
      at,
      reason: 'the platform answered 422: there is no such district in this city',
    }
    await cases.stepToPlatform(asked, { taken: 2, attempts: 3, next: at, refused })
  }
  await cases.addNotices([
    {
      channel: 'mqtt',
      notice: 'C-0 version 3',
      case: 'C-0' as CaseId,
      version: 3,
      to: drainage,
      since: at,
      next: instant(at + 1_000),
      attempts: 2,
      reported: false,
    },
  ])
  await cases.addSuppression(shelf('S-1'))
  const row = { ...alarmRow('alarm-9'), outcome: 'suppressed', suppression: 'S-1' } as const
  await cases.holdBack({ row, transition: 'alarm-9 raised' }, heldAlarm('S-1', 'alarm-9'))
  await cases.acknowledge(row.alarm, { by: 'olga', at, severity: 'yellow', note: 'somebody looks' })
  const kept = { cause: 'storm/a', as: 'folded', further: true } as const
  await cases.putAlarm({
    ...{ row: alarmRow('alarm-8'), transition: 'alarm-8 raised' },
    causes: causesOf('alarm-8', { case: 'C-0' as CaseId, counted: ['storm/b'], kept }),
  })
  await someFreeze(cases, 'march', '2026-03-01_2026-03-31')
  await cases.addLook({
    ...{ at, by: { name: 'ada', role: 'administrator' }, case: 'C-0' },
    ...{ what: 'reporter', fields: ['name', 'phone'] },
  })
  await cases.addCatalogue(catalogueVersion(1))
  await cases.addCatalogue(componentsVersion(1))
  await cases.putRotas([rota(1)])
  await someShift(cases)
  await cases.addPatrols([patrol(1), patrol(2)])
  await cases.addPositions(patrol(1).id, [position(1), position(2)], 9)
  await cases.putPersonalChoice(personalChoice('zhang'))
  await cases.putPushDevice(pushDevice('zhang'), 9)
  await cases.pushKey('of the tests')
  await cases.setPosition('relay', 5)
}

async function fillSessions(path: string): Promise<void> {
  await using journal = await openSqliteSessions(path)
  for (let n = 0; n < 12; n += 1)
    journal.put(`session wl-${n}`, {
      subscriptions: [`ub/v1/wl-${n}/command`],
      waiting: Buffer.alloc(300, n + 1),
    })
  await journal.flushed()
}

async function fillSignIns(path: string): Promise<void> {
  await using sessions = await openSignIns(path)
  for (let n = 0; n < 12; n += 1)
    await sessions.add(
      {
        id: String.fromCharCode(97 + n).repeat(64),
        token: `${n % 7}b`.repeat(32),
        opened: at,
        seen: instant(at + n),
      },
      { most: 20, unused: instant(0), opened: instant(0) },
    )
}

async function fillAccounts(path: string): Promise<void> {
  await using accounts = await openSqliteAccounts(path)
  for (let n = 0; n < 8; n += 1) {
    const made = account(`person-${n}`, { person: `Inspector ${n}` })
    await accounts.add(made, changeOf(made, 'added', at + n))
    await accounts.signedIn(made.id, instant(at + n))
  }
}

const device = (id: string): Device =>
  deviceSchema.parse({
    id,
    kind: 'manhole',
    site: 'road',
    component: '9901020103000001',
    longitude: 120,
    latitude: 30,
    cell: '990102001001001',
    period: 3_600,
    active: true,
  })
