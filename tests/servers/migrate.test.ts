/**
 * A city that is moved in the middle of its life is the city that stayed: the same day is played once on the embedded engines
 * with a restart, and once with a move to the servers at the same moment, and both end with the same facts.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createHash } from 'node:crypto'
import { mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { afterAll, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { z } from 'zod'

import { configSchema, type Config } from '../../app/config.ts'
import { openBackends } from '../../app/engines/engines.ts'
import { drain } from '../../app/migrate/drain.ts'
import { migrate, steps, type Comparison, type Step } from '../../app/migrate/migrate.ts'
import { shippedCatalogue } from '../../app/package-root.ts'
import { silentObserver } from '../../core/observer.ts'
import { caseEventsTopic, framesTopic } from '../../core/topics.ts'
import { isBalanced } from '../../ingest/accounting.ts'
import { rollupsOf } from '../../series/rollup/rollup.ts'
import { LmdbLog } from '../../storage/lmdb/lmdb-log.ts'
import { sharedServicesMissing } from '../services/available.ts'
import { createDatabase } from '../services/postgres.ts'
import { sharedServer } from '../services/shared.ts'
import { ampleDisk } from '../support/disk.ts'
import { realClock } from '../support/clocks.ts'
import { influxConfig } from '../support/influx.ts'
import { freshKafka } from '../support/kafka.ts'
import { everyRecord } from '../support/log-records.ts'
import {
  at,
  begin,
  devices,
  editRules,
  end,
  facts,
  moveAt,
  play,
  said,
} from '../support/moving-day.ts'
import { deviceId } from '../support/mqtt-broker.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

const partitions = 5

const missing = sharedServicesMissing('kafka', 'postgres', 'influxdb')

describe.skipIf(missing !== undefined)('a move to the servers', () => {
  const embedded = async (): Promise<Config> =>
    configSchema.parse({ data: await temporaryFolder() })

  const distributed = async (): Promise<Config> => {
    const [{ bootstrap }, postgres, influx] = await Promise.all([
      sharedServer('kafka'),
      sharedServer('postgres'),
      sharedServer('influxdb'),
    ])
    return configSchema.parse({
      data: await temporaryFolder(),
      kafka: freshKafka(bootstrap, { partitions }),
      postgres: { url: await createDatabase(postgres.url) },
      influx: influxConfig({ url: influx.url }),
    })
  }

  test('changes nothing of what is known, and the day goes on', { timeout: 300_000 }, async () => {
    const stayed = await embedded()
    const moved = await embedded()
    await play(stayed, begin, moveAt)
    await play(moved, begin, moveAt)
    await editRules(stayed)
    await editRules(moved)

    const tellers = await behind(moved, 2)
    const before = await digestOf(moved.data)
    const to = await distributed()
    const rows = await migrate({ from: moved, to, resume: false, told: () => {} })
    expect(differing(rows)).toEqual([])
    expect(await digestOf(moved.data)).toEqual(before)
    expect(await facts(to)).toEqual(await facts(stayed))
    expect(await facts(moved)).toEqual(await facts(stayed))
    expect(await leftTo(to, 'notify-slow')).toEqual(tellers)

    await play(stayed, moveAt, end)
    await play(to, moveAt, end)
    const [there, here] = [await facts(to), await facts(stayed)]
    expect(there).toEqual(here)

    // That the comparison compares what it is meant to.
    expect(there.accounting).toMatchObject({ duplicates: 10, deadLetters: 2 })
    expect(isBalanced(there.accounting)).toBe(true)
    expect(there.verified.faults).toEqual([])
    expect(there.rules).toMatchObject({
      versions: [{ number: 2, base: 1 }, { number: 1 }],
      inForce: [{ version: 1 }],
      shadow: { version: 2, why: '夜里太多' },
      results: [{ rules: { a: { inForce: 7, shadow: 4 } } }],
    })
    expect(there.alarms).toEqual([
      expect.objectContaining({
        alarm: `manhole-cover-tilted/mh-0002/${at(120)}`,
        standing: true,
        outcome: 'opened',
        opened: 1,
      }),
      expect.objectContaining({
        alarm: `manhole-cover-tilted/mh-0001/${at(10)}`,
        standing: false,
        outcome: 'opened',
        opened: 1,
      }),
    ])
    await expectRollups(to)
  })

  /** A system at 12:41:10, which no move changes. */
  let aged: Promise<Config> | undefined
  const young = () => (aged ??= ageing())
  const ageing = async () => {
    const config = configSchema.parse({ data: await mkdtemp(join(tmpdir(), 'urban-brain-')) })
    await play(config, begin, at(70))
    return config
  }
  afterAll(async () => {
    if (aged !== undefined) await rm((await aged).data, { recursive: true, force: true })
  })

  test('broken off at every word it says, it is resumed', { timeout: 300_000 }, async () => {
    const from = await young()
    const to = await distributed()
    const reached = new Set<Step>()
    let rows: readonly Comparison[] | undefined
    for (let patience = 1; rows === undefined; patience += 1) {
      let words = 0
      const told = (step: Step) => {
        reached.add(step)
        words += 1
        if (words === patience) throw new Break()
      }
      rows = await migrate({ from, to, resume: true, told }).catch((error: unknown) => {
        if (error instanceof Break) return undefined
        throw error
      })
      if (patience === 1)
        await expect(migrate({ from, to, resume: false, told })).rejects.toThrow(/--resume/)
    }
    expect([...reached]).toEqual(steps)
    expect(differing(rows)).toEqual([])
    expect(await facts(to)).toEqual(await facts(from))
    await expect(migrate({ from, to, resume: true, told: () => {} })).rejects.toThrow(/complete/)
  })

  test('killed again and again, the program gets there', { timeout: 300_000 }, async () => {
    const from = await young()
    const to = await distributed()
    const file = join(to.data, 'city.yaml')
    await writeFile(file, stringify(to))
    const words = ['migrate', '--from', from.data, '--config', file]
    for (const word of ['cases', 'log', 'state', 'groups']) {
      const { code, said } = await command([...words, '--resume'], word)
      expect(code, `${word}, after it had said:\n${said}`).toBeNull()
    }
    const { code, said } = await command([...words, '--resume'])
    expect(said).toContain('nothing lost')
    expect(code, said).toBe(0)
    expect(await facts(to)).toEqual(await facts(from))
  })

  test(
    'a log with work left is refused, drained, and then moved',
    { timeout: 120_000 },
    async () => {
      const from = await embedded()
      await play(from, begin, at(30))
      {
        await using backends = await openBackends(from, silentObserver)
        await backends.log.append(framesTopic, [...said(at(30)), { type: 'tick', at: at(35) }])
      }
      const to = await distributed()
      const options = { from, to, resume: false, told: () => {} }
      await expect(migrate(options)).rejects.toThrow(/drain/)
      const left: number[] = []
      await drain(
        {
          config: from,
          catalogue: shippedCatalogue(),
          log: { destination: join(from.data, 'drain.log'), level: 'info' },
          told: (groups) => left.push([...groups.values()].reduce((sum, one) => sum + one, 0)),
        },
        new AbortController().signal,
      )
      expect(left.at(-1)).toBe(0)
      expect(differing(await migrate(options))).toEqual([])
      expect(await facts(to)).toEqual(await facts(from))
    },
  )

  test('engines that hold something are refused', { timeout: 120_000 }, async () => {
    const from = await young()
    const to = await distributed()
    {
      await using backends = await openBackends(to, silentObserver)
      await backends.log.append(framesTopic, [{ type: 'tick', at: begin }])
    }
    await expect(migrate({ from, to, resume: false, told: () => {} })).rejects.toThrow(/not empty/)
  })
})

