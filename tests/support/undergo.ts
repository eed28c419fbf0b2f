/** What befalls a machine, done to it, and what it must do about it. */
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Random } from '../../simulators/script/random.ts'
import { png } from '../unit/cases/photos-pictures.ts'
import { damageOne } from './damage.ts'
import { healthOf } from './loaded-disk.ts'
import { until } from './until.ts'
import { faultsIn, isRefusal, linesOf } from './machine-findings.ts'
import type { SmallDisk } from './mounted-disk.ts'
import type { OneMachine } from './one-machine.ts'
import { lossOf, type Harm, type Ordeal } from './ordeals.ts'
import type { TortureLoad } from './torture-load.ts'

/** Of the disk, for readings. */
export const reserve = 16 << 20

export class Undergoing {
  /** Of stores that were harmed: what a start did about it. */
  readonly harms: Record<string, number> = {}
  /** Harmed stores that were refused without their name or in more than a line, or that started with something missing. */
  readonly refusals: string[] = []
  /** Refusals of a full or read-only disk that were not said, or not kept. */
  readonly room: string[] = []
  readonly #machine: OneMachine
  readonly #disk: SmallDisk
  readonly #load: TortureLoad
  readonly #random: Random
  readonly #say: (line: string) => void
  #round = ''

  constructor(
    machine: OneMachine,
    disk: SmallDisk,
    load: TortureLoad,
    random: Random,
    say: (line: string) => void,
  ) {
    this.#machine = machine
    this.#disk = disk
    this.#load = load
    this.#random = random
    this.#say = say
  }

  /** Resolves when it takes readings again. */
  async undergo(round: string, ordeal: Ordeal): Promise<void> {
    this.#round = round
    await this.#once(ordeal)
    await this.goesOn()
  }

  async goesOn(): Promise<void> {
    const before = this.#load.acknowledged
    await until(
      async () => this.#load.acknowledged > before + 20,
      () => 'nothing is acknowledged any more',
    )
  }

