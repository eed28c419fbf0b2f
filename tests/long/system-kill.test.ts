/**
 * The promise of the backbone: whatever was acknowledged is there, once, however the process ends. The real program runs
 * in a process of its own under load and is killed at random moments, also while it starts. Rounds: URBAN_BRAIN_KILLS, else 8,
 * in which each thing that befalls it on the way comes twice. Silent feeds, silent subscribers and dribbling
 * bodies are about; `one-machine-torture.test.ts` has full and read-only disks, and stores that a start refuses.
 */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { expect, test } from 'vitest'

import { deviceSchema, type Device } from '../../core/device.ts'
import type { Instant } from '../../core/time.ts'
import { runLoad } from '../../simulators/load.ts'
import { createRandom } from '../../simulators/script/random.ts'
import { caughtUp } from '../support/caught-up.ts'
import { realClock } from '../support/clocks.ts'
import { damageOne } from '../support/damage.ts'
import { keptIn } from '../support/kept-in.ts'
import { PairedLoad } from '../support/paired-load.ts'
import {
  freePort,
  launchSystem,
  register,
  type RunningSystem,
  type StartOptions,
} from '../support/running-system.ts'
import { hangAbout } from '../support/strangers.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'
import { noStorm } from '../support/torture-load.ts'
import { missing, repeated } from '../support/torture-findings.ts'
import { until } from '../support/until.ts'

const rounds = Number(process.env['URBAN_BRAIN_KILLS'] ?? 8)
const gauges = 16
const covers = 24
const rate = 600
/** Every fourth time the time series is gone as well when it is started again: the log holds all of it. */
const loseEvery = 4
/** Two rounds after that bytes of one of these are not as they were written: it is begun anew. */
const sessions = ['mqtt-sessions.sqlite', 'sign-ins.sqlite']
const strange = { feeds: 60, subscribers: 90, slowBodies: 10 }

test(
  `${rounds} kills under load, among strangers, and series lost and sessions damaged on the way, lose nothing that was acknowledged and repeat nothing`,
  { timeout: 240_000 + rounds * 60_000 },
  async () => {
    const data = await temporaryFolder()
    const devices = [
      ...Array.from({ length: gauges }, (_, index) => device('water', index)),
      ...Array.from({ length: covers }, (_, index) => device('manhole', index)),
    ]
    const tokens = await register(data, devices)
    const ports = { mqttPort: await freePort(), httpPort: await freePort() }
    const options = { data, ...ports, environment: noStorm }
    const load = devices.map(({ id }) => ({ id, token: tokens.get(id) ?? '' }))
    const said = new PairedLoad(devices.length)
    const breaches = new Breaches()
    let round = 0

    let system = await launchSystem(options).ready()
    await using strangers = hangAbout({
      ...strange,
      ...options,
      readers: ['operator', 'dispatcher', 'inspector', 'supervisor', 'manager'].map((role) =>
        system.token(role),
      ),
      crews: ['lj-drainage-west', 'lj-drainage-east', 'lj-gas'].map((unit) => ({
        name: `crew-${unit}`,
        unit,
        token: system.token(`crew-${unit}`),
      })),
    })
    const random = createRandom(Date.now())
    const ending = new AbortController()
    let acknowledgedByNow = 0
    const running = runLoad(
      {
        port: options.mqttPort,
        devices: load,
        clock: realClock,
        window: 20,
        rate,
        milliseconds: 3_600_000,
        keepAcknowledged: true,
        onAcknowledged: () => {
          acknowledgedByNow += 1
        },
        payload: (index, n, now) =>
          said.body(index, n, now, () =>
            index < gauges ? wet(n) : breaches.measure(index - gauges, n, round),
          ),
      },
      ending.signal,
    )
    running.catch(() => {})

    const restarts: number[] = []
    const harmed: string[] = []
    try {
      // A load whose devices have never been connected gives up after a while.
      await until(() => acknowledgedByNow > devices.length, 'the load has begun')
      for (round = 1; round <= rounds; round += 1) {
        await delay(200 + Math.random() * 600)
        await system.kill()
        if (round % loseEvery === 0) await loseSeries(data)
        if (round % loseEvery === 2) harmed.push((await damageOne(data, sessions, random)).what)
        system = await restart(options, round)
        restarts.push(system.startedIn)
      }
      await until(
        () => strangers.present().feeds > 0 && strangers.present().subscribers > 0,
        'strangers are about',
      )
      ending.abort()
      const result = await running
      await caughtUp(system)
      expect(await system.stop()).toBe(0)

      const acknowledged = (result.acknowledgedIds ?? []).flatMap((numbers, index) =>
        numbers.map((n) => said.named(id(devices, index), index, n)),
      )
      expect(acknowledged.length).toBe(result.acknowledged)
      const kept = await keptIn(data)
      const duplicates = {
        stored: repeated(kept.stored),
        topic: repeated(kept.readings),
        alarms: repeated(kept.transitions),
        cases: repeated(kept.opened),
      }
      restarts.sort((a, b) => a - b)
      process.stdout.write(
        `system-kill: ${acknowledged.length} acknowledged, ${kept.stored.length} stored, ` +
          `${Object.values(duplicates).flat().length} duplicates, ${kept.raised.length} alarms, ` +
          `${kept.cases.length} cases, ${rounds} kills, ${result.resent} publishes sent again; restart ` +
          `p50 ${quantile(restarts, 0.5)} ms, max ${quantile(restarts, 1)} ms; ` +
          `${harmed.join(', ')}; ${JSON.stringify(strangers.present())}\n`,
      )

      expect(duplicates).toEqual({ stored: [], topic: [], alarms: [], cases: [] })
      expect(missing(acknowledged, kept.stored)).toEqual([])
      expect(missing(acknowledged, kept.readings)).toEqual([])
      expect(missing(kept.stored, kept.readings)).toEqual([])
      expect(kept.resent).toBe(0)
      expect(kept.unread).toEqual([])
      expect(kept.faults).toEqual([])
      // Every breach was acknowledged, so the alarms that must stand are known to the millisecond.
      expect(kept.raised.toSorted()).toEqual(
        breaches.alarms(devices.slice(gauges), (cover, n) => said.at(gauges + cover, n)),
      )
      const breached = breaches.covers()
      expect(kept.cases.length).toBe(breached)
      expect(kept.opened.length).toBe(breached)
      expect(kept.rows.filter(({ outcome }) => outcome === 'joined').length).toBe(
        kept.raised.length - breached,
      )
      expect(new Set(kept.cases.map(({ place }) => place.device)).size).toBe(breached)
      expect(
        kept.cases.every(({ stage, unit }) => stage === 'dispatched' && unit !== undefined),
      ).toBe(true)
    } finally {
      ending.abort()
      await running.catch(() => {})
      await system.kill()
    }
  },
)

