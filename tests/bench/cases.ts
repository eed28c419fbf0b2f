/** What a desk waits for when the register is large: lists, a search, a case, a report, an evaluation; on both engines. */
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'

import { Client } from 'pg'

import { openPostgresCases } from '../../cases/postgres/cases.ts'
import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import type { Filling } from '../../cases/sql/filling.ts'
import type { CaseStore } from '../../cases/ports.ts'
import { tally } from '../../cases/report/evaluation.ts'
import { dailyReport } from '../../cases/report/report.ts'
import { inNoGrid } from '../../core/responsibility-grid.ts'
import { days, instant, type Instant } from '../../core/time.ts'
import { createRandom } from '../../simulators/script/random.ts'
import { postgresConfigSchema } from '../../storage/postgres/config.ts'
import { openPostgres } from '../../storage/postgres/postgres.ts'
import { startPostgres } from '../services/postgres.ts'
import { beginningOf, lifeOf } from './case-lives.ts'
import { alarmLists, lists, type Question } from './case-questions.ts'
import { fillRegister, postgresBulk, span, sqliteBulk } from './case-register.ts'

export interface CasesOptions {
  readonly closed: number
  readonly open: number
  readonly rounds: number
  readonly engines: readonly string[]
  /** Where the SQLite file is kept; one that is there is asked as it is. */
  readonly keep: string | undefined
  /** The URL of a PostgreSQL database to use instead of a new server; one with cases in it is asked as it is. */
  readonly database: string | undefined
  /** Only questions that begin so. */
  readonly only: string
  readonly progress: (line: string) => void
}

const now = instant(Date.parse('2026-03-13T16:00:00Z'))

function questions(store: CaseStore, closed: number): readonly Question[] {
  const random = createRandom(7)
  const ids = Array.from({ length: 200 }, () => {
    const n = random.below(closed)
    return lifeOf(n, beginningOf(n, closed, now, span), true).after.id
  })
  const month = (until: Instant) => ({ from: instant(until - days(30)), to: until })
  return [
    ...lists(store),
    ...alarmLists(store, now),
    ['summary', 100, () => store.summary()],
    ['summary of a district', 100, () => store.summary({ areas: ['330103'] })],
    ['summary of a unit', 100, () => store.summary({ unit: 'lj-unit-3' as never })],
    [
      'open a case',
      20,
      async (n) => {
        const id = ids[n % ids.length]
        return id === undefined ? undefined : [await store.get(id), await store.load(id)]
      },
    ],
    ['feed, newest page', 20, async () => store.since((await store.latest()) - 100, 100)],
    [
      'daily report',
      2_000,
      async () => {
        const day = { date: '2026-03-12', from: instant(now - days(2)), to: instant(now - days(1)) }
        return dailyReport(day, await store.day(day.from, day.to), now)
      },
    ],
    [
      'evaluation of a month',
      10_000,
      async () => {
        for (const until of [now, instant(now - days(30)), instant(now - days(365))]) {
          const period = month(until)
          await tally(store.histories(period.from, period.to), period, 'unit', inNoGrid)
        }
      },
    ],
    ['alarm quality of a week', 2_000, () => store.quality(instant(now - days(7)), now)],
  ]
}

function filling(progress: (line: string) => void): Filling {
  const began = performance.now()
  return ({ step = 'cases', done, of, rows, ofRows }) =>
    progress(
      [
        `${done} of ${of} ${step}`,
        ...(rows === undefined ? [] : [`${rows} of ${ofRows} rows`]),
        `${Math.round((performance.now() - began) / 1_000)} s`,
      ].join(', '),
    )
}

interface Measured {
  readonly question: string
  readonly p50: number
  readonly p95: number
  /** Processor time of this process, median: what an idle machine takes of it; PostgreSQL has its own. */
  readonly cpu: number
  readonly limit: number
  readonly rounds: number
}

