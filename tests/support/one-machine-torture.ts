/**
 * One machine under load: killed, stopped, its disk filled and read-only, its stores lost and damaged, round by round. What
 * must be there in the end is known from the input; every list of faults is to be empty.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { createRandom } from '../../simulators/script/random.ts'
import { caughtUp } from './caught-up.ts'
import { watchGreen, type GreenWatch } from './green-watch.ts'
import { until } from './until.ts'
import { faultsIn, type FolderFaults } from './machine-findings.ts'
import { mountDisk, type SmallDisk } from './mounted-disk.ts'
import { OneMachine } from './one-machine.ts'
import { ordeals, wordsOf } from './ordeals.ts'
import { freePort, register } from './running-system.ts'
import { hangAbout, type Strangers, type StrangersPresent } from './strangers.ts'
import { noStorm, tortureCatalogue, tortureDevices, TortureLoad } from './torture-load.ts'
import { faultsOf, reserve, Undergoing } from './undergo.ts'

export interface OneMachineOptions {
  readonly rounds: number
  readonly seed: number
  /** Readings a second. */
  readonly rate: number
  readonly gauges: number
  readonly covers: number
  /** Of the disk. */
  readonly mebibytes: number
  /** Rounds between two looks at everything that is kept. */
  readonly lookEvery: number
  readonly strangers: {
    readonly feeds: number
    readonly subscribers: number
    readonly slowBodies: number
  }
  readonly progress: (line: string) => void
}

export interface OneMachineTorture {
  readonly acknowledged: number
  readonly stored: number
  readonly resent: number
  readonly alarms: number
  readonly cases: number
  /** How often each thing befell it. */
  readonly befell: Readonly<Record<string, number>>
  /** Of stores that were harmed: what a start did about it. */
  readonly harms: Readonly<Record<string, number>>
  readonly startMs: { readonly p50: number; readonly max: number }
  readonly strangers: StrangersPresent
  readonly faults: OneMachineFaults
}

interface OneMachineFaults extends FolderFaults {
  /** Processes that ended by themselves, or not in order. */
  readonly deaths: readonly string[]
  /** Harmed stores that were refused without their name or in more than a line, or that started with something missing. */
  readonly refusals: readonly string[]
  /** Refusals of a full or read-only disk that were not said, or not kept. */
  readonly room: readonly string[]
  /** Ready while nothing was taken. */
  readonly green: readonly string[]
  /** Lost, foreign or twice when it was looked at between two rounds. */
  readonly between: readonly string[]
  readonly balanced: boolean
}

