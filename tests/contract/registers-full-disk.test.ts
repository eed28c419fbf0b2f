import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { photoFiles } from '../../cases/files/photos.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import { openSqliteRegistry } from '../../devices/sqlite/registry.ts'
import { smallDisk } from '../support/small-disk.ts'
import { collected, commit, filed } from './case-store-samples.ts'
import { device } from './registry.suite.ts'

const away = { code: 'store-unavailable', retry: 'later' }

/** Writes until the disk refuses; how many were taken. */
async function untilRefused(write: (n: number) => Promise<unknown>, from: number): Promise<number> {
  for (let n = from; ; n += 1) {
    try {
      await write(n)
    } catch (error) {
      expect(error).toMatchObject(away)
      return n
    }
  }
}

test('registers on a disk without a byte left refuse, read on, and go on when there is room', async () => {
  const disk = await smallDisk(16, 'tmpfs')
  await using cases = await openSqliteCases(join(disk.folder, 'cases.sqlite'))
  await using registry = await openSqliteRegistry(join(disk.folder, 'registry.sqlite'))
  const open = (n: number) =>
    cases.append(commit(`case-${n}`, undefined, [collected(`d-${n}`), filed]))
  const put = (n: number) => registry.put([device(`d-${n}`)])
  let [opened, registered] = [0, 0]
  for (let round = 0; round < 3; round += 1) {
    disk.fill(0)
    opened = await untilRefused(open, opened)
    registered = await untilRefused(put, registered)
    expect((await cases.list({}, 1)).items).toHaveLength(Math.min(opened, 1))
    expect(await registry.changes(0, 100_000)).toHaveLength(registered)
    disk.empty()
    await open(opened)
    await put(registered)
    opened += 1
    registered += 1
  }
  expect((await cases.since(0, 100_000)).length).toBe(opened * 2)
  expect(await cases.verify()).toMatchObject({ faults: [] })
  expect(await registry.changes(0, 100_000)).toHaveLength(registered)
})

test('a photo that does not fit is refused, leaves nothing behind, and is kept when there is room', async () => {
  const disk = await smallDisk(8, 'tmpfs')
  const folder = join(disk.folder, 'photos')
  const store = photoFiles(folder)
  const bytes = Buffer.alloc(2 << 20, 7)
  const name = createHash('sha256').update(bytes).digest('hex')
  disk.fill(1 << 20)
  await expect(store.put(name, 'image/jpeg', bytes)).rejects.toMatchObject(away)
  expect(readdirSync(join(folder, name.slice(0, 2)))).toEqual([])
  disk.empty()
  expect(await store.put(name, 'image/jpeg', bytes)).toBe('new')
  expect(await store.get(name)).toMatchObject({ bytes: bytes.length })
})
