import { background, repeated } from '../core/background.ts'
import type { Component } from '../core/component.ts'
import type { DeviceDirectory } from '../core/device-directory.ts'
import type { Observer } from '../core/events.ts'
import type { DurableLog, LogRecord } from '../core/log.ts'
import { pump } from '../core/pump.ts'
import type { Reading } from '../core/reading.ts'
import { hours, plus, type Clock } from '../core/time.ts'
import { readingsTopic, type ReadingRecord } from '../core/topics.ts'
import type { IngestConfig } from './config.ts'
import type { Point, SeriesStore } from './ports.ts'

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
  return background('series-writer', observer, {
    readings: (signal) =>
      pump(
        {
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
            const written = records.reduce(
              (sum, { value }) => sum + Number(value.type === 'reading'),
              0,
            )
            if (written > 0) observer.emit('series.written', {}, written)
          },
        },
        signal,
      ),
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
  return background('series-retention', observer, {
    retire: repeated('series-retention', { clock, observer }, async (signal) => {
      await store.retire(plus(clock.now(), -config.retention))
      await clock.sleep(hours(1), signal).catch(() => {})
    }),
  })
}
