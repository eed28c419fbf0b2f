import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import Database from 'libsql'
import { expect, test } from 'vitest'

import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { device, registrySuite } from './registry.suite.ts'

registrySuite('SQLite in memory', () => openSqliteRegistry(':memory:'))

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