export async function oneMachineTorture(options: OneMachineOptions): Promise<OneMachineTorture> {
  const home = await mkdtemp(join(tmpdir(), 'urban-brain-torture-'))
  try {
    using disk = mountDisk(home, options.mebibytes)
    const devices = tortureDevices(options)
    const machine = new OneMachine({
      disk,
      home,
      mqttPort: await freePort(),
      httpPort: await freePort(),
      trialPorts: [await freePort(), await freePort()],
      environment: {
        URBAN_BRAIN_STORAGE__RESERVE: String(reserve),
        URBAN_BRAIN_RULES__FOLDER: await tortureCatalogue(home),
        ...noStorm,
      },
    })
    await mkdir(machine.data)
    const tokens = await register(machine.data, devices)
    await machine.start()
    try {
      const { system } = machine
      const { mqttPort, httpUrl } = system
      const load = new TortureLoad({ ...options, devices, tokens, port: mqttPort, window: 20 })
      await using strangers = hangAbout({
        ...options.strangers,
        mqttPort,
        httpPort: Number(new URL(httpUrl).port),
        readers: ['operator', 'dispatcher', 'inspector', 'supervisor', 'manager'].map((role) =>
          system.token(role),
        ),
        crews: ['lj-drainage-west', 'lj-drainage-east', 'lj-road'].map((unit) => ({
          name: `crew-${unit}`,
          unit,
          token: system.token(`crew-${unit}`),
        })),
      })
      await using green = watchGreen(httpUrl, () => load.acknowledged, 20_000)
      return await new Run(options, disk, machine, load, strangers, green).through()
    } finally {
      await machine.kill()
    }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}

class Run {
  readonly #options: OneMachineOptions
  readonly #machine: OneMachine
  readonly #load: TortureLoad
  readonly #strangers: Strangers
  readonly #green: GreenWatch
  readonly #undergoing: Undergoing
  readonly #began = performance.now()
  readonly #befell: Record<string, number> = {}
  readonly #between: string[] = []
  #round = ''

  constructor(
    options: OneMachineOptions,
    disk: SmallDisk,
    machine: OneMachine,
    load: TortureLoad,
    strangers: Strangers,
    green: GreenWatch,
  ) {
    this.#options = options
    this.#machine = machine
    this.#load = load
    this.#strangers = strangers
    this.#green = green
    this.#undergoing = new Undergoing(machine, disk, load, createRandom(options.seed + 1), (line) =>
      this.#say(line),
    )
  }

  async through(): Promise<OneMachineTorture> {
    const { rounds, seed, gauges, covers, lookEvery } = this.#options
    const beats = Math.max(1, Math.floor(rounds / Math.max(gauges, covers)))
    try {
      await this.#undergoing.goesOn()
      for (const [index, ordeal] of ordeals(seed, rounds).entries()) {
        const words = wordsOf(ordeal)
        this.#round = `round ${index + 1}, ${words}`
        if (index % beats === 0) this.#load.beat()
        const started = performance.now()
        await this.#undergoing.undergo(this.#round, ordeal)
        this.#befell[ordeal.kind] = (this.#befell[ordeal.kind] ?? 0) + 1
        const seconds = ((performance.now() - started) / 1_000).toFixed(1)
        this.#say(`${this.#round}: ${seconds} s, ${this.#load.acknowledged} acknowledged`)
        if (ordeal.kind === 'series' || (index + 1) % lookEvery === 0) await this.#lookBetween()
      }
      return await this.#end()
    } catch (error) {
      throw new Error(`${this.#round}: ${String(error)}\n${this.#machine.launched.said()}`, {
        cause: error,
      })
    } finally {
      await this.#load.end().catch(() => {})
    }
  }

  #say(line: string): void {
    this.#options.progress(`${((performance.now() - this.#began) / 1_000).toFixed(0)} s: ${line}`)
  }

  async #lookBetween(): Promise<void> {
    await this.#machine.stop()
    // Where nobody sends anything everything is worked off.
    const { started, code, said } = await this.#machine.trial()
    if (!started || code !== 0) this.#between.push(`${this.#round}: ${code}, saying ${said}`)
    for (const line of await this.#kept()) {
      this.#say(line)
      this.#between.push(`${this.#round}: ${line}`)
    }
    await this.#machine.start()
  }

  /** A start does not read all of the time series: what is damaged in the rest is lost like the whole, and filled again. */
  async #kept(): Promise<readonly string[]> {
    const machine = this.#machine
    try {
      return await faultsOf(machine, this.#load)
    } catch (error) {
      if (!/Corrupt database file|Could not read enough bytes/.test(String(error))) throw error
      this.#undergoing.count('series: found when it was read')
      await rm(join(machine.data, 'series.duckdb'))
      await machine.trial()
      return faultsOf(machine, this.#load)
    }
  }

  async #end(): Promise<OneMachineTorture> {
    this.#round = 'end'
    const machine = this.#machine
    await until(
      async () => this.#load.settled,
      () => 'not every breach is acknowledged',
    )
    // A hold still has to end.
    await delay(6_000)
    const strangers = this.#strangers.present()
    await this.#green[Symbol.asyncDispose]()
    const { resent } = await this.#load.end()
    await caughtUp(machine.system)
    const { balanced } = (await machine.system.api('/v1/accounting')) as { balanced: boolean }
    await machine.stop()
    const kept = await machine.look()
    const startMs = machine.startedIn.toSorted((a, b) => a - b)
    return {
      acknowledged: this.#load.acknowledged,
      stored: kept.stored.length,
      resent,
      alarms: kept.raised.length,
      cases: kept.cases.length,
      befell: this.#befell,
      harms: this.#undergoing.harms,
      startMs: { p50: startMs[startMs.length >> 1] ?? 0, max: startMs.at(-1) ?? 0 },
      strangers,
      faults: {
        ...faultsIn(kept, this.#load, true),
        deaths: machine.deaths,
        refusals: this.#undergoing.refusals,
        room: this.#undergoing.room,
        green: this.#green.lies,
        between: this.#between,
        balanced,
      },
    }
  }
}
