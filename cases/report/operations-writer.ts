import { consumers } from '../../core/consumers.ts'
import type { Severity } from '../../core/severity.ts'
import { background, repeated } from '../../runtime/background.ts'
import type { CaseEventRecord } from '../../core/case-event.ts'
import type { Component } from '../../runtime/component.ts'
import type { CaseId, DeviceId } from '../../core/identity.ts'
import type { DurableLog } from '../../core/log.ts'
import {
  reportByClock,
  together,
  writePoints,
  type ReportDeps,
} from '../../runtime/operations-report.ts'
import { slotsOf, type Naming, type OperationsPoint } from '../../core/operations.ts'
import { stage } from '../../runtime/stage.ts'
import { minutes, seconds } from '../../core/time.ts'
import { compareSeverity } from '../../core/severity.ts'
import { openStages } from '../../core/case-terms.ts'
import { caseEventPoints, cityCasesPoint, openCasePoint } from './operations-points.ts'
import type { CaseStore, Page } from '../ports.ts'

export interface CaseEventPointsDependencies extends ReportDeps {
  readonly log: DurableLog
  readonly store: Pick<CaseStore, 'load'>
  readonly naming?: Naming
}

/** A point for each event of a case; while the store is away, the log holds them. */
export function createCaseEventPoints(deps: CaseEventPointsDependencies): Component {
  const { log, clock, observer, store, naming } = deps

  const pointsOf = async (
    records: readonly CaseEventRecord[],
  ): Promise<readonly OperationsPoint[]> => {
    const wanted = new Map<CaseId, Set<number>>()
    for (const record of records) {
      const versions = wanted.get(record.case) ?? new Set()
      wanted.set(record.case, versions.add(record.version))
    }
    const points: OperationsPoint[] = []
    for (const [id, versions] of wanted) {
      points.push(...caseEventPoints(await store.load(id), versions, naming))
    }
    return points
  }

  return stage({
    ...{ log, clock, observer },
    name: 'case-event-report',
    consumer: consumers.casePoints,
    consume: { maxRecords: 512 },
    async work({ records }) {
      await writePoints(deps, await pointsOf(records.map(({ value }) => value)))
      return {}
    },
  })
}

export interface OpenCasePointsDependencies extends ReportDeps {
  readonly store: Pick<CaseStore, 'list' | 'summary' | 'underLease'>
  readonly naming?: Naming
}

const pageSize = 500

/** The figures of the city, each ten seconds, and every open case, each minute; in one process at a time. */
export function createOpenCasePoints(deps: OpenCasePointsDependencies): Component {
  const { observer, store, naming } = deps
  const cases = reportByClock(deps, {
    name: 'open-cases',
    every: minutes(1),
    make: async (at) => {
      const open = await everyPage((cursor) => store.list({ stages: openStages }, pageSize, cursor))
      const slots = slotsOf(open.map(({ id }) => id))
      return open.map((state, index) => openCasePoint(state, at, slots[index], naming))
    },
  })
  const city = reportByClock(deps, {
    name: 'city-cases',
    every: seconds(10),
    make: async (at) => [cityCasesPoint(await store.summary(), at)],
  })
  const turn = together(cases, city)
  return background('open-case-report', observer, {
    cases: repeated('report-cases', deps, (signal) =>
      store.underLease('report-cases', turn, signal),
    ),
  })
}

/** The gravest standing alarm of each device that has any. */
export async function gravestStanding(
  store: Pick<CaseStore, 'alarms'>,
): Promise<ReadonlyMap<DeviceId, Severity>> {
  const found = new Map<DeviceId, Severity>()
  const rows = await everyPage((cursor) => store.alarms({ standing: true }, pageSize, cursor))
  for (const { device, severity } of rows) {
    if (severity === undefined) continue
    const before = found.get(device)
    if (compareSeverity(severity, before) > 0) found.set(device, severity)
  }
  return found
}

async function everyPage<T>(
  read: (cursor: string | undefined) => Promise<Page<T>>,
): Promise<readonly T[]> {
  const items: T[] = []
  for (let cursor: string | undefined; ;) {
    const page = await read(cursor)
    items.push(...page.items)
    cursor = page.next
    if (cursor === undefined) return items
  }
}
