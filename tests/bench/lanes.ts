/** What the lanes are for: how long an open cover waits behind dust monitors that send more than can be judged, with them and without. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Device } from '../../core/device.ts'
import { instant } from '../../core/time.ts'
import { runLoad } from '../../simulators/load.ts'
import { benchDevice, harmlessAir } from '../support/bench-devices.ts'
import { metricsOf, sumOf } from '../support/metrics.ts'
import { freePort, register, startSystem, type RunningSystem } from '../support/running-system.ts'
import { caseLatency } from './case-latency.ts'

export interface LanesOptions {
  readonly devices: number
  readonly window: number
  readonly rounds: number
  readonly seconds: number
  readonly progress: (line: string) => void
}

/** Covers that open while the load runs, one after the other. */
const covers = 40

const variants = {
  lanes: {},
  none: { URBAN_BRAIN_BROKER__LANES__BEHIND: 'null' },
} as const
type Variant = keyof typeof variants

type Measured = Awaited<ReturnType<typeof measured>>

export async function lanesBench(options: LanesOptions) {
  const { rounds, progress } = options
  const found: Record<Variant, Measured[]> = { lanes: [], none: [] }
  for (let round = 1; round <= rounds; round++) {
    const order: readonly Variant[] = round % 2 === 0 ? ['none', 'lanes'] : ['lanes', 'none']
    for (const variant of order) {
      const one = await measured(options, variants[variant])
      found[variant].push(one)
      progress(`round ${round}, ${variant}: ${JSON.stringify(one)}`)
    }
  }
  const { devices, window, seconds } = options
  return { bench: 'lanes', devices, window, rounds, seconds, ...found }
}

async function measured(
  { devices, window, seconds }: LanesOptions,
  environment: Readonly<Record<string, string>>,
) {
  const data = await mkdtemp(join(tmpdir(), 'urban-brain-bench-'))
  try {
    const dust = Array.from({ length: devices }, (_, index) => benchDevice('dust', 'site', index))
    const manholes = Array.from({ length: covers }, (_, index) =>
      benchDevice('manhole', 'road', index, cellOf(index)),
    )
    const tokens = await register(data, [...dust, ...manholes])
    const credentials = (list: readonly Device[]) =>
      list.map(({ id }) => ({ id, token: tokens.get(id) ?? '' }))
    const ports = { mqttPort: await freePort(), httpPort: await freePort() }
    const system = await startSystem({ data, ...ports, environment })
    try {
      const load = runLoad(
        {
          ...{ port: system.mqttPort, devices: credentials(dust), window, payload: harmlessAir },
          clock: { now: () => instant(Date.now()) },
          milliseconds: seconds * 1_000,
        },
        AbortSignal.timeout((seconds + 120) * 1_000),
      )
      // The first seconds are the load's alone.
      await delay(seconds * 300)
      const publishToCaseMs = await caseLatency(
        system,
        credentials(manholes),
        (seconds * 600) / covers,
      )
      const { acknowledged, perSecond, latency } = await load
      const judged = await judgedAll(system, acknowledged)
      return {
        publishToCaseMs,
        acknowledgedPerSecond: Math.round(perSecond),
        dustPubackP99Ms: Math.round(latency.p99),
        ...{ acknowledged, judged },
      }
    } finally {
      await system.stop()
    }
  } finally {
    await rm(data, { recursive: true, force: true })
  }
}

/** Each in a cell of its own: many in one are one incident. */
const cellOf = (index: number): string =>
  `99010200100${1 + Math.floor(index / 10)}0${String(1 + (index % 10)).padStart(2, '0')}`

/** Waits until as much was judged as was acknowledged; says how much it was. */
async function judgedAll(system: RunningSystem, acknowledged: number): Promise<number> {
  for (let waited = 0; ; waited += 250) {
    const judged = sumOf(await metricsOf(system), 'urban_brain_rules_judged_total')
    if (judged >= acknowledged || waited > 300_000) return judged
    await delay(250)
  }
}
