import type { Component } from '../../runtime/component.ts'
import type { OperationsStore } from '../../core/operations.ts'

import { processName } from '../run/process-name.ts'
import type { AssemblyOptions, Shared } from './assembly-options.ts'

/** What is written for dashboards; nothing in a system that has no store for it. */
export async function assembleOperations(
  options: AssemblyOptions,
  shared: Shared,
): Promise<readonly Component[]> {
  const operations = await options.backends.operations?.()
  if (operations === undefined) return []
  const components: Component[] = []
  if (options.roles.has('series'))
    components.push(...(await fromSeries(options, shared, operations)))
  if (options.roles.has('cases')) {
    const { createOpenCasePoints } = await import('../../cases/report/operations-writer.ts')
    const store = await options.backends.cases()
    components.push(createOpenCasePoints({ ...shared, operations, store }))
  }
  // The first thread tells for all of the process.
  if (options.thread !== undefined && options.thread === options.threads[0]) {
    const { createProcessReport } = await import('../run/report-process.ts')
    const process = processName(options.config)
    components.push(createProcessReport({ ...shared, operations, board: options.board, process }))
  }
  return components
}

/** Who keeps the time series keeps these: alarms and case events as they come, and how the devices are. */
async function fromSeries(
  { backends }: AssemblyOptions,
  shared: Shared,
  operations: OperationsStore,
): Promise<readonly Component[]> {
  const { fleetHealth } = await import('../../devices/health/fleet-health.ts')
  const { createAlarmPoints, createDevicePoints } =
    await import('../../devices/health/operations-writer.ts')
  const { createCaseEventPoints, gravestStanding } =
    await import('../../cases/report/operations-writer.ts')
  const store = await backends.cases()
  const series = await backends.series()
  const deps = { ...shared, operations }
  return [
    createAlarmPoints(deps),
    createCaseEventPoints({ ...deps, store }),
    createDevicePoints({
      ...deps,
      series,
      standing: () => gravestStanding(store),
      health: (span) => fleetHealth({ ...shared, series }, {}, span),
      underLease: (task, work, signal) => store.underLease(task, work, signal),
    }),
  ]
}
