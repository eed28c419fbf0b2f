/** Servers by name, for those who need their address only. */
import type { ServiceName } from './available.ts'
import { startInfluxdb } from './influxdb.ts'
import { startKafka } from './kafka.ts'
import { startMosquitto } from './mosquitto.ts'
import { passing, startPostgres } from './postgres.ts'
import { startRedis } from './redis.ts'
import { startVictoriaMetrics } from './victoria-metrics.ts'

export interface Addresses {
  readonly postgres: { readonly url: string }
  readonly kafka: { readonly bootstrap: string }
  readonly redis: { readonly url: string }
  readonly mosquitto: { readonly url: string }
  /** A server of 2.x, which comes from a container only, has a token and the organisation of it. */
  readonly influxdb: {
    readonly url: string
    readonly token?: string
    readonly organisation?: string
  }
  readonly 'victoria-metrics': { readonly url: string }
}

export const starters: {
  readonly [Name in ServiceName]: () => Promise<AsyncDisposable & Addresses[Name]>
} = {
  postgres: () => startPostgres(passing),
  kafka: () => startKafka(),
  redis: startRedis,
  mosquitto: () => startMosquitto(),
  influxdb: () => startInfluxdb(),
  'victoria-metrics': startVictoriaMetrics,
}