async function loseSeries(data: string): Promise<void> {
  for (const name of ['series.duckdb', 'series.duckdb.wal'])
    await rm(join(data, name), { force: true })
}

/** Every fourth time it is killed once more before it is ready. */
async function restart(options: StartOptions, round: number): Promise<RunningSystem> {
  if (round % 4 === 1) {
    const early = launchSystem(options)
    await delay(100 + Math.random() * 900)
    await early.end('SIGKILL')
  }
  return launchSystem(options).ready()
}

/**
 * What the covers measure: from a round of its own on each has methane, from a later one hydrogen sulphide as well. Both
 * rules act on the first sample, and both alarms belong to one case.
 */
class Breaches {
  readonly #first = new Map<string, number>()

  measure(cover: number, n: number, round: number): Readonly<Record<string, number>> {
    const begins = 1 + Math.floor((cover * rounds) / covers)
    const methane = round >= begins
    const sulphide = round >= begins + Math.max(1, Math.floor(rounds / 10))
    if (methane) this.#note('manhole-methane', cover, n)
    if (sulphide) this.#note('manhole-hydrogen-sulphide', cover, n)
    return { ch4: methane ? 40 : 0, h2s: sulphide ? 25 : 0, tilt: 1, battery: 90 }
  }

  /** How many covers breached. */
  covers(): number {
    return [...this.#first.keys()].filter((key) => key.startsWith('manhole-methane/')).length
  }

  alarms(devices: readonly Device[], at: (cover: number, n: number) => Instant): readonly string[] {
    return [...this.#first]
      .map(([key, n]) => {
        const [rule, cover] = key.split('/')
        const index = Number(cover)
        return `${rule}/${id(devices, index)}/${at(index, n)}`
      })
      .sort()
  }

  #note(rule: string, cover: number, n: number): void {
    const key = `${rule}/${cover}`
    if (!this.#first.has(key)) this.#first.set(key, n)
  }
}

const wet = (n: number) => ({ depth: (n % 17) / 10, battery: 91 })

function device(kind: 'water' | 'manhole', index: number): Device {
  const number = String(index + 1).padStart(6, '0')
  return deviceSchema.parse({
    id: `${kind}-${number}`,
    kind,
    site: 'road',
    component: `9901020103${number}`,
    longitude: 120,
    latitude: 30,
    cell: '990102001001001',
    period: 3_600,
    active: true,
  })
}

const id = (devices: readonly Device[], index: number) => {
  const found = devices[index]
  if (found === undefined) throw new RangeError(`no device ${index}`)
  return found.id
}

const quantile = (sorted: readonly number[], share: number): number =>
  Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0)
