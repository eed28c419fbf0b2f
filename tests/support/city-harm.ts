/**
 * What a process of a city keeps for itself, lost or damaged by a seed: its start mends it, or refuses it in one line that
 * names it, and then what was saved is put back. Nobody else needs any of it.
 */
import { cp, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Random } from '../../simulators/script/random.ts'
import type { CityDisks } from './city-disks.ts'
import { damageOne } from './damage.ts'
import type { CityProcess, Trial } from './distributed-system.ts'
import { isRefusal } from './machine-findings.ts'

interface Harmed {
  readonly file: string
  readonly what: string
}

export class CityHarm {
  /** By file and outcome. */
  readonly harms: Record<string, number> = {}
  /** Starts that were refused without the name of the file or in more than a line, or not with what was saved. */
  readonly refusals: string[] = []
  readonly #disks: CityDisks
  readonly #random: Random
  readonly #say: (line: string) => void

  constructor(disks: CityDisks, random: Random, say: (line: string) => void) {
    this.#disks = disks
    this.#random = random
    this.#say = say
  }

  /** Kills it, harms something and starts it again. */
  async befall(place: CityProcess): Promise<void> {
    const saved = `${this.#disks.data(place.name)}.saved`
    const early = this.#random.below(4) === 0 ? await this.#deleteUnder(place) : undefined
    await place.kill()
    await rm(saved, { recursive: true, force: true })
    await cp(this.#disks.data(place.name), saved, { recursive: true, preserveTimestamps: true })
    const { file, what } = early ?? (await this.#harm(place))
    this.#say(`${place.name}: ${what}`)
    const trial = await place.trial()
    if (!trial.ended) return this.#count(`${file}: mended`)
    this.#count(`${file}: refused`)
    this.#mustName(`${place.name}: ${what}`, file, trial)
    await this.#putBack(place, saved, early !== undefined)
  }

  async #harm(place: CityProcess): Promise<Harmed> {
    const data = this.#disks.data(place.name)
    if (this.#random.below(5) === 0) {
      await rm(data, { recursive: true })
      return { file: 'everything', what: 'everything deleted' }
    }
    const entries = await readdir(data, { withFileTypes: true })
    const { name: file } = this.#one(entries)
    const damageable = entries.some((entry) => entry.name === file && entry.isFile())
    if (damageable && this.#random.below(2) === 0) return damageOne(data, [file], this.#random)
    await rm(join(data, file), { recursive: true })
    return { file, what: `${file} deleted` }
  }

  /** Whoever tidies up asks nobody who is running. */
  async #deleteUnder(place: CityProcess): Promise<Harmed> {
    const data = this.#disks.data(place.name)
    const file = this.#one(await readdir(data))
    await rm(join(data, file), { recursive: true })
    await delay(500)
    return { file, what: `${file} deleted while it ran` }
  }

  #mustName(what: string, file: string, trial: Trial): void {
    // What an engine keeps beside a file belongs to it.
    const store = file.replace(/-(wal|shm|journal)$/, '')
    if (!isRefusal(store, trial))
      this.refusals.push(`${what}: a start ended with ${trial.code}, saying ${trial.said}`)
  }

  async #putBack(place: CityProcess, saved: string, begun: boolean): Promise<void> {
    const data = this.#disks.data(place.name)
    await rm(data, { recursive: true, force: true })
    // Saved after it was harmed there is nothing whole: the process begins anew, which costs nobody anything.
    if (!begun) await cp(saved, data, { recursive: true, preserveTimestamps: true })
    const { ended, code, said } = await place.trial()
    if (ended)
      this.refusals.push(`${place.name}: with what was saved a start ended with ${code}: ${said}`)
  }

  #one<T>(list: readonly T[]): T {
    const found = list[this.#random.below(list.length)]
    if (found === undefined) throw new RangeError('its folder is empty')
    return found
  }

  #count(outcome: string): void {
    this.harms[outcome] = (this.harms[outcome] ?? 0) + 1
  }
}
