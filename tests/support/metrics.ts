/** What a running system counts, as `/metrics` says it. */
import type { RunningSystem } from './running-system.ts'

export type Metrics = ReadonlyMap<string, number>

/** By `name` or `name{label="..."}`. */
function parseMetrics(text: string): Metrics {
  const lines = text.split('\n').filter((line) => /^[a-z]/.test(line))
  return new Map(
    lines.map((line) => {
      const space = line.lastIndexOf(' ')
      return [line.slice(0, space), Number(line.slice(space + 1))]
    }),
  )
}

export async function metricsOf(
  system: Pick<RunningSystem, 'httpUrl' | 'token'>,
): Promise<Metrics> {
  const response = await fetch(`${system.httpUrl}/metrics`, {
    headers: { authorization: `Bearer ${system.token('administrator')}` },
  })
  if (!response.ok) throw new Error(`/metrics answered ${response.status}`)
  return parseMetrics(await response.text())
}

/** Over all labels. */
export function sumOf(metrics: Metrics, name: string): number {
  let sum = 0
  for (const [key, value] of metrics) if (key === name || key.startsWith(`${name}{`)) sum += value
  return sum
}

/** By label. */
export const byLabel = (metrics: Metrics, name: string): Readonly<Record<string, number>> =>
  Object.fromEntries(
    [...metrics].flatMap(([key, value]) => {
      const label = key.startsWith(`${name}{`) ? /="([^"]*)"/.exec(key)?.[1] : undefined
      return label === undefined ? [] : [[label, value]]
    }),
  )
