import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import Database from 'libsql'
import { expect, test } from 'vitest'

import type { DeviceId } from '../../core/identity.ts'
import { instant } from '../../core/time.ts'
import { openRegistrySource } from '../../devices/sql/registry-copy.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { deviceCommandsSuite } from './device-commands.suite.ts'
import { deviceConfigurationsSuite } from './device-configurations.suite.ts'
import { deviceEnrolmentsSuite } from './device-enrolments.suite.ts'
import { deviceLinksSuite } from './device-links.suite.ts'
import { damagedRowsAreNamed, device, registrySuite } from './registry.suite.ts'
import { ruleVersionsSuite } from './rule-versions.suite.ts'

registrySuite('SQLite in memory', () => openSqliteRegistry(':memory:'))
ruleVersionsSuite('SQLite in memory', () => openSqliteRegistry(':memory:'))
deviceCommandsSuite('SQLite in memory', () => openSqliteRegistry(':memory:'))
deviceConfigurationsSuite('SQLite in memory', () => openSqliteRegistry(':memory:'))
deviceLinksSuite('SQLite in memory', () => openSqliteRegistry(':memory:'))
deviceEnrolmentsSuite('SQLite in memory', () => openSqliteRegistry(':memory:'))

async function inFolder(work: (path: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'urban-brain-registry-'))
  try {
    await work(join(folder, 'registry.sqlite'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

test('two handles of one SQLite file see each other, and it survives both', () =>
  inFolder(async (path) => {
    const one = await openSqliteRegistry(path)
    const other = await openSqliteRegistry(path)
    await one.put([device('a')])
    await other.put([device('b')])
    expect((await one.changes(0, 10)).map((row) => row.device.id)).toEqual(['a', 'b'])
    await one[Symbol.asyncDispose]()
    await other[Symbol.asyncDispose]()
    const again = await openSqliteRegistry(path)
    await again.put([device('a'), device('c')])
    expect((await again.changes(0, 10)).map((row) => row.device.id)).toEqual(['a', 'b', 'c'])
    await again[Symbol.asyncDispose]()
  }))

test('whoever heard of nothing new hears of what comes next, from the same handle and from another', () =>
  inFolder(async (path) => {
    await using one = await openSqliteRegistry(path)
    await using other = await openSqliteRegistry(path)
    let revision = 0
    const news = async () => {
      const rows = await one.changes(revision, 10)
      revision = Math.max(revision, ...rows.map((row) => row.revision))
      return rows.map((row) => row.device.id)
    }
    for (const [index, writer] of [one, other, one, other].entries()) {
      expect([await news(), await news()]).toEqual([[], []])
      // What concerns no device changes nothing, and hides nothing.
      await writer.sighted([
        { id: 'x' as DeviceId, lastSeen: instant(index), frames: 1, sample: '' },
      ])
      expect(await news()).toEqual([])
      await writer.put([device(`d${index}`)])
      expect(await news()).toEqual([`d${index}`])
    }
    // Whoever asks from the beginning hears it all, whatever it heard before.
    expect(await one.changes(0, 10)).toHaveLength(4)
  }))

test('a new file that another thread is just making is waited for', () =>
  inFolder(async (path) => {
    const other = new Database(path)
    other.exec('BEGIN EXCLUSIVE')
    const opening = openSqliteRegistry(path)
    setTimeout(() => other.exec('COMMIT'), 50)
    const registry = await opening
    await registry.put([device('a')])
    expect(await registry.changes(0, 10)).toHaveLength(1)
    await registry[Symbol.asyncDispose]()
    other.close()
  }))

test('the MNs of a file of before stations had other names are kept, and still of one device each', () =>
  inFolder(async (path) => {
    const made = await openSqliteRegistry(path)
    await made.put([device('a', { mn: 'M-1' }), device('b')])
    await made[Symbol.asyncDispose]()
    const before = new Database(path)
    before.exec(`drop index device_station; alter table device rename column station to mn;
      update device set mn = 'M-1' where id = 'a'; create unique index device_mn on device (mn);
      delete from registry_schema where version = 6`)
    before.close()
    const registry = await openSqliteRegistry(path)
    expect((await registry.changes(0, 10)).map((row) => row.device.mn)).toEqual(['M-1', undefined])
    await expect(registry.put([device('b', { mn: 'M-1' })])).rejects.toMatchObject({
      code: 'version-conflict',
    })
    await registry.put([device('a'), device('b', { mn: 'M-1' })])
    await registry[Symbol.asyncDispose]()
  }))

test('a file that is no SQLite file is refused with a code', () =>
  inFolder(async (path) => {
    await writeFile(path, 'no database at all '.repeat(500))
    await expect(openSqliteRegistry(path)).rejects.toMatchObject({ code: 'store-unavailable' })
  }))

test('a row that is no device is named, and nothing of it is taken', () =>
  inFolder(async (path) => {
    await using registry = await openSqliteRegistry(path)
    const intruder = new Database(path)
    await damagedRowsAreNamed(registry, async (id, document) =>
      intruder.prepare('update device set document = ? where id = ?').run(document, id),
    )
    intruder.close()
  }))

test('a copy of a register with a row that is no device names it', () =>
  inFolder(async (path) => {
    const registry = await openSqliteRegistry(path)
    await registry.put([device('a'), device('b', { gateway: 'gw-1' as DeviceId })])
    await registry[Symbol.asyncDispose]()
    await using source = openRegistrySource(path)
    expect(await source.gateways()).toEqual(new Map([['b', 'gw-1']]))
    const intruder = new Database(path)
    intruder.exec("update device set document = '{}' where id = 'a'")
    intruder.close()
    await expect(source.gateways()).rejects.toMatchObject({
      code: 'record-damaged',
      message: 'device a: id: is no text',
    })
  }))
