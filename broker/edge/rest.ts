/**
 * While nothing comes in, time passes in larger steps: a tick is a commit of every stage behind us, and four of them a second
 * are much of what an idle system costs. What ran out is dated when it ran out, however seldom the clock ticks.
 */
import { consumers } from '../../core/consumers.ts'
import type { DurableLog } from '../../core/log.ts'
import { minutes, seconds, type Clock } from '../../core/time.ts'

/** So long after the last frame. */
const begins = minutes(1)
/** How far apart ticks are then: far less than what the rules take for an outage. */
const step = seconds(5)
/** A timer may wake a moment early. */
const early = 100

export class Rest {
  readonly #log: Pick<DurableLog, 'positions'>
  readonly #clock: Clock
  #heard: number
  #ticked = Number.NEGATIVE_INFINITY
  /** Records of the log at the last look, and ticks that were stored since. */
  #end: number | undefined
  #own = 0

  constructor(log: Pick<DurableLog, 'positions'>, clock: Clock) {
    this.#log = log
    this.#clock = clock
    this.#heard = clock.elapsed()
  }

  /** Something was received. */
  heard(): void {
    this.#heard = this.#clock.elapsed()
    this.#end = undefined
  }

  /** A tick was stored. */
  ticked(): void {
    this.#ticked = this.#clock.elapsed()
    this.#own += 1
  }

  /** Nothing was received here for so long that it is worth asking whether others appended anything. */
  get mayBegin(): boolean {
    return this.#clock.elapsed() - this.#heard >= begins
  }

  /** Whether the last tick still serves. What others appended (the API, another broker) counts as received. */
  async lasts(): Promise<boolean> {
    const before = this.#end
    const end = await endOf(this.#log).catch(() => undefined)
    const isKnown = end !== undefined && before !== undefined
    if (isKnown && end !== before + this.#own) this.heard()
    this.#end = end
    this.#own = 0
    if (!isKnown || !this.mayBegin) return false
    return this.#clock.elapsed() - this.#ticked < step - early
  }
}

const { topic, group } = consumers.ingest

const endOf = async (log: Pick<DurableLog, 'positions'>): Promise<number> =>
  (await log.positions(topic, group)).reduce((sum, { next }) => sum + next, 0)
