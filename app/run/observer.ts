import { pino, type Logger } from 'pino'
import { Counter, Gauge, Histogram, Registry } from 'prom-client'

import { messageOf } from '../../core/errors.ts'
import { programEvents, type ProgramEventSpec } from '../../core/program-events.ts'
import {
  gauges,
  measures,
  type Fields,
  type GaugeName,
  type MeasureName,
  type MetricSpec,
  type Observer,
} from '../../core/observer.ts'
import type { ProgramEventName } from '../../core/program-event-fields.ts'

import { lineBudget } from './decide/line-budget.ts'

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

const labelsOf = ({ label }: MetricSpec): string[] => (label === undefined ? [] : [label])

const labelled = ({ label }: MetricSpec, word: Fields[string]): Record<string, string> =>
  label === undefined || word === undefined ? {} : { [label]: String(word) }

export interface RunningObserver extends Observer {
  readonly registry: Registry
  /** How often something was worth a line so far, written or not; what comes in masses is not. */
  readonly events: number
  flush(): void
}

/** Events become a pino line and a counter each; measures and gauges become Prometheus series. One for each thread. */
export function createObserver(target: LogTarget, thread: string): RunningObserver {
  const registry = new Registry()
  let events = 0
  const lines = lineBudget()
  const logger = openLogger(target, thread, {
    dropped: () => {
      lines.dropped()
      counters.get('lines.dropped')?.inc()
    },
    written: () => {
      const count = lines.toSay(performance.now())
      if (count > 0) write('lines.dropped', { lines: count })
    },
  })
  const counters = new Map<ProgramEventName, Counter>()
  const specs: Readonly<Record<string, ProgramEventSpec>> = programEvents
  for (const [name, spec] of Object.entries(specs))
    counters.set(
      name as ProgramEventName,
      new Counter({
        name: `${metricName(name)}_total`,
        help: spec.help,
        labelNames: labelsOf(spec),
        registers: [registry],
      }),
    )
  const histograms = new Map<string, Histogram>()
  for (const [name, spec] of Object.entries<MetricSpec>(measures))
    histograms.set(
      name,
      new Histogram({
        name: metricName(name),
        help: spec.help,
        labelNames: labelsOf(spec),
        buckets,
        registers: [registry],
      }),
    )
  const levels = new Map<string, Gauge>()
  for (const [name, spec] of Object.entries<MetricSpec>(gauges))
    levels.set(
      name,
      new Gauge({
        name: metricName(name),
        help: spec.help,
        labelNames: labelsOf(spec),
        registers: [registry],
      }),
    )

  function emit(name: ProgramEventName, fields: Fields, count = 1): void {
    const spec = specs[name]
    if (spec === undefined) return
    if (spec.level !== 'none' && spec.level !== 'debug') events += 1
    const word = spec.label === undefined ? undefined : fields[spec.label]
    counters.get(name)?.inc(labelled(spec, word), count)
    write(name, fields)
  }

  function write(name: ProgramEventName, fields?: Fields): void {
    const spec = specs[name]
    if (spec === undefined || spec.level === 'none' || !logger.isLevelEnabled(spec.level)) return
    // Who asks for debug asks for all of it.
    if (spec.level !== 'debug' && !lines.allows(name, performance.now())) {
      counters.get('lines.dropped')?.inc()
      return
    }
    logger[spec.level]({ event: name, ...fields }, spec.help)
  }

  return {
    registry,
    get events() {
      return events
    },
    emit,
    measure(name: MeasureName, value: number, label?: string) {
      histograms.get(name)?.observe(labelled(measures[name], label), value)
    },
    gauge(name: GaugeName, value: number, label?: string) {
      levels.get(name)?.set(labelled(gauges[name], label), value)
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
  const stream = openStream(destination, shared)
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

function openStream(
  destination: string,
  shared: { readonly sync: boolean; readonly maxLength: number },
): ReturnType<typeof pino.destination> {
  if (destination === 'stdout') return pino.destination({ ...shared, fd: 1 })
  try {
    return pino.destination({ ...shared, dest: destination, append: true, mkdir: true })
  } catch (error) {
    process.stderr.write(`no log lines in ${destination}, they follow here: ${messageOf(error)}\n`)
    return pino.destination({ ...shared, fd: 2 })
  }
}
