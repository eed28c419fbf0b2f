/** The embedded system that is moved: opened for reading, locked against everybody else, and not changed. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { openCaseSource, type CaseSource } from '../../cases/sql/case-copy.ts'
import { consumers, everyConsumer } from '../../core/consumers.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { openDuckDbExport, type SeriesExport } from '../../series/duckdb/export.ts'
import { openRegistrySource, type RegistrySource } from '../../devices/sql/registry-copy.ts'
import { openLmdbExport, type LmdbExport } from '../../storage/lmdb/export.ts'
import type { Config } from '../config.ts'
import { lockData } from '../../storage/sqlite/data-lock.ts'

import { accountsName } from '../installation/stores.ts'
import { openAccountSource, type AccountSource } from '../sql/account-copy.ts'
import { holding } from './held.ts'

export interface Source {
  readonly log: LmdbExport
  readonly registry: RegistrySource
  readonly accounts: AccountSource
  readonly cases: CaseSource
  readonly series: SeriesExport
}

export function openSource(config: Config): Promise<Source & AsyncDisposable> {
  const { kafka, postgres, influx, data } = config
  if (kafka !== undefined || postgres !== undefined || influx !== undefined)
    throw new UrbanBrainError(
      'usage',
      'what is moved is a system that keeps everything in its data folder, without kafka, postgres and influx',
    )
  if (!existsSync(data)) throw new UrbanBrainError('usage', `there is no folder ${data}`)
  return holding(async (hold): Promise<Source> => {
    hold('data folder', lockData(data))
    const { memoryLimit, threads } = config.ingest.series
    const path = join(data, 'series.duckdb')
    return {
      log: hold('log', openLmdbExport(join(data, 'log'))),
      registry: hold('registry', openRegistrySource(join(data, 'registry.sqlite'))),
      accounts: hold('accounts', openAccountSource(join(data, accountsName))),
      cases: hold('cases', openCaseSource(join(data, 'cases.sqlite'))),
      series: hold('series', await openDuckDbExport({ path, memoryLimit, threads })),
    }
  })
}

export const drainedConsumers = everyConsumer.filter(({ drained }) => drained)

/** Refuses a log that some stage has not read to its end: half of a record's effects would move and half would not. */
export function mustBeDrained({ log }: Pick<Source, 'log'>): void {
  const behind = drainedConsumers.flatMap(({ topic, group }) => {
    const { first, next } = log.range(topic)
    const left = next - Math.max(first, log.groups(topic).get(group) ?? first)
    return left === 0 ? [] : [`${group} has ${left} records of ${topic} to read`]
  })
  const { topic, group, remembers } = consumers.rules
  // Killed: what is not written is found in the records as the old log numbers them, and nowhere else.
  if (log.state(topic, group).get(remembers.again.key) !== undefined)
    behind.push(`${group} was not stopped in order`)
  if (behind.length > 0)
    throw new UrbanBrainError(
      'engine-mismatch',
      'the log is not drained; run: urban-brain drain --config <the same>',
      { details: behind },
    )
}
