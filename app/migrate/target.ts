/** The engines of the system that a city moves to. */
import { countPostgresCases } from '../../cases/sql/case-copy.ts'
import { openPostgresCases } from '../../cases/postgres/cases.ts'
import type { Verification } from '../../cases/ports.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { minutes } from '../../core/time.ts'
import { topics } from '../../core/topics.ts'
import { countInfluxReadings } from '../../series/influxdb/count.ts'
import { openInfluxSeries } from '../../series/influxdb/series.ts'
import { countPostgresRegistry } from '../../devices/sql/registry-copy.ts'
import type { SeriesStore } from '../../core/series.ts'
import { openKafkaCensus, type KafkaCensus } from '../../storage/kafka/census.ts'
import { KafkaSeed } from '../../storage/kafka/seed.ts'
import type { PostgresConfig } from '../../storage/postgres/config.ts'
import { openPostgres, type Postgres } from '../../storage/postgres/postgres.ts'
import type { Config } from '../config.ts'
import { systemClock } from '../run/system-clock.ts'

import { countPostgresAccounts } from '../sql/account-copy.ts'
import { holding } from './held.ts'

export interface Target {
  readonly log: KafkaSeed
  readonly postgres: Postgres
  readonly series: SeriesStore
  /** Readings observed longer ago would not be kept; null when there is no such bound. */
  readonly keeps: number | null
  census(): Promise<KafkaCensus>
  verifyCases(): Promise<Verification>
  readonly counts: {
    registry(): ReturnType<typeof countPostgresRegistry>
    accounts(): ReturnType<typeof countPostgresAccounts>
    cases(): ReturnType<typeof countPostgresCases>
    readings(): Promise<number>
  }
}

export function openTarget(config: Config): Promise<Target & AsyncDisposable> {
  const { kafka, postgres, influx } = config
  if (kafka === undefined || postgres === undefined || influx === undefined)
    throw new UrbanBrainError(
      'usage',
      'the configuration of the new system has the sections kafka, postgres and influx',
    )
  return holding(async (hold): Promise<Target> => {
    const server = hold('PostgreSQL', openPostgres({ ...postgres, ...patient(postgres) }))
    const cases = hold('cases', await openPostgresCases(server))
    return {
      log: hold('log', await KafkaSeed.open(kafka, Object.values(topics))),
      postgres: server,
      series: hold('series', await openInfluxSeries(influx, systemClock)),
      keeps: influx.rawRetention,
      census: () => openKafkaCensus(kafka),
      verifyCases: () => cases.verify(),
      counts: {
        registry: () => countPostgresRegistry(server),
        accounts: () => countPostgresAccounts(server),
        cases: () => countPostgresCases(server),
        readings: () => countInfluxReadings(influx, systemClock),
      },
    }
  })
}

/** Nobody waits for an answer of a move, and counting a city of millions of rows takes longer than any statement of its days. */
const patient = ({ statementTimeout, connectTimeout }: PostgresConfig) => ({
  statementTimeout: Math.max(statementTimeout, minutes(30)),
  connectTimeout: Math.max(connectTimeout, minutes(1)),
})