class Break extends Error {}

const differing = (rows: readonly Comparison[]) => {
  expect(rows.length).toBeGreaterThan(20)
  return rows.filter((row) => row.old !== row.new)
}

/** Lets a teller of the old system read so many case events, and says what it has still to read. */
async function behind(config: Config, events: number): Promise<readonly string[]> {
  await using log = new LmdbLog({
    folder: join(config.data, 'log'),
    clock: realClock,
    observer: silentObserver,
    maxBytes: 2 ** 30,
    disk: ampleDisk,
  })
  const stopping = new AbortController()
  let read = 0
  for await (const batch of log.consume(
    caseEventsTopic,
    'notify-slow',
    { maxRecords: 1 },
    stopping.signal,
  )) {
    read += batch.records.length
    await batch.complete()
    if (read >= events) break
  }
  const all = await everyRecord(log, caseEventsTopic)
  expect(all.length).toBeGreaterThan(read)
  return all.slice(read).map(({ value }) => `${value.case} ${value.version}`)
}

async function leftTo(config: Config, group: string): Promise<readonly string[]> {
  await using backends = await openBackends(config, silentObserver)
  const left: string[] = []
  for (const { partition, committed } of await backends.log.positions('case-events', group))
    for (const { value } of await backends.log.read(caseEventsTopic, partition, committed, 1_000))
      left.push(`${value.case} ${value.version}`)
  return left
}

