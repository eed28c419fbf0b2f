/** The Kafka client library, loaded only where Kafka is configured: its native part is compiled on request. */
import type * as NodeRdkafka from 'node-rdkafka'
import type { GlobalConfig, LibrdKafkaError } from 'node-rdkafka'

import { messageOf, UrbanBrainError } from '../../core/errors.ts'

import type { KafkaConfig } from './config.ts'

export type Kafka = Pick<
  typeof NodeRdkafka,
  'AdminClient' | 'KafkaConsumer' | 'Producer' | 'librdkafkaVersion'
>

/** The library works in one thread of a process only; the other roles of the process share it. */
export async function loadKafka(): Promise<Kafka> {
  try {
    const module: { readonly default?: Kafka } & Kafka = await import('node-rdkafka')
    return module.default ?? module
  } catch (error) {
    throw new UrbanBrainError(
      'engine-missing',
      `the Kafka client is not built here (${messageOf(error).split('\n')[0]}); build it with: npm rebuild node-rdkafka --ignore-scripts=false`,
      { cause: error },
    )
  }
}

/** How a cluster is reached; `prefix` is what we call ourselves there. */
export type KafkaAccess = Pick<KafkaConfig, 'brokers' | 'prefix' | 'tls' | 'sasl'>

/** What every client is told. */
export function clientConfig(config: KafkaAccess): GlobalConfig {
  const { tls, sasl } = config
  const protocol = `${sasl === undefined ? '' : 'sasl_'}${tls === undefined ? 'plaintext' : 'ssl'}`
  return {
    'metadata.broker.list': config.brokers,
    'client.id': config.prefix,
    'security.protocol': protocol as 'plaintext' | 'ssl' | 'sasl_plaintext' | 'sasl_ssl',
    ...(tls?.ca === undefined ? {} : { 'ssl.ca.location': tls.ca }),
    ...(tls?.cert === undefined ? {} : { 'ssl.certificate.location': tls.cert }),
    ...(tls?.key === undefined ? {} : { 'ssl.key.location': tls.key }),
    ...(sasl === undefined
      ? {}
      : {
          'sasl.mechanisms': sasl.mechanism,
          'sasl.username': sasl.username,
          'sasl.password': sasl.password,
        }),
    'socket.keepalive.enable': true,
    'reconnect.backoff.ms': 100,
    'reconnect.backoff.max.ms': 2_000,
    'log.connection.close': false,
  }
}

/** An error of the library, which says what can be done about it. */
export const isKafkaError = (error: unknown): error is LibrdKafkaError =>
  error instanceof Error && typeof Reflect.get(error, 'code') === 'number'

export const unavailable = (what: string, cause: unknown): UrbanBrainError =>
  new UrbanBrainError('log-unavailable', `${what}: ${messageOf(cause)}`, { cause })

/** A call of the library that answers through a callback with a `T`. */
export const answered = <T = unknown>(
  call: (callback: (error: unknown, value?: unknown) => void) => void,
): Promise<T> =>
  new Promise((resolve, reject) => {
    call((error, value) => {
      if (error === null || error === undefined) resolve(value as T)
      else reject(error instanceof Error ? error : new TypeError(messageOf(error)))
    })
  })
