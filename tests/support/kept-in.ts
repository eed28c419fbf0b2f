/** What a stopped system left in its data folder, opened store by store with nothing of the system in between. */
import { join } from 'node:path'

import { openSqliteCases } from '../../cases/sqlite/cases.ts'
import type { Case } from '../../cases/life/case.ts'
import type { AlarmRow, Page } from '../../cases/ports.ts'
import { silentObserver } from '../../core/observer.ts'
import type { DurableLog, Topic } from '../../core/log.ts'
import { instant } from '../../core/time.ts'
import { alarmsTopic, framesTopic, readingsTopic } from '../../core/topics.ts'
import { openDuckDbSeries } from '../../series/duckdb/series.ts'
import { LmdbLog } from '../../storage/lmdb/lmdb-log.ts'
import { realClock } from './clocks.ts'
import { ampleDisk } from './disk.ts'
import { everyRecord } from './log-records.ts'

export interface Kept {
  /** Identifiers of readings, in the time series and in the topic. */
  readonly stored: readonly string[]
  readonly readings: readonly string[]
  /** Readings that came so late that they say nothing of the present. */
  readonly resent: number
  /** What a group has not worked off, ticks left out. */
  readonly unread: readonly string[]
  /** Identity of every transition in the topic, and the alarms raised among them. */
  readonly transitions: readonly string[]
  readonly raised: readonly string[]
  readonly cases: readonly Case[]
  readonly rows: readonly AlarmRow[]
  /** Cases that an alarm opened, as often as one did. */
  readonly opened: readonly string[]
  /** Places where the hash chain of a case is not what was written. */
  readonly faults: readonly unknown[]
}

export async function keptIn(data: string): Promise<Kept> {
  const stored = await storedIn(join(data, 'series.duckdb'))
  await using log = new LmdbLog({
    folder: join(data, 'log'),
    clock: realClock,
    observer: silentObserver,
    maxBytes: 2 ** 34,
    disk: ampleDisk,
  })
  const readings: string[] = []
  let resent = 0
  for (const { value } of await everyRecord(log, readingsTopic)) {
    if (value.type !== 'reading') continue
    readings.push(value.id)
    if (value.timing === 'resent') resent += 1
  }
  const alarms = (await everyRecord(log, alarmsTopic)).map(({ value }) => value)
  const unread = [
    ...(await leftBy(log, framesTopic, 'ingest')),
    ...(await leftBy(log, readingsTopic, 'rules')),
    ...(await leftBy(log, readingsTopic, 'series')),
    ...(await leftBy(log, alarmsTopic, 'cases')),
  ]
  await using store = await openSqliteCases(join(data, 'cases.sqlite'))
  const rows = await everyPage((cursor) => store.alarms({}, 200, cursor))
  const { faults } = await store.verify()
  return {
    stored,
    readings,
    resent,
    unread,
    transitions: alarms.map(
      (one) => `${one.alarm}|${one.kind}|${one.kind === 'cleared' ? '' : one.severity}|${one.at}`,
    ),
    raised: alarms.filter(({ kind }) => kind === 'raised').map(({ alarm }) => String(alarm)),
    cases: await everyPage((cursor) => store.list({}, 200, cursor)),
    rows,
    opened: rows.filter(({ outcome }) => outcome === 'opened').map((row) => String(row.case)),
    faults,
  }
}

async function storedIn(path: string): Promise<readonly string[]> {
  await using series = await openDuckDbSeries({
    path,
    clock: realClock,
    memoryLimit: '512MB',
    threads: 1,
  })
  const to = instant(Date.now() + 3_600_000)
  const found = await series.readings({ from: instant(0), to, limit: 10_000_000 })
  return found.map(({ id }) => String(id))
}

export async function everyPage<T>(
  page: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = []
  for (let cursor: string | undefined, more = true; more;) {
    const found = await page(cursor)
    items.push(...found.items)
    cursor = found.next
    more = cursor !== undefined
  }
  return items
}

async function leftBy<T extends { readonly type: string }>(
  log: DurableLog,
  topic: Topic<T>,
  group: string,
): Promise<readonly string[]> {
  const left: string[] = []
  for (const { partition, committed } of await log.positions(topic.name, group)) {
    for (const { offset, value } of await log.read(topic, partition, committed, 10_000)) {
      if (value.type !== 'tick') left.push(`${group}: ${topic.name} ${offset}`)
    }
  }
  return left.slice(0, 20)
}