/** The log and the series byte by byte; SQLite folds its own log into its file whenever it is opened. */
async function digestOf(folder: string): Promise<readonly string[]> {
  const found: string[] = []
  for (const name of await readdir(folder, { recursive: true })) {
    if (!/(data\.mdb|\.duckdb)$/.test(name)) continue
    const bytes = await readFile(join(folder, name))
    found.push(`${name} ${createHash('sha256').update(bytes).digest('hex')}`)
  }
  expect(found.length).toBe(3)
  return found.sort()
}

/** The minutes and hours that the new store gives are those of all readings, before the move and after it. */
async function expectRollups(config: Config): Promise<void> {
  const { influx } = config
  if (influx === undefined) throw new TypeError('no influx')
  await using backends = await openBackends(config, silentObserver)
  const store = await backends.series()
  const ids = devices.map(deviceId)
  const points = (await store.rollups?.stored(ids, begin, end)) ?? []
  const wanted = (['m1', 'h1'] as const).flatMap((length) =>
    rollupsOf(points, length).flatMap(({ device, at: start, values }) =>
      Object.entries(values).map(
        ([name, bucket]) =>
          `${length} ${device} ${start} ${name} ${bucket?.count} ${bucket?.mean.toFixed(6)}`,
      ),
    ),
  )
  expect(wanted.length).toBeGreaterThan(10)
  const found: string[] = []
  for (const [length, kind] of ['m1', 'h1'].flatMap((one) =>
    ['manhole', 'noise', 'dust'].map((other) => [one, other] as const),
  )) {
    const q = `SELECT * FROM "${kind}" GROUP BY "device"`
    const body = new URLSearchParams({ db: influx.database, rp: length, epoch: 'ms', q })
    const answer = await fetch(`${influx.url}/query`, { method: 'POST', body })
    const { results } = answersSchema.parse(await answer.json())
    for (const { tags, columns, values } of results.flatMap((one) => one.series ?? []))
      for (const row of values) {
        const fields = new Map(columns.map((column, index) => [column, row[index]]))
        for (const [column, count] of fields)
          if (column.endsWith('_count') && typeof count === 'number') {
            const name = column.slice(0, -6)
            const mean = Number(fields.get(`${name}_mean`)).toFixed(6)
            found.push(
              `${length} ${tags.device} ${String(fields.get('time'))} ${name} ${count} ${mean}`,
            )
          }
      }
  }
  expect(found.toSorted()).toEqual(wanted.toSorted())
}

const answersSchema = z.object({
  results: z.array(
    z.object({
      series: z
        .array(
          z.object({
            tags: z.object({ device: z.string() }),
            columns: z.array(z.string()),
            values: z.array(z.array(z.unknown())),
          }),
        )
        .optional(),
    }),
  ),
})

const main = fileURLToPath(new URL('../../app/cli/main.ts', import.meta.url))

/** Runs the real program; kills it as soon as it says `until`. */
async function command(words: readonly string[], until?: string) {
  const child = spawn(process.execPath, ['--import', 'tsx', main, ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: Object.fromEntries(
      Object.entries(process.env).filter(([name]) => !name.startsWith('URBAN_BRAIN_')),
    ),
  })
  let said = ''
  const hear = (chunk: Buffer) => {
    said += chunk.toString()
    if (until !== undefined && new RegExp(`^${until}`, 'm').test(said)) child.kill('SIGKILL')
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, said }
}