  async #once(ordeal: Ordeal): Promise<void> {
    const machine = this.#machine
    if (ordeal.kind === 'stopped') {
      await machine.stop()
      return machine.start()
    }
    if (ordeal.kind === 'killed') {
      await machine.kill()
      if (ordeal.again !== undefined) {
        machine.launch()
        await delay(ordeal.again)
        await machine.kill()
      }
      return machine.start()
    }
    if (ordeal.kind === 'read-only') return this.#readOnly()
    if (ordeal.kind !== 'full')
      return lossOf(ordeal) === 'mended' ? this.#mended(ordeal) : this.#refused(ordeal)
    return ordeal.to === 'the last byte, down'
      ? this.#startsFull()
      : this.#full(ordeal.to === 'the reserve' ? reserve * 0.6 : 0)
  }

  async #full(leaving: number): Promise<void> {
    this.#disk.fill(leaving)
    await this.#turns(503)
    await this.#takesNothing()
    const { reasons } = await healthOf(this.#machine.system)
    if (!/disk: .*(free of the 16 MiB reserve|ENOSPC)/.test(reasons.join()))
      this.room.push(`${this.#round}: the reasons are ${JSON.stringify(reasons)}`)
    this.#disk.empty()
    await this.#turns(200)
  }

  /** Started on a full disk it waits, says so, and goes on by itself. */
  async #startsFull(): Promise<void> {
    await this.#machine.kill()
    this.#disk.fill(0)
    const launched = this.#machine.launch()
    await until(
      async () => launched.said().includes('engine.awaited'),
      () => 'a start on a full disk does not say that it waits',
    )
    if (!launched.said().includes('disk: ')) this.room.push(`${this.#round}: ${launched.said()}`)
    this.#disk.empty()
    await this.#machine.ready(launched)
  }

  /** A commit that meets the error may end the process, with the words of the system; otherwise it goes on and refuses. */
  async #readOnly(): Promise<void> {
    const machine = this.#machine
    machine.expectEnd()
    let ended = false
    const gone = machine.launched.gone.then(() => (ended = true))
    this.#disk.breakReadOnly()
    await until(
      async () => ended || (await healthOf(machine.system).catch(() => undefined))?.status === 503,
      () => 'ready on a read-only disk',
    )
    await Promise.race([gone, this.#takesNothing()])
    if (!ended) {
      const { reasons } = await healthOf(machine.system)
      if (!reasons.join().includes('EROFS'))
        this.room.push(`${this.#round}: the reasons are ${JSON.stringify(reasons)}`)
      await machine.stop()
    } else if (!/Read-only file system|EROFS/.test(machine.launched.said()))
      machine.deaths.push(`${this.#round}: without a word`)
    await this.#disk.repair()
    await machine.start()
  }

  async #mended(harm: Harm): Promise<void> {
    const machine = this.#machine
    await machine.end(harm.down)
    const what = await this.#harm(harm)
    await machine.start()
    await until(
      async () => !(await healthOf(machine.system)).warnings.join().includes('filled again'),
      () => `${what}: it is not filled again within a minute`,
    )
    this.count('mended')
  }

  async #refused(harm: Harm): Promise<void> {
    const machine = this.#machine
    if (harm.kind === 'photos') await this.#keepPhoto()
    await machine.end(harm.down)
    const backup = await machine.save(harm.down)
    const what = await this.#harm(harm)
    const { started, code, said } = await machine.trial()
    if (!started) {
      this.count('refused')
      if (!isRefusal(harm.store, { code, said }))
        this.refusals.push(`${what}: a start ended with ${code}, saying ${said}`)
    } else await this.#unnoticed(what, code, said)
    await machine.restore(backup)
    await machine.start()
  }

  /** A start reads what people can wait for: everything is there all the same, or whoever reads every byte says what is not. */
  async #unnoticed(what: string, code: number | null, said: string): Promise<void> {
    if (code !== 0) this.refusals.push(`${what}: it started and ended with ${code}, saying ${said}`)
    const faults = await faultsOf(this.#machine, this.#load).catch((error) => [String(error)])
    if (faults.length === 0) return this.count('nothing missing')
    const { code: found, out } = await this.#machine.doctor()
    if (found === 0) this.refusals.push(...faults.map((line) => `${what}: it started, and ${line}`))
    else this.count('found by doctor --deep')
    this.#say(
      `${faults.join('; ')}; doctor: ${out
        .split('\n')
        .filter((line) => line.startsWith('FAIL'))
        .join('; ')}`,
    )
  }

  async #harm(harm: Harm): Promise<string> {
    const machine = this.#machine
    const files = await machine.filesOf(harm.store)
    if (harm.how === 'damaged') {
      const { what } = await damageOne(machine.data, files, this.#random)
      this.#say(what)
      return `${this.#round}: ${what}`
    }
    const [main = harm.store, ...beside] = files
    const lost = harm.store === 'photos' ? ['photos'] : [main]
    // Whoever deletes a store takes what lies beside it, or does not know of it.
    if (this.#random.below(2) === 0) lost.push(...beside)
    for (const name of lost) await rm(join(machine.data, name), { recursive: true })
    this.#say(`deleted ${lost.join(', ')}`)
    return `${this.#round}: ${lost.join(', ')} deleted`
  }

  async #keepPhoto(): Promise<void> {
    const { system } = this.#machine
    const { status } = await fetch(`${system.httpUrl}/v1/photos`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${system.token('inspector')}`,
        'content-type': 'image/png',
      },
      body: new Uint8Array(png),
    })
    if (status !== 200 && status !== 201) throw new Error(`a photo is answered by ${status}`)
  }

  count(outcome: string): void {
    this.harms[outcome] = (this.harms[outcome] ?? 0) + 1
  }

  async #turns(status: 200 | 503): Promise<void> {
    const began = performance.now()
    let reasons: readonly string[] = []
    await until(
      async () => {
        const health = await healthOf(this.#machine.system)
        if (health.status === status) return true
        reasons = health.reasons
        return false
      },
      () =>
        `readiness is not ${status} with ${this.#disk.free()} bytes free: ${reasons.join('; ')}`,
    )
    const seconds = (performance.now() - began) / 1_000
    if (seconds > 10) this.#say(`${status} after ${seconds.toFixed(1)} s: ${reasons.join('; ')}`)
  }

  async #takesNothing(): Promise<void> {
    // What was under way is acknowledged still.
    await delay(500)
    const before = this.#load.acknowledged
    await delay(1_000)
    if (this.#load.acknowledged > before)
      this.room.push(`${this.#round}: ${this.#load.acknowledged - before} acknowledged`)
  }
}

/** Nothing may be lost or twice at any time; alarms and cases may still be on their way. */
export const faultsOf = async (
  machine: OneMachine,
  load: TortureLoad,
): Promise<readonly string[]> => linesOf(faultsIn(await machine.look(), load, false))
