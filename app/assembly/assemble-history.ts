/** What the rules have read, and what held alarms back, for whoever judges it again. */
import { suppressing, type Suppression } from '../../cases/life/suppression.ts'
import type { CaseStore } from '../../cases/ports.ts'
import type { AlarmId, CaseId } from '../../core/identity.ts'
import type { City } from '../../core/city.ts'
import type { SeriesStore } from '../../core/series.ts'
import { zoneOffset } from '../../core/time.ts'
import { ingestAgain } from '../../ingest/again.ts'
import type { WhyRoutesDependencies } from '../../rules/api/why.ts'
import type { BacktestsDependencies } from '../../rules/history/backtests.ts'
import type { WhyDependencies } from '../../rules/history/why.ts'

import type { Config } from '../config.ts'
import type { Shared } from './assembly-options.ts'
import { backtestThreads } from './backtest-threads.ts'

interface Parts extends Shared {
  readonly store: Pick<CaseStore, 'suppressions'>
  readonly series: SeriesStore
  readonly city: City
  readonly calendar: BacktestsDependencies['calendar']
  readonly config: Config
}

const page = 200

/** What the register of cases says of alarms. */
export const recordedAlarms = (
  store: Pick<CaseStore, 'alarm' | 'alarms' | 'get'>,
): WhyRoutesDependencies['recorded'] => ({
  alarm: (id) => store.alarm(id as AlarmId),
  ofDevice: async (device) => (await store.alarms({ device }, page)).items,
  ofCase: async (id) => {
    const found = await store.get(id as CaseId)
    if (found === undefined) return undefined
    const rows = await Promise.all(found.alarms.map((alarm) => store.alarm(alarm)))
    return rows.filter((row) => row !== undefined)
  },
})

export function historyOf(parts: Parts): BacktestsDependencies & WhyDependencies {
  const { log, series, directory, bindings, clock, city, calendar, store, config } = parts
  const time = { offset: zoneOffset(city.zone) }
  return {
    ...{ log, series, directory, clock, city, calendar },
    limits: config.ingest,
    threads: backtestThreads({ folder: config.city, city, count: config.rules.backtestThreads }),
    reingest: (partitions) => ingestAgain(directory, config.ingest, partitions, bindings),
    muting: async ({ from, to }) => {
      const some: Suppression[] = []
      let cursor: string | undefined
      do {
        const { items, next } = await store.suppressions({}, page, cursor)
        some.push(...items.filter((one) => one.from < to && one.until > from))
        cursor = next
      } while (cursor !== undefined)
      return ({ rule, severity, subject, at }) => {
        const registered = directory.get(subject.device)?.device
        const suspect = { rule, severity, device: subject.device, cell: subject.cell, registered }
        return suppressing(some, suspect, at, time)?.id
      }
    },
  }
}
