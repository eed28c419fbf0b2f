import { pino, type Logger } from 'pino'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

import {
  events,
  gauges,
  measures,
  type EventName,
  type EventSpec,
  type Fields,
  type GaugeName,
  type MeasureName,
  type Observer,
} from '../core/events.ts'

export interface LogTarget {
  /** File to append to, or `stdout`. */
  readonly destination: string
  readonly level: 'debug' | 'info' | 'warn' | 'error'
}

/** From a tenth of a millisecond to a minute, in seconds. */
const buckets = [
  0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 60,
]

const metricName = (name: string): string => `urban_brain_${name.replaceAll(/[.-]/g, '_')}`

export interface RunningObserver extends Observer {
  readonly registry: Registry
  flush(): void
}

/** Events become a pino line and a counter each; measures and gauges become Prometheus series. One for each thread. */
export function createObserver(target: LogTarget, thread: string): RunningObserver {
  const registry = new Registry()
  let unsaid = 0
  const logger = openLogger(target, thread, {
    dropped: () => {
      unsaid += 1
    },
    written: () => {
      if (unsaid === 0) return
      const count = unsaid
      unsaid = 0
      emit('lines.dropped', { lines: count }, count)
    },
  })
  const counters = new Map<EventName, Counter<'reason'>>()
  const specs: Readonly<Record<string, EventSpec>> = events
  for (const [name, spec] of Object.entries(specs))
    counters.set(
      name as EventName,
      new Counter({
        name: `${metricName(name)}_total`,
        help: spec.help,
        labelNames: ['reason'],
        registers: [registry],
      }),
    )
  const histograms = new Map<string, Histogram<'label'>>()
  for (const [name, help] of Object.entries(measures))
    histograms.set(
      name,
      new Histogram({
        name: metricName(name),
        help,
        labelNames: ['label'],
        buckets,
        registers: [registry],
      }),
    )
  const levels = new Map<string, Gauge<'label'>>()
  for (const [name, help] of Object.entries(gauges))
    levels.set(
      name,
      new Gauge({ name: metricName(name), help, labelNames: ['label'], registers: [registry] }),
    )

  function emit(name: EventName, fields?: Fields, count = 1): void {
    const spec = specs[name]
    if (spec === undefined) return
    const label = spec.label === undefined ? undefined : fields?.[spec.label]
    if (label === undefined) counters.get(name)?.inc(count)
    else counters.get(name)?.inc({ reason: String(label) }, count)
    if (spec.level !== 'none') logger[spec.level]({ event: name, ...fields }, spec.help)
  }

  return {
    registry,
    emit,
    measure(name: MeasureName, value: number, label?: string) {
      if (label === undefined) histograms.get(name)?.observe(value)
      else histograms.get(name)?.observe({ label }, value)
    },
    gauge(name: GaugeName, value: number, label?: string) {
      if (label === undefined) levels.get(name)?.set(value)
      else levels.get(name)?.set({ label }, value)
    },
    flush: () => logger.flush(),
  }
}

/** Lines that wait for a full disk; more are dropped. */
const waitingBytes = 256 * 1_024

/** A line that cannot be written ends nothing: what fits into memory waits, the rest is counted. */
function openLogger(
  { destination, level }: LogTarget,
  thread: string,
  { dropped, written }: { readonly dropped: () => void; readonly written: () => void },
): Logger {
  const shared = { sync: true, maxLength: waitingBytes }
  const stream =
    destination === 'stdout'
      ? pino.destination({ ...shared, fd: 1 })
      : pino.destination({ ...shared, dest: destination, append: true, mkdir: true })
  stream.on('error', () => {})
  stream.on('drop', dropped)
  stream.on('write', written)
  return pino(
    {
      level,
      base: { thread },
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: {
        paths: ['token', 'password', 'authorization', '*.token', '*.password'],
        censor: '[redacted]',
      },
    },
    stream,
  )
}
