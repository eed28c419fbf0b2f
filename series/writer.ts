import { background, repeated } from '../runtime/background.ts'
import type { Component } from '../runtime/component.ts'
import { consumers } from '../core/consumers.ts'
import type { DeadLetter } from '../core/dead-letter.ts'
import type { DeviceDirectory } from '../runtime/device-directory.ts'
import type { Observer } from '../core/observer.ts'
import {
  outgoing,
  type DurableLog,
  type Effects,
  type LogRecord,
  type PartitionState,
} from '../core/log.ts'
import { stage } from '../runtime/stage.ts'
import type { Reading } from '../core/reading.ts'
import { hours, plus, seconds, type Clock, type Instant } from '../core/time.ts'
import { deadLettersTopic, type ReadingRecord } from '../core/topics.ts'
import type { DeadPoint, Point, SeriesStore } from '../core/series.ts'
import type { SeriesConfig } from './config.ts'
import { deadLetterOf } from './dead.ts'
import { watchOutage } from './outage.ts'
import { writeRollups, type RolledUp } from './rollups.ts'

export interface SeriesWriterDependencies {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  readonly store: SeriesStore
  readonly config: SeriesConfig
  /** Readings a second at most, which bounds the load of catching up; without it as fast as the store takes them. */
  readonly drainRate?: number | null
}

/**
 * Writes readings into the time series; while the store is away, the log holds them and nothing is kept here but one
 * batch. What the store will never take becomes a dead letter in the same step as the offset.
 */
export function createSeriesWriter(dependencies: SeriesWriterDependencies): Component {
  const { log, clock, observer, directory, store, config, drainRate } = dependencies
  const outage = watchOutage(clock)
  const pace = pacing(clock, drainRate ?? Number.POSITIVE_INFINITY)
  const component = stage({
    ...{ log, clock, observer },
    name: 'series-writer',
    consumer: consumers.series,
    consume: { maxRecords: config.batch, linger: config.linger },
    async work({ records, state }, signal) {
      const readings = records.flatMap(readingOf)
      await pace(readings.length, signal)
      if (readings.some(({ device }) => directory.get(device) === undefined)) {
        await directory.follow()
      }
      const points = readings.map((reading) => pointOf(reading, directory))
      const told = await outage.watch(() => write(store, points, records, state))
      return { effects: effectsOf(told), told }
    },
    committed: (told) => tell(observer, told),
  })
  return { ...component, unready: () => component.unready() ?? outage.reason() }
}

interface Written {
  readonly written: number
  readonly dead: readonly DeadPoint[]
  readonly letters: readonly DeadLetter[]
  readonly rolled?: RolledUp
}

const effectsOf = ({ letters, rolled }: Written): Effects => ({
  ...(letters.length === 0 ? {} : { append: [outgoing(deadLettersTopic, letters)] }),
  ...(rolled === undefined ? {} : { state: rolled.state }),
})

async function write(
  store: SeriesStore,
  points: readonly Point[],
  records: readonly LogRecord<ReadingRecord>[],
  state: PartitionState,
): Promise<Written> {
  const { dead } = points.length === 0 ? { dead: [] } : await store.write(points)
  const letters = dead.filter(({ reason }) => reason !== 'beyond-retention').map(deadLetterOf)
  const outcome = { written: points.length - dead.length, dead, letters }
  if (store.rollups === undefined) return outcome
  const lost = new Set(dead.map(({ point }) => point))
  const stored = lost.size === 0 ? points : points.filter((point) => !lost.has(point))
  return { ...outcome, rolled: await writeRollups(store.rollups, state, stored, newest(records)) }
}

function tell(observer: Observer, { written, dead, rolled }: Written): void {
  if (written > 0) observer.emit('series.written', {}, written)
  if (rolled !== undefined && rolled.written > 0) observer.emit('series.rollup', {}, rolled.written)
  for (const reason of new Set(dead.map((one) => one.reason))) {
    const alike = dead.filter((one) => one.reason === reason)
    observer.emit('series.dead', { reason, detail: alike[0]?.detail }, alike.length)
  }
}

/** The newest instant that the log tells: of a tick, or of a receipt. */
function newest(records: readonly LogRecord<ReadingRecord>[]): Instant | undefined {
  let found: Instant | undefined
  for (const { value } of records) {
    if (value.type === 'status') continue
    const at = value.type === 'reading' ? value.receivedAt : value.at
    if (found === undefined || at > found) found = at
  }
  return found
}

/** Holds back a batch until those before it have taken the time that the rate gives them. */
function pacing(clock: Clock, rate: number) {
  let free = clock.elapsed()
  return async (count: number, signal: AbortSignal): Promise<void> => {
    const now = clock.elapsed()
    if (free > now) await clock.sleep(free - now, signal)
    free = Math.max(free, now) + (count / rate) * 1_000
  }
}

const readingOf = ({ value }: LogRecord<ReadingRecord>): readonly Reading[] =>
  value.type === 'reading' ? [value] : []

function pointOf(reading: Reading, directory: DeviceDirectory): Point {
  const device = directory.get(reading.device)?.device
  if (device === undefined) return { reading }
  const { kind, site, cell, zone } = device
  return {
    reading,
    kind,
    site,
    ...(cell === undefined ? {} : { cell }),
    ...(zone === undefined ? {} : { zone }),
  }
}

export type SeriesRetentionDependencies = Pick<
  SeriesWriterDependencies,
  'clock' | 'observer' | 'store' | 'config'
>

/** Deletes readings past their retention, once at the start and then every hour; more often where less than 10 h is kept. */
export function createSeriesRetention(dependencies: SeriesRetentionDependencies): Component {
  const { clock, observer, store, config } = dependencies
  const pause = Math.min(hours(1), Math.max(seconds(1), config.retention / 10))
  return background('series-retention', observer, {
    retire: repeated('series-retention', { clock, observer }, async (signal) => {
      await store.retire(plus(clock.now(), -config.retention))
      await clock.sleep(pause, signal).catch(() => {})
    }),
  })
}
