import { Point as LinePoint } from '@influxdata/influxdb-client'

import type { OperationsPoint, OperationsStore, RefusedPoint } from '../../core/operations.ts'
import { plus, type Clock, type Instant } from '../../core/time.ts'
import type { InfluxConfig } from './config.ts'
import { delivery } from './delivery.ts'
import { influxHttp } from './http.ts'
import type { Line } from './lines.ts'
import { provision } from './provision.ts'
import { lastMillisecond, retentionOf, sayable, timestamp } from './schema.ts'

/**
 * Operations points in InfluxDB, under the policy or bucket `events`. Opening asks nothing of the server: what is missing
 * on it is made before the first write that reaches it, and again when something on it is no longer found. Writes reject
 * with `engine-mismatch` while what is there keeps its points for less long than configured.
 */
export function openInfluxOperations(
  config: InfluxConfig,
  clock: Pick<Clock, 'now' | 'elapsed'>,
): OperationsStore {
  const http = influxHttp(config, clock)
  const deliver = delivery(http, config)
  let provisioned = false
  return {
    async write(points) {
      try {
        if (!provisioned) await provision(http, config)
        provisioned = true
        const kept = retentionOf(config).events
        const oldest = kept === null ? undefined : plus(clock.now(), -kept)
        const { lines, refused } = encodeOperations(points, oldest)
        return [
          ...refused,
          ...(await deliver('events', lines)).map(({ of, detail }) => ({ point: of, detail })),
        ]
      } catch (error) {
        if (error instanceof Error && /not found/i.test(error.message)) provisioned = false
        throw error
      }
    },
  }
}

interface EncodedOperations {
  readonly lines: readonly Line<OperationsPoint>[]
  readonly refused: readonly RefusedPoint[]
}

/** What is older than `oldest` is left out: it would only be sent to be refused. */
function encodeOperations(
  points: readonly OperationsPoint[],
  oldest: Instant | undefined,
): EncodedOperations {
  const lines: Line<OperationsPoint>[] = []
  const refused: RefusedPoint[] = []
  for (const point of points) {
    if (oldest !== undefined && point.at < oldest) continue
    const text = operationsLine(point)
    if (text === undefined) {
      refused.push({ point, detail: 'its instant or its fields cannot be said in line protocol' })
    } else lines.push({ text, of: point })
  }
  return { lines, refused }
}

/** undefined for a point without a field, or whose instant the engine does not have. */
function operationsLine({ measurement, at, slot, tags, fields }: OperationsPoint) {
  if (!(Number.isInteger(at) && at > 0 && at <= lastMillisecond)) return undefined
  const line = new LinePoint(measurement).timestamp(timestamp(at, slot ?? 0))
  for (const [name, value] of Object.entries(tags)) {
    if (value !== undefined && value !== '') line.tag(name, sayable(value))
  }
  let empty = true
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === '') continue
    if (typeof value === 'string') line.stringField(name, sayable(value))
    else if (typeof value === 'boolean') line.booleanField(name, value)
    else if (Number.isFinite(value)) line.floatField(name, value)
    else continue
    empty = false
  }
  return empty ? undefined : line.toLineProtocol()
}