async function measure(
  [question, limit, ask]: Question,
  most: number,
  progress: (line: string) => void,
): Promise<Measured> {
  const took: number[] = []
  const used: number[] = []
  // What takes long is asked less often.
  while (took.length < most && (took.length < 3 || sum(took) < 20_000)) {
    const [began, before] = [performance.now(), process.cpuUsage()]
    await ask(took.length)
    took.push(performance.now() - began)
    const { user, system } = process.cpuUsage(before)
    used.push((user + system) / 1_000)
  }
  took.sort((a, b) => a - b)
  used.sort((a, b) => a - b)
  const at = (share: number) => round(took[Math.floor((took.length - 1) * share)] ?? Number.NaN)
  const measured = {
    question,
    p50: at(0.5),
    p95: at(0.95),
    cpu: round(used[Math.floor(used.length / 2)] ?? 0),
    limit,
    rounds: took.length,
  }
  progress(
    `${measured.p95 > limit ? 'OVER' : 'ok  '} ${question.padEnd(36)} p50 ${measured.p50} p95 ${measured.p95} cpu ${measured.cpu} ms of ${limit}`,
  )
  return measured
}

const sum = (list: readonly number[]): number => list.reduce((total, each) => total + each, 0)
const round = (value: number): number => Math.round(value * 10) / 10

export async function casesBench(
  options: CasesOptions,
): Promise<Readonly<Record<string, unknown>>> {
  const { closed, open, rounds, progress } = options
  const engines: Record<string, unknown> = {}
  const ask = async (name: string, store: CaseStore, fillSeconds?: number) => {
    progress(`${name}, load ${loadavg()[0]?.toFixed(1)}`)
    const answers: Measured[] = []
    for (const question of questions(store, closed).filter(([name]) =>
      name.startsWith(options.only),
    ))
      answers.push(await measure(question, rounds, progress))
    engines[name] = { fillSeconds, answers }
  }
  if (options.engines.includes('sqlite')) {
    const folder = options.keep ?? (await mkdtemp(join(tmpdir(), 'urban-brain-cases-')))
    try {
      const path = join(folder, 'cases.db')
      let fillSeconds: number | undefined
      if (!existsSync(path)) {
        await mkdir(folder, { recursive: true })
        await (await openSqliteCases(path))[Symbol.asyncDispose]()
        const filled = await fillRegister(sqliteBulk(path), { closed, open, now }, progress)
        fillSeconds = filled.seconds
      }
      progress('and what is made of the record')
      await using store = await openSqliteCases(path, filling(progress))
      await ask('sqlite', store, fillSeconds)
    } finally {
      if (options.keep === undefined) await rm(folder, { recursive: true, force: true })
    }
  }
  if (options.engines.includes('postgres')) {
    await using server = options.database === undefined ? await startPostgres() : undefined
    const url = options.database ?? (await server?.createDatabase()) ?? ''
    await using postgres = openPostgres(
      postgresConfigSchema.parse({ url, statementTimeout: '60m' }),
    )
    await (await openPostgresCases(postgres, { filling: filling(progress) }))[Symbol.asyncDispose]()
    const client = new Client(url)
    await client.connect()
    const { rows } = await client.query('select 1 from cases limit 1')
    let fillSeconds: number | undefined
    if (rows.length > 0) await client.end()
    else {
      const made = async () => {
        progress('and what is made of the record')
        await (
          await openPostgresCases(postgres, { filling: filling(progress) })
        )[Symbol.asyncDispose]()
      }
      const filled = await fillRegister(postgresBulk(client), { closed, open, now }, progress, made)
      fillSeconds = filled.seconds
    }
    await using store = await openPostgresCases(postgres, { filling: filling(progress) })
    await ask('postgres', store, fillSeconds)
  }
  return {
    bench: 'cases',
    node: process.version,
    cores: cpus().length,
    cpu: cpus()[0]?.model,
    load: loadavg()[0],
    ...{ closed, open },
    engines,
  }
}
