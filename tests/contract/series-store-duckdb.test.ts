import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

import { DuckDBInstance } from '@duckdb/node-api'
import { expect, test } from 'vitest'

import { instant } from '../../core/time.ts'
import { openDuckDbExport } from '../../series/duckdb/export.ts'
import { openDuckDbSeries } from '../../series/duckdb/series.ts'
import { point } from './series-store-points.ts'
import { seriesStoreSuite } from './series-store.suite.ts'

const options = { clock: { now: () => instant(0) }, memoryLimit: '256MB', threads: 1 }

seriesStoreSuite('DuckDB in memory', () => openDuckDbSeries({ ...options, path: ':memory:' }))

const inFolder = async (work: (path: string) => Promise<void>): Promise<void> => {
  const folder = await mkdtemp(join(tmpdir(), 'urban-brain-series-'))
  try {
    await work(join(folder, 'series.duckdb'))
  } finally {
    await rm(folder, { recursive: true })
  }
}

const everything = { from: instant(0), to: instant(2e12), limit: 100 }

test('a DuckDB file knows its repeats after it was opened again', () =>
  inFolder(async (path) => {
    const points = [1, 2, 3].map((n) => point('a', 1e12 + n, { laeq: n }, { sequence: n }))
    for (let round = 0; round < 3; round += 1) {
      await using(await openDuckDbSeries({ ...options, path }), async (store) => {
        await store.write(points)
        expect(await store.readings(everything)).toHaveLength(3)
      })
    }
  }))

test('a DuckDB file that is not one is refused with a code', () =>
  inFolder(async (path) => {
    await writeFile(
      path,
      'this is not a database, and it is long enough to be looked at'.repeat(99),
    )
    await expect(openDuckDbSeries({ ...options, path })).rejects.toMatchObject({
      code: 'store-unavailable',
    })
  }))

test('values stay in their columns when the file was made with quantities in another order', () =>
  inFolder(async (path) => {
    const instance = await DuckDBInstance.create(path)
    const connection = await instance.connect()
    await connection.run(
      `create table reading (device varchar not null, observed_at bigint not null,
        sequence bigint, received_at bigint not null, stored_at bigint not null, kind varchar,
        site varchar, cell varchar, zone varchar, timing varchar not null, quality varchar,
        "v_purifier" double, "v_forgotten" double, "v_laeq" double)`,
    )
    connection.closeSync()
    instance.closeSync()
    await using(await openDuckDbSeries({ ...options, path }), async (store) => {
      await store.write([point('a', 1e12, { battery: 1, laeq: 2, purifier: 3 })])
      await store.write([point('a', 1e12 - 1, { battery: 4, laeq: 5, purifier: 6 })])
      const found = await store.readings(everything)
      expect(found.map(({ values }) => values)).toEqual([
        { battery: 1, laeq: 2, purifier: 3 },
        { battery: 4, laeq: 5, purifier: 6 },
      ])
    })
  }))

test('a file of the older version keeps its ids, takes readings with the whole identity and can be read as it is', () =>
  inFolder(async (path) => {
    const instance = await DuckDBInstance.create(path)
    const connection = await instance.connect()
    await connection.run(
      `create table reading (device varchar not null, observed_at bigint not null,
        sequence bigint, received_at bigint not null, stored_at bigint not null, kind varchar,
        site varchar, cell varchar, zone varchar, timing varchar not null, quality varchar,
        "v_laeq" double)`,
    )
    await connection.run(
      `insert into reading values ('a', 1000000000000, 7, 1000000000250, 0, 'noise', null, null, null, 'live', null, 60)`,
    )
    connection.closeSync()
    instance.closeSync()

    const exported = async () => {
      const found: string[] = []
      const file = await openDuckDbExport({ path, memoryLimit: '256MB', threads: 1 })
      try {
        for await (const { reading } of file.points(instant(0), instant(2e12))) {
          found.push([reading.id, reading.beside, reading.content, reading.claimedAt].join(' '))
        }
      } finally {
        await file[Symbol.asyncDispose]()
      }
      return found
    }
    const old = 'a@1000000000000#7'
    expect(await exported()).toEqual([`${old}   `])

    const beside = point(
      'a',
      1e12,
      { laeq: 61 },
      { content: 35, beside: 'correction', sequence: 7 },
    )
    const ahead = point(
      'a',
      1e12,
      { laeq: 62 },
      { content: 36, claimedAt: 2e12, timing: 'clamped', receivedAt: 1e12 + 300 },
    )
    for (let round = 0; round < 2; round += 1) {
      await using(await openDuckDbSeries({ ...options, path }), async (store) => {
        await store.write([point('a', 1e12, { laeq: 60 }, { sequence: 7 }), beside, ahead])
        const found = await store.readings(everything)
        expect(found.map(({ id }) => id)).toEqual(['a@2000000000000~10', `${old}~z`, old])
      })
    }
    expect((await exported()).toSorted()).toEqual([
      `${old}   `,
      `${old}~z correction 35 `,
      `a@2000000000000~10  36 2000000000000`,
    ])
  }))

test('a DuckDB file whose process was killed holds every acknowledged batch, whole and once', () =>
  inFolder(async (path) => {
    const script = fileURLToPath(new URL('./series-store-writer.ts', import.meta.url))
    let next = 0
    for (const untilKilled of [3, 17, 40]) {
      const args = ['--import', 'tsx', script, path, String(Math.max(0, next - 5))]
      const writer = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      const exited = once(writer, 'exit')
      let said = 0
      for await (const line of createInterface(writer.stdout)) {
        next = Math.max(next, Number(line) + 1)
        if ((said += 1) === untilKilled) writer.kill('SIGKILL')
      }
      expect(await exited).toEqual([null, 'SIGKILL'])
      await using(await openDuckDbSeries({ ...options, path }), async (store) => {
        const batches = await store.buckets({
          quantity: 'laeq',
          bucket: 1,
          from: instant(1e12),
          to: instant(1e12 + 1e6),
          limit: 1e6,
        })
        expect(batches.length).toBeGreaterThanOrEqual(next)
        expect(batches.every(({ count }) => count === 50)).toBe(true)
        next = batches.length
      })
    }
  }))

async function using<T extends AsyncDisposable>(store: T, work: (store: T) => Promise<void>) {
  try {
    await work(store)
  } finally {
    await store[Symbol.asyncDispose]()
  }
}
