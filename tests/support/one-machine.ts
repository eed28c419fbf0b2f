/** The one machine of a torture: its data folder on a small disk, and the real program that is ended and started again. */
import { existsSync } from 'node:fs'
import { cp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'

import { caughtUp } from './caught-up.ts'
import { copyOf } from './installed-folder.ts'
import { keptIn, type Kept } from './kept-in.ts'
import type { SmallDisk } from './mounted-disk.ts'
import type { Down } from './ordeals.ts'
import {
  commandLine,
  launchSystem,
  type LaunchedSystem,
  type RunningSystem,
  type Said,
  type StartOptions,
} from './running-system.ts'

export interface MachineOptions {
  readonly disk: SmallDisk
  /** For copies and backups, on another disk. */
  readonly home: string
  readonly mqttPort: number
  readonly httpPort: number
  /** Where nobody sends anything: a start on them changes nothing that was acknowledged. */
  readonly trialPorts: readonly [mqtt: number, http: number]
  readonly environment: Readonly<Record<string, string>>
}

/** How a start on a data folder ended that may be damaged. */
export interface Trial {
  readonly started: boolean
  readonly code: number | null
  readonly said: string
}

export class OneMachine {
  readonly data: string
  /** Ends that nobody asked for, or with another code than was to be. */
  readonly deaths: string[] = []
  readonly startedIn: number[] = []
  readonly #options: MachineOptions
  readonly #start: StartOptions
  #launched: LaunchedSystem | undefined
  #system: RunningSystem | undefined
  #ending = false

  constructor(options: MachineOptions) {
    this.#options = options
    this.data = join(options.disk.folder, 'data')
    const { mqttPort, httpPort, environment } = options
    this.#start = { data: this.data, mqttPort, httpPort, environment }
  }

  get system(): RunningSystem {
    if (this.#system === undefined) throw new Error('it was never started')
    return this.#system
  }

  get launched(): LaunchedSystem {
    if (this.#launched === undefined) throw new Error('it was never started')
    return this.#launched
  }

  launch(): LaunchedSystem {
    this.#ending = false
    const launched = launchSystem(this.#start)
    this.#launched = launched
    const note = async () => {
      const code = await launched.gone
      if (!this.#ending) this.deaths.push(`by itself, with ${code}: ${lastOf(launched.said())}`)
    }
    void note()
    return launched
  }

  async start(): Promise<void> {
    await this.ready(this.launch())
  }

  async ready(launched: LaunchedSystem): Promise<void> {
    this.#system = await launched.ready()
    this.startedIn.push(Math.round(this.#system.startedIn))
  }

  async kill(): Promise<void> {
    this.expectEnd()
    await this.launched.end('SIGKILL')
  }

  async stop(): Promise<void> {
    this.expectEnd()
    const code = await this.launched.end('SIGTERM')
    if (code !== 0) this.deaths.push(`SIGTERM, with ${code}: ${lastOf(this.launched.said())}`)
  }

  /** What comes now is no death: whoever asks looks at it himself. */
  expectEnd(): void {
    this.#ending = true
  }

  async end(how: Down): Promise<void> {
    await (how === 'killed' ? this.kill() : this.stop())
  }

  /** Saves it as it lies there: with the command when it was stopped, as a copy of everything when it was killed. */
  async save(how: Down): Promise<string> {
    const backup = join(this.#options.home, 'backup')
    await rm(backup, { recursive: true, force: true })
    if (how === 'stopped') await this.#command('backup', backup)
    else await cp(this.data, backup, { recursive: true, preserveTimestamps: true })
    return backup
  }

  /** As docs/operations.md says. */
  async restore(backup: string): Promise<void> {
    const broken = `${this.data}.broken`
    await rename(this.data, broken)
    await this.#command('restore', backup)
    await rm(broken, { recursive: true })
  }

  /** Starts on what lies there, where nobody sends anything; what started works everything off and stops. */
  async trial(): Promise<Trial> {
    const [mqttPort, httpPort] = this.#options.trialPorts
    const launched = launchSystem({ ...this.#start, mqttPort, httpPort })
    const system = await launched.ready().catch(() => undefined)
    if (system !== undefined) await caughtUp(system)
    const code = system === undefined ? await launched.gone : await system.stop()
    return { started: system !== undefined, code, said: launched.said() }
  }

  doctor(): Promise<Said> {
    return commandLine(this.#start, 'doctor', '--deep')
  }

  /** Opened from a copy, by engines that nobody else has open. */
  async look(): Promise<Kept> {
    const copy = join(this.#options.home, 'look')
    try {
      return await keptIn(await copyOf(this.data, copy))
    } finally {
      await rm(copy, { recursive: true, force: true })
    }
  }

  /** The files of a store and what engines keep beside it, in the data folder. */
  async filesOf(store: string): Promise<readonly string[]> {
    if (store.startsWith('log/')) return [join(store, 'data.mdb')]
    if (store === 'photos')
      return (await readdir(join(this.data, store), { recursive: true }))
        .filter((name) => name.includes('.'))
        .map((name) => join(store, name))
    return [store, `${store}-wal`, `${store}.wal`].filter((name) =>
      existsSync(join(this.data, name)),
    )
  }

  async #command(...words: readonly string[]): Promise<void> {
    const { code, out, error } = await commandLine(this.#start, ...words)
    if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${out}${error}`)
  }
}

const lastOf = (said: string): string => said.trimEnd().split('\n').slice(-3).join(' | ')
