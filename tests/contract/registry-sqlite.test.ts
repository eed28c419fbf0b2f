import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import Database from 'libsql'
import { expect, test } from 'vitest'

import type { DeviceId } from '../../core/identity.ts'
import { openRegistrySource } from '../../devices/sql/registry-copy.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { damagedRowsAreNamed, device, registrySuite } from './registry.suite.ts'
import { ruleVersionsSuite } from './rule-versions.suite.ts'

registrySuite('SQLite in memory', () => openSqliteRegistry(':memory:'))
ruleVersionsSuite('SQLite in memory', () => openSqliteRegistry(':memory:'))

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
