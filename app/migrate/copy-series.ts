import { UrbanBrainError } from '../../core/errors.ts'
import { hours, instant, plus, type Instant } from '../../core/time.ts'
import type { Point, Rollup, SeriesStore } from '../../core/series.ts'
import { rollupsOf } from '../../series/rollup/rollup.ts'

import type { Told } from './copy-log.ts'
import type { Source } from './source.ts'

/** How far the copy has come, kept where it outlives this process. */
export interface SeriesProgress {
  recall(key: string): unknown
  remember(key: string, value: unknown): Promise<void>
}

const page = 5_000
const progressKey = 'copied/series'

interface Progress {
  readonly hour: Instant
  readonly readings: number
}

/**
 * All readings, an hour after the other, with the minutes and hours that the old store computed when it was asked and the
 * new one keeps. Memory holds one page and one device's hour. Writing an hour again changes nothing.
 */
export async function copySeries(
  source: Source['series'],
  store: Pick<SeriesStore, 'write' | 'rollups'>,
  progress: SeriesProgress,
  told: Told,
): Promise<void> {
  const before = progress.recall(progressKey) as Progress | undefined
  let readings = before?.readings ?? 0
  for (const hour of source.hours) {
    if (before !== undefined && hour <= before.hour) continue
    let points: Point[] = []
    let rollups: Rollup[] = []
    const write = async () => {
      await writePoints(store, points)
      await writeRollups(store, rollups)
      readings += points.length
      points = []
      rollups = []
      told(readings, source.readings)
    }
    for await (const device of byDevice(source.points(hour, plus(hour, hours(1))))) {
      for (const length of ['m1', 'h1'] as const) rollups.push(...rollupsOf(device, length))
      for (const point of device) {
        points.push(point)
        if (points.length === page) await write()
      }
    }
    await write()
    await progress.remember(progressKey, { hour, readings })
  }
}

/** Points come in the order of devices; those of one device together. */
export async function* byDevice(points: AsyncIterable<Point>): AsyncIterable<readonly Point[]> {
  let found: Point[] = []
  for await (const point of points) {
    if (found[0] !== undefined && found[0].reading.device !== point.reading.device) {
      yield found
      found = []
    }
    found.push(point)
  }
  if (found.length > 0) yield found
}

async function writePoints(
  store: Pick<SeriesStore, 'write'>,
  points: readonly Point[],
): Promise<void> {
  const { dead } = await store.write(points)
  if (dead.length === 0) return
  throw new UrbanBrainError(
    'engine-mismatch',
    `the new time series refuses ${dead.length} readings`,
    {
      details: dead
        .slice(0, 5)
        .map(({ point, reason, detail }) => `${point.reading.id}: ${reason}, ${detail}`),
    },
  )
}

async function writeRollups(
  store: Pick<SeriesStore, 'rollups'>,
  rollups: readonly Rollup[],
): Promise<void> {
  const refused = (await store.rollups?.write(rollups)) ?? 0
  if (refused > 0)
    throw new UrbanBrainError('engine-mismatch', `the new time series refuses ${refused} rollups`)
}

/** Refuses a store that would drop a part of the history. */
export function mustKeep(keeps: number | null, { oldest }: Source['series'], now: Instant): void {
  if (keeps === null || oldest === undefined || oldest >= now - keeps) return
  const since = (at: number) => new Date(at).toISOString()
  throw new UrbanBrainError(
    'engine-mismatch',
    `the history begins at ${since(oldest)}, and influx.rawRetention keeps it from ${since(instant(now - keeps))} on; raise it`,
  )
}
