import { isRetryable } from '../../core/errors.ts'
import { plus, type Clock, type Instant } from '../../core/time.ts'
import type { InfluxConfig } from './config.ts'
import type { DeadPoint, Point, SeriesStore } from '../../core/series.ts'
import { influxBuckets } from './buckets.ts'
import { delivery, isBeyondRetention } from './delivery.ts'
import { influxHttp, unavailable } from './http.ts'
import { encodePoints, rollupLine } from './lines.ts'
import { placed } from './places.ts'
import { provision } from './provision.ts'
import { querying } from './query.ts'
import { readLatest, readReadings, readStored } from './reads.ts'
import { retentionOf, type Policy } from './schema.ts'
import { influxTallies } from './tallies.ts'

/**
 * The time series in InfluxDB. Nothing is kept here beyond a call: what a call could not write, its caller still has.
 * A server that cannot be reached does not keep the store from opening; what is missing on it is made before the first
 * call that reaches it, and again when something on it is no longer found. Rejects with `engine-mismatch` when what is
 * there keeps its points for less long than configured.
 *
 * The engine overwrites. A reading whose device got other tags between two writes of it stands in two series, and
 * readers give it back once; readings that share an instant, or that the log may hold twice, are looked up first.
 */
export async function openInfluxSeries(
  config: InfluxConfig,
  clock: Pick<Clock, 'now' | 'elapsed'>,
): Promise<SeriesStore> {
  const http = influxHttp(config, clock)
  const deliver = delivery(http, config)
  const query = querying(http, config)
  let provisioned = false
  let closed = false

  const serve = async <T>(work: () => Promise<T>): Promise<T> => {
    if (closed) throw unavailable('was closed')
    try {
      if (!provisioned) await provision(http, config)
      provisioned = true
      return await work()
    } catch (error) {
      if (error instanceof Error && /not found/i.test(error.message)) provisioned = false
      throw error
    }
  }
  /** Points observed before it are past what the policy keeps. */
  const oldest = (policy: Policy): Instant | undefined => {
    const kept = retentionOf(config)[policy]
    return kept === null ? undefined : plus(clock.now(), -kept)
  }

  // A server that is away now is asked again by the first call.
  await serve(() => Promise.resolve()).catch((error: unknown) => {
    if (!isRetryable(error)) throw error
  })

  return {
    write: (points) =>
      serve(async () => {
        const { lines, dead } = encodePoints(await placed(query, points), oldest('raw'))
        const refused = await deliver('raw', lines)
        return { dead: [...dead, ...refused.map(({ of, detail }) => deadPoint(of, detail))] }
      }),
    rollups: {
      write: (rollups) =>
        serve(async () => {
          let refused = 0
          for (const policy of ['m1', 'h1'] as const) {
            const kept = oldest(policy)
            const lines = rollups
              .filter(({ length, at }) => length === policy && (kept === undefined || at >= kept))
              .map((rollup) => ({ text: rollupLine(rollup), of: rollup }))
            refused += (await deliver(policy, lines)).length
          }
          return refused
        }),
      stored: (devices, from, to) => serve(() => readStored(query, devices, from, to)),
    },
    readings: (wanted) => serve(() => readReadings(query, wanted)),
    buckets: (wanted) => serve(() => influxBuckets(query, wanted)),
    latest: (wanted) => serve(() => readLatest(query, wanted)),
    tallies: (wanted) => serve(() => influxTallies(query, wanted)),
    // The retention of the server does it, whole shards at a time; a delete would rewrite them.
    retire: () => serve(() => Promise.resolve(0)),
    [Symbol.asyncDispose]: () => {
      closed = true
      return Promise.resolve()
    },
  }
}

const deadPoint = (point: Point, detail: string): DeadPoint => ({
  point,
  reason: isBeyondRetention(detail) ? 'beyond-retention' : 'refused',
  detail,
})
