/**
 * The shared servers out of containers (`TEST_SERVICES=containers`), for machines with a container engine and
 * without Debian's packages. CI does not run this way: it starts the same servers natively, and that is what is tested.
 */
import type { Addresses } from './addresses.ts'
import type { ServiceName } from './available.ts'
import { freePorts } from './free-ports.ts'

interface Image {
  readonly image: string
  readonly port: number
  readonly protocol: string
  readonly environment?: Readonly<Record<string, string>>
  readonly command?: readonly string[]
  readonly token?: string
  readonly organisation?: string
}

const influx2 = { token: 'test-token', organisation: 'city' }

/** `TEST_SERVICES_INFLUXDB=2` asks for 2.7. */
const influxdb = (): Image => ({
  port: 8086,
  protocol: 'http',
  ...(process.env['TEST_SERVICES_INFLUXDB'] === '2'
    ? {
        image: 'influxdb:2.7',
        environment: {
          DOCKER_INFLUXDB_INIT_MODE: 'setup',
          DOCKER_INFLUXDB_INIT_USERNAME: 'administrator',
          DOCKER_INFLUXDB_INIT_PASSWORD: 'test-password',
          DOCKER_INFLUXDB_INIT_ORG: influx2.organisation,
          DOCKER_INFLUXDB_INIT_BUCKET: 'city/raw',
          DOCKER_INFLUXDB_INIT_ADMIN_TOKEN: influx2.token,
        },
        ...influx2,
      }
    : { image: 'influxdb:1.8' }),
})

const images: Readonly<Record<ServiceName, Image>> = {
  postgres: {
    image: 'postgres:17',
    port: 5432,
    protocol: 'postgres',
    environment: { POSTGRES_HOST_AUTH_METHOD: 'trust' },
    command: ['postgres', '-c', 'max_connections=200'],
  },
  kafka: {
    image: 'apache/kafka:4.1.1',
    port: 9092,
    protocol: 'kafka',
    environment: {
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_NODE_ID: '1',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
      KAFKA_LISTENERS: 'CLIENTS://:9092,BROKERS://localhost:9094,CONTROLLERS://localhost:9093',
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP:
        'CLIENTS:PLAINTEXT,BROKERS:PLAINTEXT,CONTROLLERS:PLAINTEXT',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'BROKERS',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLERS',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_TRANSACTION_ABORT_TIMED_OUT_TRANSACTION_CLEANUP_INTERVAL_MS: '1000',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
      KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '1000',
    },
  },
  redis: {
    image: 'redis:8',
    port: 6379,
    protocol: 'redis',
    command: ['redis-server', '--appendonly', 'yes', '--appendfsync', 'always'],
  },
  mosquitto: {
    image: 'eclipse-mosquitto:2',
    port: 1883,
    protocol: 'mqtt',
    command: ['mosquitto', '-c', '/mosquitto-no-auth.conf'],
  },
  influxdb: influxdb(),
  'victoria-metrics': { image: 'victoriametrics/victoria-metrics', port: 8428, protocol: 'http' },
}

export async function startContainer(
  name: ServiceName,
): Promise<AsyncDisposable & Addresses[ServiceName]> {
  const { GenericContainer, Wait } = await import('testcontainers')
  const { image, port, protocol, environment, command, ...access } = images[name]
  // Kafka tells its clients where it is, so the port outside must be known before it starts.
  const [host = 0] = await freePorts(1)
  const advertised = {
    KAFKA_ADVERTISED_LISTENERS: `CLIENTS://127.0.0.1:${host},BROKERS://localhost:9094`,
  }
  const container = new GenericContainer(image)
    .withExposedPorts({ container: port, host })
    .withEnvironment({ ...environment, ...(name === 'kafka' ? advertised : {}) })
    .withWaitStrategy(
      name === 'kafka' ? Wait.forLogMessage(/Kafka Server started/) : Wait.forListeningPorts(),
    )
  if (command !== undefined) container.withCommand([...command])
  const started = await container.start()
  const user = name === 'postgres' ? 'postgres@' : ''
  const url = `${protocol}://${user}127.0.0.1:${host}${name === 'postgres' ? '/postgres' : ''}`
  return {
    url,
    ...access,
    bootstrap: `127.0.0.1:${host}`,
    [Symbol.asyncDispose]: async () => {
      await started.stop()
    },
  }
}
