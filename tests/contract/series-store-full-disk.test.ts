import { join } from 'node:path'

import { expect, test } from 'vitest'

import { instant } from '../../core/time.ts'
import { openDuckDbSeries } from '../../series/duckdb/series.ts'
import { smallDisk } from '../support/small-disk.ts'
import { point } from './series-store-points.ts'

const everything = { from: instant(0), to: instant(2e12), limit: 1_000_000 }

test('a DuckDB file on a disk that fills at any moment keeps what it took, and nothing of it twice', async () => {
  const disk = await smallDisk(128, 'tmpfs')
  const store = await openDuckDbSeries({
    path: join(disk.folder, 'series.duckdb'),
    clock: { now: () => instant(0) },
    memoryLimit: '256MB',
    threads: 1,
  })
  let batch = 0
  const points = () =>
    Array.from({ length: 2_000 }, (_, n) =>
      point(`d-${n}-${'x'.repeat(40)}`, 1e12 + batch, { laeq: n + batch / 1_000 }),
    )
  const refusals = new Set<string>()
  const write = async (): Promise<boolean> => {
    try {
      await store.write(points())
      batch += 1
      return true
    } catch (error) {
      expect(error).toMatchObject({ code: 'store-unavailable', retry: 'later' })
      refusals.add(String(error).replace(/.*(FATAL|TransactionContext|IO) Error.*/s, '$1'))
      return false
    }
  }
  // Its journal grows to 16 MiB and then goes into the file: a disk is full before, within or after that.
  for (let round = 0; round < 4; round += 1) {
    disk.fill(round << 20)
    for (let failures = 0, n = 0; failures < 3 && n < 80; n += 1)
      if (!(await write())) failures += 1
    disk.empty()
    for (let n = 0; n < 3; n += 1) expect(await write()).toBe(true)
  }
  const stored = await store.readings(everything)
  expect(stored.length).toBe(batch * 2_000)
  expect(new Set(stored.map(({ id }) => id)).size).toBe(stored.length)
  expect(refusals.size).toBeGreaterThan(0)
  await store[Symbol.asyncDispose]()
}, 120_000)

test('with a reserve it waits before the disk is full, and goes on by itself', async () => {
  const disk = await smallDisk(64, 'tmpfs')
  let free = 1_000
  const store = await openDuckDbSeries({
    path: join(disk.folder, 'series.duckdb'),
    clock: { now: () => instant(0) },
    memoryLimit: '256MB',
    threads: 1,
    room: { reserve: 1_000, free: () => free, probe: () => {} },
  })
  await store.write([point('a', 1e12, { laeq: 1 })])
  free = 999
  await expect(store.write([point('a', 1e12 + 1, { laeq: 2 })])).rejects.toMatchObject({
    code: 'store-unavailable',
    retry: 'later',
  })
  expect(await store.readings(everything)).toHaveLength(1)
  free = 1_000
  await store.write([point('a', 1e12 + 1, { laeq: 2 })])
  expect(await store.readings(everything)).toHaveLength(2)
  await store[Symbol.asyncDispose]()
})
