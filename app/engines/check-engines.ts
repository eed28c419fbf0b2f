/** For `doctor`: whether the servers that the configuration names answer at their addresses. Changes nothing on them. */
import { connect } from 'node:net'

import { loadKafka } from '../../storage/kafka/client.ts'
import type { Config } from '../config.ts'

export type Check = (what: string, work: () => Promise<string>) => Promise<void>

const patience = 3_000

export async function checkEngines(config: Config, check: Check): Promise<void> {
  const { kafka, postgres, influx, redis, externalBroker } = config
  if (kafka !== undefined) {
    await check('Kafka client', async () => `librdkafka ${(await loadKafka()).librdkafkaVersion}`)
    for (const broker of kafka.brokers.split(','))
      await check('Kafka', () => answers(new URL(`kafka://${broker}`), 9092))
  }
  if (postgres !== undefined) await check('PostgreSQL', () => answers(new URL(postgres.url), 5432))
  if (influx !== undefined) await check('InfluxDB', () => answers(new URL(influx.url), 8086))
  if (redis !== undefined) await check('Redis', () => answers(new URL(redis.url), 6379))
  if (externalBroker !== undefined)
    await check('MQTT broker', () => answers(new URL(externalBroker.url), 1883))
}

const usual: Readonly<Record<string, number>> = {
  'http:': 80,
  'https:': 443,
  'mqtts:': 8883,
  'ws:': 80,
  'wss:': 443,
}

function answers({ protocol, hostname, port }: URL, fallback: number): Promise<string> {
  const host = hostname.replaceAll(/^\[|\]$/g, '')
  const at = port === '' ? (usual[protocol] ?? fallback) : Number(port)
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: at, timeout: patience })
    const end = (error?: Error) => {
      socket.destroy()
      if (error === undefined) resolve(`${host}:${at} answers`)
      else reject(error)
    }
    socket.once('connect', () => end())
    socket.once('timeout', () => end(new Error(`${host}:${at} does not answer`)))
    socket.once('error', (error) =>
      end(new Error(`${host}:${at} does not answer: ${error.message}`)),
    )
  })
}
