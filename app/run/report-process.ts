import { background } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import { programEvents, type ProgramEventSpec } from '../../core/program-events.ts'
import { gauges, type MetricSpec } from '../../core/observer.ts'
import { reportByClock, type ReportDeps } from '../../runtime/operations-report.ts'
import type { OperationsPoint } from '../../core/operations.ts'
import { seconds, type Instant } from '../../core/time.ts'

import { staleAfter, type ThreadMetrics } from './thread-status.ts'

/** What app/run/observer.ts calls it, and what docs/operations.md does. Distributions are left to Prometheus. */
const told: ReadonlyMap<string, Told> = new Map([
  ...Object.entries<ProgramEventSpec>(programEvents).map(
    ([name, { label }]) => [`${metricName(name)}_total`, { name, label }] as const,
  ),
  ...Object.entries<MetricSpec>(gauges).map(
    ([name, { label }]) => [metricName(name), { name, label }] as const,
  ),
])

interface Told {
  readonly name: string
  readonly label: string | undefined
}

function metricName(name: string): string {
  return `urban_brain_${name.replaceAll(/[.-]/g, '_')}`
}

/** Each counter and gauge of each thread that has answered lately. */
export function processPoints(
  threads: readonly ThreadMetrics[],
  process: string,
  at: Instant,
): readonly OperationsPoint[] {
  const points: OperationsPoint[] = []
  for (const { thread, metrics, at: spoken } of threads) {
    if (at - spoken > staleAfter) continue
    for (const metric of metrics) {
      const known = told.get(metric.name)
      if (known === undefined) continue
      const { name, label } = known
      for (const { value, labels } of metric.values) {
        const word = label === undefined ? undefined : labels[label]
        points.push({
          measurement: 'process',
          at,
          tags: {
            ...(label !== undefined && word !== undefined && { [label]: String(word) }),
            name,
            process,
            thread,
          },
          fields: { value },
        })
      }
    }
  }
  return points
}

export interface ProcessReportDeps extends ReportDeps {
  readonly metrics: () => Promise<readonly ThreadMetrics[]>
  /** Name of this process among those of the city. */
  readonly process: string
}

/** How the process is, every fifteen seconds. One thread tells for all. */
export function createProcessReport(deps: ProcessReportDeps): Component {
  const { observer, metrics, process } = deps
  return background('process-report', observer, {
    metrics: reportByClock(deps, {
      name: 'process',
      every: seconds(15),
      make: async (at) => processPoints(await metrics(), process, at),
    }),
  })
}
