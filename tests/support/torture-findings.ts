/** What the servers hold at the end of a run, read with nothing of the city in between. */
import { openPostgresCases } from '../../cases/postgres/cases.ts'
import type { Case } from '../../cases/life/case.ts'
import type { AlarmRow } from '../../cases/ports.ts'
import { instant } from '../../core/time.ts'
import { alarmsTopic, deadLettersTopic, readingsTopic } from '../../core/topics.ts'
import { openInfluxSeries } from '../../series/influxdb/series.ts'
import { influxConfigSchema } from '../../series/influxdb/config.ts'
import type { KafkaLog } from '../../storage/kafka/kafka-log.ts'
import { postgresConfigSchema } from '../../storage/postgres/config.ts'
import { openPostgres } from '../../storage/postgres/postgres.ts'
import { realClock } from './clocks.ts'
import { everyPage } from './kept-in.ts'
import { everyRecord } from './log-records.ts'

export interface Findings {
  /** Ids, in the time series and in the topic. */
  readonly stored: readonly string[]
  readonly readings: readonly string[]
  readonly deadLetters: number
  /** Identity of every transition in the topic, and the alarms raised among them. */
  readonly transitions: readonly string[]
  readonly raised: readonly string[]
  readonly cases: readonly Case[]
  readonly rows: readonly AlarmRow[]
  /** Places where the hash chain of a case is not what was written. */
  readonly faults: readonly unknown[]
}

export async function findings(
  log: KafkaLog,
  urls: { readonly postgresUrl: string; readonly influxUrl: string },
): Promise<Findings> {
  const alarms = (await everyRecord(log, alarmsTopic)).map(({ value }) => value)
  const readings = (await everyRecord(log, readingsTopic)).flatMap(({ value }) =>
    value.type === 'reading' ? [String(value.id)] : [],
  )
  const deadLetters = (await everyRecord(log, deadLettersTopic)).length
  await using postgres = openPostgres(postgresConfigSchema.parse({ url: urls.postgresUrl }))
  await using store = await openPostgresCases(postgres)
  const { faults } = await store.verify()
  return {
    stored: await storedIn(urls.influxUrl),
    readings,
    deadLetters,
    transitions: alarms.map(
      (one) => `${one.alarm}|${one.kind}|${one.kind === 'cleared' ? '' : one.severity}|${one.at}`,
    ),
    raised: alarms.filter(({ kind }) => kind === 'raised').map(({ alarm }) => String(alarm)),
    cases: await everyPage((cursor) => store.list({}, 200, cursor)),
    rows: await everyPage((cursor) => store.alarms({}, 200, cursor)),
    faults,
  }
}

async function storedIn(url: string): Promise<readonly string[]> {
  await using series = await openInfluxSeries(
    influxConfigSchema.parse({ url, version: '1' }),
    realClock,
  )
  const to = instant(Date.now() + 3_600_000)
  const found = await series.readings({ from: instant(0), to, limit: 10_000_000 })
  return found.map(({ id }) => String(id))
}

export const repeated = (ids: readonly string[]): readonly string[] => {
  const seen = new Set<string>()
  return ids.filter((one) => seen.has(one) || seen.add(one) === undefined).slice(0, 20)
}

export const missing = (wanted: Iterable<string>, found: Iterable<string>): readonly string[] => {
  const there = new Set(found)
  return [...wanted].filter((one) => !there.has(one)).slice(0, 20)
}
