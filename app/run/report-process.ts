import { background } from '../../runtime/background.ts'
import type { Component } from '../../runtime/component.ts'
import { events, gauges } from '../../core/events.ts'
import { reportByClock, type ReportDeps } from '../../runtime/operations-report.ts'
import type { OperationsPoint } from '../../core/operations.ts'
import { seconds, type Instant } from '../../core/time.ts'

import { stale, type Vitals } from './vitals.ts'

/** What app/run/observer.ts calls it, and what docs/operations.md does. Distributions are left to Prometheus. */
const told: ReadonlyMap<string, string> = new Map([
  ...Object.keys(events).map((name) => [`${metricName(name)}_total`, name] as const),
  ...Object.keys(gauges).map((name) => [metricName(name), name] as const),
])

function metricName(name: string): string {
  return `urban_brain_${name.replaceAll(/[.-]/g, '_')}`
}

/** Each counter and gauge of each thread that has spoken lately. */
export function processPoints(
  board: readonly Vitals[],
  process: string,
  at: Instant,
): readonly OperationsPoint[] {
  const points: OperationsPoint[] = []
  for (const { thread, metrics, at: spoken } of board) {
    if (at - spoken > stale) continue
    for (const metric of metrics) {
      const name = told.get(metric.name)
      if (name === undefined) continue
      for (const { value, labels } of metric.values) {
        const label = labels['reason'] ?? labels['label']
        points.push({
          measurement: 'process',
          at,
          tags: {
            name,
            label: label === undefined ? undefined : String(label),
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
  readonly board: () => Promise<readonly Vitals[]>
  /** Name of this process among those of the city. */
  readonly process: string
}

/** How the process is, every fifteen seconds. One thread tells for all. */
export function createProcessReport(deps: ProcessReportDeps): Component {
  const { observer, board, process } = deps
  return background('process-report', observer, {
    metrics: reportByClock(deps, {
      name: 'process',
      every: seconds(15),
      make: async (at) => processPoints(await board(), process, at),
    }),
  })
}
