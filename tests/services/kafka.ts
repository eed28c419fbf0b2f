/**
 * Apache Kafka without ZooKeeper: one broker, or three that replicate, each its own controller too. A broker counts as
 * up when it logs 'Kafka Server started', which it does only after the controllers have let it in.
 */
import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

import { onFreePorts } from './free-ports.ts'
import { program, serverFolder } from './programs.ts'
import { runServer, type RunningServer } from './server.ts'
import { severableLink, type Cut, type SeverableLink } from './severable-link.ts'

/** Filled by install.sh. */
export const kafkaJars = fileURLToPath(new URL('kafka/lib', import.meta.url))

export interface KafkaOptions {
  readonly brokers?: 1 | 3
  /** Puts a link that can be cut between the clients and each broker; the brokers keep seeing each other. */
  readonly severable?: boolean
  /** Of one broker: where its log lies, instead of in its own folder; somebody else takes that away. */
  readonly data?: string
  /** Further lines of server.properties. */
  readonly settings?: Readonly<Record<string, string>>
}

/** Disposing stops all brokers and deletes their folders. */
export interface KafkaCluster extends AsyncDisposable {
  /** host:port,... as clients want it. */
  readonly bootstrap: string
  /** The brokers 1, 2, 3. Two of three must be up for a third to stop in order. */
  readonly servers: readonly RunningServer[]
  /** Takes the network between the clients and all brokers away. */
  cut(how?: Cut): void
  mend(): void
}

interface Broker {
  readonly id: number
  readonly clients: number
  readonly brokers: number
  readonly controllers: number
  /** Where clients find it: the port of the link, or its own. */
  readonly advertised: number
}

export const startKafka = (options: KafkaOptions = {}): Promise<KafkaCluster> => {
  const count = options.brokers ?? 1
  return onFreePorts(4 * count, (ports) => startCluster(brokersOn(ports, options), options))
}

function brokersOn(ports: readonly number[], options: KafkaOptions): readonly Broker[] {
  return Array.from({ length: ports.length / 4 }, (_, index) => {
    const [clients = 0, brokers = 0, controllers = 0, link = 0] = ports.slice(4 * index)
    const advertised = options.severable === true ? link : clients
    return { id: index + 1, clients, brokers, controllers, advertised }
  })
}

async function startCluster(
  brokers: readonly Broker[],
  options: KafkaOptions,
): Promise<KafkaCluster> {
  const links: SeverableLink[] = []
  const servers: RunningServer[] = []
  const dispose = async () => {
    await Promise.all([...servers, ...links].map((each) => each[Symbol.asyncDispose]()))
  }
  try {
    if (options.severable === true) {
      for (const { clients, advertised } of brokers) {
        links.push(await severableLink({ port: clients }, advertised))
      }
    }
    const cluster = randomBytes(16).toString('base64url')
    const starts = await Promise.allSettled(
      brokers.map((broker) => startBroker(broker, brokers, cluster, options)),
    )
    for (const start of starts) if (start.status === 'fulfilled') servers.push(start.value)
    const failed = starts.find((start) => start.status === 'rejected')
    if (failed !== undefined) throw failed.reason
  } catch (cause) {
    await dispose()
    throw cause
  }
  const onLinks = (change: (link: SeverableLink) => void) => {
    if (links.length === 0) throw new Error('this Kafka was started without severable: true')
    links.forEach(change)
  }
  return {
    bootstrap: brokers.map(({ advertised }) => `127.0.0.1:${advertised}`).join(','),
    servers,
    cut: (how) => onLinks((link) => link.cut(how)),
    mend: () => onLinks((link) => link.mend()),
    [Symbol.asyncDispose]: dispose,
  }
}

async function startBroker(
  broker: Broker,
  all: readonly Broker[],
  cluster: string,
  options: KafkaOptions,
): Promise<RunningServer> {
  const folder = await serverFolder(`kafka-${broker.id}`)
  const file = join(folder, 'server.properties')
  const java = program('java')
  try {
    const data = options.data ?? join(folder, 'data')
    const lines = Object.entries({ ...properties(broker, all, data), ...options.settings })
    await writeFile(file, lines.map(([name, value]) => `${name}=${value}\n`).join(''))
    // With `=`, for one identifier in 64 begins with a dash.
    const format = ['kafka.tools.StorageTool', 'format', `--cluster-id=${cluster}`, '-c', file]
    await promisify(execFile)(java, [...javaOptions, ...format], { cwd: folder })
  } catch (cause) {
    await rm(folder, { recursive: true, force: true })
    throw cause
  }
  return runServer({
    name: `Kafka broker ${broker.id}`,
    folder,
    program: java,
    arguments: [...javaOptions, 'kafka.Kafka', file],
    answers: (said) => Promise.resolve(said().includes('Kafka Server started')),
  })
}

/** A quick start and little memory count here, not throughput. */
const javaOptions: readonly string[] = [
  '-Xmx384m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaRaftServer=info',
  '-cp',
  join(kafkaJars, '*'),
]

function properties(
  broker: Broker,
  all: readonly Broker[],
  data: string,
): Readonly<Record<string, string | number | boolean>> {
  const { id, clients, brokers, controllers, advertised } = broker
  const inSync = all.length > 1 ? all.length - 1 : 1
  return {
    'process.roles': 'broker,controller',
    'node.id': id,
    'controller.quorum.voters': all
      .map((each) => `${each.id}@127.0.0.1:${each.controllers}`)
      .join(','),
    listeners: `CLIENTS://127.0.0.1:${clients},BROKERS://127.0.0.1:${brokers},CONTROLLERS://127.0.0.1:${controllers}`,
    'advertised.listeners': `CLIENTS://127.0.0.1:${advertised},BROKERS://127.0.0.1:${brokers}`,
    'listener.security.protocol.map': 'CLIENTS:PLAINTEXT,BROKERS:PLAINTEXT,CONTROLLERS:PLAINTEXT',
    'inter.broker.listener.name': 'BROKERS',
    'controller.listener.names': 'CONTROLLERS',
    'log.dirs': data,
    'auto.create.topics.enable': false,
    'default.replication.factor': all.length,
    'min.insync.replicas': inSync,
    'offsets.topic.num.partitions': 8,
    'offsets.topic.replication.factor': all.length,
    'transaction.state.log.num.partitions': 8,
    'transaction.state.log.replication.factor': all.length,
    'transaction.state.log.min.isr': inSync,
    'transaction.abort.timed.out.transaction.cleanup.interval.ms': 1000,
    'group.initial.rebalance.delay.ms': 0,
    // A test may wait for a member that went silent.
    'group.min.session.timeout.ms': 1000,
    // A killed broker is missed, and let in again, sooner than after the 9 s of the default.
    'broker.session.timeout.ms': 3000,
    'broker.heartbeat.interval.ms': 500,
    'log.cleaner.dedupe.buffer.size': 4_194_304,
  }
}
