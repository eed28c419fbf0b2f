/** One worker after the other is killed, again and again, and now and then what it keeps for itself is harmed. */
import { setTimeout as delay } from 'node:timers/promises'

import type { CityHarm } from './city-harm.ts'
import type { CityProcess } from './distributed-system.ts'

/** A worker that does not get ready, as no server is there, may wait. */
const patience = 60_000

export class CityKills {
  /** Until a worker was ready again, in milliseconds. */
  readonly restarts: number[] = []
  readonly #workers: readonly CityProcess[]
  readonly #harm: CityHarm
  readonly #pause: number
  #harming = true
  #spared: readonly CityProcess[] = []
  #turn: Promise<void> = Promise.resolve()

  constructor(workers: readonly CityProcess[], harm: CityHarm, pause: number) {
    this.#workers = workers
    this.#harm = harm
    this.#pause = pause
  }

  async run(signal: AbortSignal): Promise<void> {
    for (let turn = 0; !signal.aborted; turn++) {
      const worker = this.#workers[turn % this.#workers.length]
      if (worker === undefined) throw new Error('there is no worker')
      if (!this.#spared.includes(worker)) {
        this.#turn = this.#once(worker, turn)
        await this.#turn
      }
      await delay(this.#pause, undefined, { signal }).catch(() => {})
    }
  }

  /** Nothing befalls these processes until `work` is done. */
  async sparing(places: readonly CityProcess[], work: () => Promise<void>): Promise<void> {
    this.#spared = places
    await this.#turn
    await work()
    this.#spared = []
  }

  /** Workers are killed and no more: where disks take nothing, no file can be put back. */
  async withoutHarm(work: () => Promise<void>): Promise<void> {
    this.#harming = false
    await this.#turn
    await work()
    this.#harming = true
  }

  async #once(worker: CityProcess, turn: number): Promise<void> {
    if (this.#harming && turn % 2 === 1) {
      await this.#harm.befall(worker)
      await readyOrLate(worker)
      return
    }
    await worker.kill()
    const started = performance.now()
    worker.start()
    await readyOrLate(worker)
    this.restarts.push(Math.round(performance.now() - started))
  }
}

async function readyOrLate(worker: CityProcess): Promise<void> {
  const deadline = performance.now() + patience
  while (!(await worker.isReady()) && performance.now() < deadline) await delay(50)
}
