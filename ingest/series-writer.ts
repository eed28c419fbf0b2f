import type { Component } from '../core/component.ts'
import type { DeviceDirectory } from '../core/device-directory.ts'
import { messageOf } from '../core/errors.ts'
import type { Observer } from '../core/events.ts'
import type { DurableLog, LogRecord } from '../core/log.ts'
import type { Reading } from '../core/reading.ts'
import { hours, plus, type Clock } from '../core/time.ts'
import { readingsTopic, type ReadingRecord } from '../core/topics.ts'
import type { IngestConfig } from './config.ts'
import type { Point, SeriesStore } from './ports.ts'
import { pumping } from './pumping.ts'

export interface SeriesWriterDependencies {
  readonly log: DurableLog
  readonly clock: Clock
  readonly observer: Observer
  readonly directory: DeviceDirectory
  readonly store: SeriesStore
  readonly config: IngestConfig['series']
}

/** Writes readings into the time series; while the store is away, the log holds them. */
export function createSeriesWriter(dependencies: SeriesWriterDependencies): Component {
  const { log, clock, observer, directory, store, config } = dependencies
  return pumping('series-writer', {
    log,
    clock,
    observer,
    topic: readingsTopic,
    group: 'series',
    consume: { maxRecords: config.batch, linger: config.linger },
    async handler({ records }) {
      const readings = records.flatMap(readingOf)
      if (readings.some(({ device }) => directory.get(device) === undefined)) {
        await directory.follow()
      }
      if (readings.length > 0) {
        await store.write(readings.map((reading) => pointOf(reading, directory)))
      }
      return {}
    },
    completed({ records }) {
      const written = records.reduce((sum, { value }) => sum + Number(value.type === 'reading'), 0)
      if (written > 0) observer.emit('series.written', {}, written)
    },
  })
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

/** Deletes readings past their retention, once at the start and then every hour. */
export function createSeriesRetention(dependencies: SeriesRetentionDependencies): Component {
  const { clock, observer, store, config } = dependencies
  const stopping = new AbortController()
  let running: Promise<void> | undefined
  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        await store.retire(plus(clock.now(), -config.retention))
      } catch (error) {
        observer.emit('pump.failed', { group: 'series-retention', message: messageOf(error) })
      }
      await clock.sleep(hours(1), stopping.signal).catch(() => {})
    }
  }
  return {
    name: 'series-retention',
    start() {
      running = run()
      return Promise.resolve()
    },
    async stop() {
      stopping.abort()
      await running
    },
    unready: () => undefined,
  }
}
