import { join } from 'node:path'

import type { Component } from '../../runtime/component.ts'
import type { Naming, OperationsStore } from '../../core/operations.ts'
import { loadGrid } from '../../devices/files/grid.ts'

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
    const naming = await namesOf(options, shared)
    components.push(createOpenCasePoints({ ...shared, operations, store, naming }))
  }
  // The first thread tells for all of the process.
  if (options.thread !== undefined && options.thread === options.threads[0]) {
    const { createProcessReport } = await import('../run/report-process.ts')
    const process = processName(options.config)
    components.push(
      createProcessReport({ ...shared, operations, metrics: options.metrics, process }),
    )
  }
  return components
}

/** Who keeps the time series keeps these: alarms and case events as they come, and how the devices are. */
async function fromSeries(
  options: AssemblyOptions,
  shared: Shared,
  operations: OperationsStore,
): Promise<readonly Component[]> {
  const { fleetHealth } = await import('../../devices/health/fleet-health.ts')
  const { createAlarmPoints, createDevicePoints } =
    await import('../../devices/health/operations-writer.ts')
  const { createCaseEventPoints, gravestStanding } =
    await import('../../cases/report/operations-writer.ts')
  const store = await options.backends.cases()
  const series = await options.backends.series()
  const deps = { ...shared, operations, naming: await namesOf(options, shared) }
  return [
    createAlarmPoints(deps),
    createCaseEventPoints({ ...deps, store }),
    createDevicePoints({
      ...deps,
      series,
      standing: () => gravestStanding(store),
      health: (span) =>
        fleetHealth({ ...shared, registry: options.backends.registry, series }, {}, span),
      underLease: (task, work, signal) => store.underLease(task, work, signal),
    }),
  ]
}

/** A process that has no grid, or a wrong one, writes points without names: whoever files cases refuses to start. */
async function namesOf({ config }: AssemblyOptions, { directory }: Shared): Promise<Naming> {
  const grid = await loadGrid(join(config.city, 'grid.geojson')).catch(() => undefined)
  return {
    district: (cell) => grid?.cell(cell)?.district,
    place: (code) => {
      const cell = grid?.cell(code)
      return cell === undefined ? undefined : `${cell.street} ${cell.community}`
    },
    device: (id) => directory.get(id)?.device.name,
  }
}
