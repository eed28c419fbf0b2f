/** A broker on free ports of this machine, with registers and logs that a test holds in its hands. */
import { createHash } from 'node:crypto'

import { createBroker, type Broker } from '../../broker/broker.ts'
import { brokerConfigSchema, type BrokerConfig } from '../../broker/config.ts'
import type { JoinCluster, SessionJournal } from '../../broker/ports.ts'
import {
  hj212ConfigSchema,
  sl651ConfigSchema,
  type StationsConfig,
} from '../../broker/stations/config.ts'
import type { Bindings } from '../../core/bindings/bindings.ts'
import { DeviceDirectory } from '../../runtime/device-directory.ts'
import { protocolOf } from '../../core/station.ts'
import { hashStationPassword } from '../../runtime/token.ts'
import type { Device } from '../../core/device.ts'
import type { DeviceCommands } from '../../core/device-command.ts'
import type { Frame, Tick } from '../../core/frame.ts'
import { parseDeviceId, type DeviceId } from '../../core/identity.ts'
import type { DurableLog, Topic } from '../../core/log.ts'
import type { RegisteredDevice, Registry } from '../../core/registry.ts'
import type { Clock } from '../../core/time.ts'
import { framesTopic } from '../../core/topics.ts'
import { RecordingObserver } from './recording-observer.ts'
import { MemoryLog } from '../../storage/memory/memory-log.ts'
import { realClock } from './clocks.ts'
import { noCommands, noConfigurations, noEnrolments, noLinks } from './no-commands.ts'
import { noRuleVersions } from './rule-versions.ts'

export const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex')

export const deviceId = (name: string): DeviceId => {
  const id = parseDeviceId(name)
  if (id === undefined) throw new TypeError(`${name} is no device id`)
  return id
}

/** A register in memory; `away` makes it unreachable. */
export class FakeRegistry implements Registry {
  away = false
  reads = 0
  readonly rules = noRuleVersions
  readonly commands: DeviceCommands
  readonly configurations = noConfigurations
  readonly links = noLinks
  readonly enrolments = noEnrolments
  #revision = 0
  readonly #rows = new Map<string, RegisteredDevice>()

  constructor(commands: DeviceCommands = noCommands) {
    this.commands = commands
  }

  set(
    name: string,
    token: string | undefined,
    active = true,
    more: Partial<Pick<Device, 'kind' | 'gateway'>> = {},
  ): void {
    this.#rows.set(name, {
      device: {
        // A register may hold names that were taken before they were reserved.
        id: name as DeviceId,
        kind: 'water',
        site: 'road',
        longitude: 120.1,
        latitude: 30.2,
        period: 60,
        active,
        ...more,
      },
      ...(token === undefined ? {} : { credential: hashOf(token) }),
      revision: ++this.#revision,
    })
  }

  station(
    name: string,
    password: string | undefined,
    said: Pick<Device, 'mn' | 'checksum' | 'stationAddress'>,
  ): void {
    this.set(name, undefined)
    const row = this.#rows.get(name)
    if (row === undefined) return
    const credential =
      password === undefined
        ? {}
        : { credential: hashStationPassword(protocolOf(said) ?? 'hj212', name, password) }
    this.#rows.set(name, { ...row, device: { ...row.device, ...said }, ...credential })
  }

  changes(revision: number, limit: number): Promise<readonly RegisteredDevice[]> {
    this.reads++
    if (this.away) return Promise.reject(new Error('the register is away'))
    const rows = [...this.#rows.values()].filter((row) => row.revision > revision)
    return Promise.resolve(rows.sort((a, b) => a.revision - b.revision).slice(0, limit))
  }

  edits(): Promise<readonly []> {
    return Promise.resolve([])
  }

  addedSince(): ReturnType<Registry['addedSince']> {
    return Promise.resolve(new Map())
  }

  put(): Promise<void> {
    return Promise.resolve()
  }

  setCredentials(): Promise<void> {
    return Promise.resolve()
  }

  sighted(): Promise<void> {
    return Promise.resolve()
  }

  unknown(): Promise<readonly never[]> {
    return Promise.resolve([])
  }

  [Symbol.asyncDispose](): Promise<void> {
    return Promise.resolve()
  }
}

/** A log whose appends wait for the test's word, one by one. */
export class HeldLog extends MemoryLog {
  readonly pending: { readonly settle: (error?: Error) => void; readonly count: number }[] = []
  holding = true

  override async append<T>(topic: Topic<T>, values: readonly T[]): Promise<void> {
    if (this.holding) {
      await new Promise<void>((resolve, reject) => {
        this.pending.push({
          settle: (error) => (error === undefined ? resolve() : reject(error)),
          count: values.length,
        })
      })
    }
    return super.append(topic, values)
  }

  /** Lets everything through from now on. */
  release(): void {
    this.holding = false
    for (const { settle } of this.pending.splice(0)) settle()
  }
}

export interface TestBroker extends AsyncDisposable {
  readonly broker: Broker
  readonly registry: FakeRegistry
  readonly observer: RecordingObserver
  readonly directory: DeviceDirectory
  readonly port: number
  readonly webSocketPort: number
  readonly stationPort: number
  readonly hydrologicalPort: number
  readonly frames: () => Promise<readonly Frame[]>
  readonly ticks: () => Promise<readonly Tick[]>
}

export async function startBroker(
  options: {
    readonly log?: DurableLog
    readonly clock?: Clock
    readonly config?: Partial<BrokerConfig>
    readonly registry?: FakeRegistry
    readonly cluster?: JoinCluster
    readonly journal?: SessionJournal
    readonly stations?: Partial<NonNullable<StationsConfig['hj212']>>
    readonly hydrological?: Partial<NonNullable<StationsConfig['sl651']>>
    readonly bindings?: Bindings
  } = {},
): Promise<TestBroker> {
  const log = options.log ?? new MemoryLog()
  const registry = options.registry ?? new FakeRegistry()
  registry.set('wl-1', 'token-1')
  registry.set('wl-2', 'token-2')
  const observer = new RecordingObserver()
  const directory = new DeviceDirectory(registry)
  const config = brokerConfigSchema.parse({
    host: '127.0.0.1',
    port: 0,
    webSocketPort: 0,
    ...options.config,
  })
  const broker = createBroker({
    config,
    log,
    clock: options.clock ?? realClock,
    observer,
    directory,
    cluster: options.cluster,
    journal: options.journal,
    stations: {
      config: {
        hj212: options.stations && hj212ConfigSchema.parse({ port: 0, ...options.stations }),
        sl651:
          options.hydrological && sl651ConfigSchema.parse({ port: 0, ...options.hydrological }),
      },
      commands: registry.commands,
    },
    ...(options.bindings && { bindings: options.bindings }),
  })
  await broker.start()
  const records = async () => {
    const found = await log.read(framesTopic, 0, 0, 1_000_000)
    return found.map(({ value }) => value)
  }
  const { mqtt = 0, webSocket = 0, hj212 = 0, sl651 = 0 } = broker.ports()
  let stopped: Promise<void> | undefined
  const stop = broker.stop.bind(broker)
  broker.stop = () => (stopped ??= stop())
  return {
    broker,
    registry,
    observer,
    directory,
    port: mqtt,
    webSocketPort: webSocket,
    stationPort: hj212,
    hydrologicalPort: sl651,
    frames: async () => (await records()).filter((value) => value.type === 'frame'),
    ticks: async () => (await records()).filter((value) => value.type === 'tick'),
    [Symbol.asyncDispose]: () => broker.stop(),
  }
}
