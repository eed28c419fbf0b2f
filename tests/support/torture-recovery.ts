/** How long a city takes to be itself again after something was away. */
import { setTimeout as delay } from 'node:timers/promises'

import type { KafkaLog } from '../../storage/kafka/kafka-log.ts'
import { caughtUp, stageNames, standingLater, type Stage } from './torture-lag.ts'
import type { TortureLoad } from './torture-load.ts'
import { until } from './until.ts'

/** From the return of what was away, in milliseconds. */
export interface Recovery {
  /** Until the first of what had to wait was done. */
  readonly progress: number
  /** Until the stages behind were where they had been before. */
  readonly caughtUp: number
}

export class Recoveries {
  readonly found: Record<string, Recovery> = {}
  readonly #log: KafkaLog
  readonly #load: TortureLoad
  readonly #patience: number
  #usual: number

  /** `nearZero`: records behind that are none. */
  constructor(log: KafkaLog, load: TortureLoad, nearZero: number, patience: number) {
    this.#log = log
    this.#load = load
    this.#usual = nearZero
    this.#patience = patience
  }

  /** Looks at how far behind the stages are while every server is there; resolves with that. */
  async getUsed(enough: () => boolean): Promise<number> {
    while (!enough()) {
      for (const stage of stageNames)
        this.#usual = Math.max(this.#usual, (await standingLater(this.#log, stage)).lag)
      await delay(500)
    }
    return this.#usual
  }

  /** Does the trouble; progress is seen by the stage that had to wait, which is given something to do. */
  async after(what: string, waiting: Stage, trouble: () => Promise<void>): Promise<Recovery> {
    await trouble()
    const started = performance.now()
    const { acknowledged } = this.#load
    const { committed } = await standingLater(this.#log, waiting)
    this.#load.beat()
    await until(
      async () =>
        (waiting !== 'ingest' || this.#load.acknowledged > acknowledged) &&
        (await standingLater(this.#log, waiting)).committed > committed,
      `${what}: progress`,
      this.#patience,
    )
    const progress = Math.round(performance.now() - started)
    await caughtUp(this.#log, stageNames, this.#usual, this.#patience)
    const recovery = { progress, caughtUp: Math.round(performance.now() - started) }
    this.found[what] = recovery
    return recovery
  }
}
