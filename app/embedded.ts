import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

import type { CaseStore } from '../cases/ports.ts'
import type { Observer } from '../core/events.ts'
import { topics } from '../core/topics.ts'
import { openSqliteRegistry } from '../ingest/adapters/sqlite-registry.ts'
import type { SeriesStore } from '../ingest/ports.ts'
import { LmdbLog } from '../storage/lmdb/lmdb-log.ts'

import type { Backends } from './backends.ts'
import type { Config } from './config.ts'
import { systemClock } from './system-clock.ts'

/** Everything on one machine, in the data folder, with nothing to install. One call for each thread. */
export async function embedded(config: Config, observer: Observer): Promise<Backends> {
  mkdirSync(config.data, { recursive: true })
  const path = (name: string): string => join(config.data, name)
  const clock = systemClock
  const log = new LmdbLog({ folder: path('log'), clock, observer, maxBytes: config.log.maxBytes })
  const registry = await openSqliteRegistry(path('registry.sqlite'))
  let series: Promise<SeriesStore> | undefined
  let cases: Promise<CaseStore> | undefined
  const { memoryLimit, threads } = config.ingest.series
  return {
    clock,
    log,
    registry,
    // Loaded when asked for: the engine costs each thread a tenth of a second, and only one of them has a use for it.
    series: () =>
      (series ??= import('../ingest/adapters/duckdb-series.ts').then(({ openDuckDbSeries }) =>
        openDuckDbSeries({ path: path('series.duckdb'), clock, memoryLimit, threads }),
      )),
    cases: () =>
      (cases ??= import('../cases/adapters/sqlite-cases.ts').then(({ openSqliteCases }) =>
        openSqliteCases(path('cases.sqlite')),
      )),
    retain: async () => {
      await log.retain(Object.values(topics))
    },
    bytes: () => log.bytes(),
    async [Symbol.asyncDispose]() {
      await log[Symbol.asyncDispose]()
      await (await series)?.[Symbol.asyncDispose]()
      await (await cases)?.[Symbol.asyncDispose]()
      await registry[Symbol.asyncDispose]()
    },
  }
}
