/** The real program on a small disk of its own, under load. */

import { setTimeout as delay } from 'node:timers/promises'

import { deviceSchema, type Device } from '../../core/device.ts'
import { runLoad, type LoadResult } from '../../simulators/load.ts'
import { realClock } from './clocks.ts'
import { PairedLoad } from './paired-load.ts'
import {
  freePort,
  launchSystem,
  register,
  type LaunchedSystem,
  type RunningSystem,
  type StartOptions,
} from './running-system.ts'
import { until } from './until.ts'

const gauges = 16

export interface LoadedDisk {
  readonly system: RunningSystem
  /** The process of it. */
  readonly launched: LaunchedSystem
  launch(): LaunchedSystem
  /** Publishes that got their PUBACK so far. */
  acknowledged(): number
  /** Ends the load; the identifiers of the readings that were acknowledged. */
  finish(): Promise<{ readonly acknowledged: readonly string[]; readonly result: LoadResult }>
}

export async function loadDisk(
  data: string,
  environment: StartOptions['environment'],
  rate = 500,
): Promise<LoadedDisk> {
  const devices = Array.from({ length: gauges }, (_, index) => gauge(index))
  const tokens = await register(data, devices)
  const options = {
    data,
    mqttPort: await freePort(),
    httpPort: await freePort(),
    ...(environment === undefined ? {} : { environment }),
  }
  const launch = () => launchSystem(options)
  const launched = launch()
  const system = await launched.ready()
  const said = new PairedLoad(devices.length)
  const ending = new AbortController()
  let acknowledged = 0
  const running = runLoad(
    {
      port: options.mqttPort,
      devices: devices.map(({ id }) => ({ id, token: tokens.get(id) ?? '' })),
      clock: realClock,
      window: 20,
      rate,
      milliseconds: 3_600_000,
      keepAcknowledged: true,
      onAcknowledged: () => {
        acknowledged += 1
      },
      payload: (index, n, now) =>
        said.body(index, n, now, () => ({ depth: (n % 17) / 10, battery: 91 })),
    },
    ending.signal,
  )
  running.catch(() => {})
  return {
    system,
    launched,
    launch,
    acknowledged: () => acknowledged,
    async finish() {
      ending.abort()
      const result = await running
      const ids = (result.acknowledgedIds ?? []).flatMap((numbers, index) =>
        numbers.map((n) => String(said.named(gauge(index).id, index, n))),
      )
      return { acknowledged: ids, result }
    },
  }
}

function gauge(index: number): Device {
  const number = String(index + 1).padStart(6, '0')
  return deviceSchema.parse({
    id: `water-${number}`,
    kind: 'water',
    site: 'road',
    component: `9901020103${number}`,
    longitude: 120,
    latitude: 30,
    cell: '990102001001001',
    period: 3_600,
    active: true,
  })
}

/** Nothing is acknowledged any more; what was under way when it began to refuse may be still. */
export async function comesToRest(load: Pick<LoadedDisk, 'acknowledged'>): Promise<void> {
  await until(
    async () => {
      const before = load.acknowledged()
      await delay(1_500)
      return load.acknowledged() === before
    },
    () => `${load.acknowledged()} are acknowledged, and more and more`,
  )
}

export interface Health {
  readonly status: number
  readonly reasons: readonly string[]
  readonly warnings: readonly string[]
}

export async function healthOf({ httpUrl }: Pick<RunningSystem, 'httpUrl'>): Promise<Health> {
  const response = await fetch(`${httpUrl}/health/ready`)
  const { reasons, warnings } = (await response.json()) as Omit<Health, 'status'>
  return { status: response.status, reasons, warnings }
}
