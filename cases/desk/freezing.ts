import { randomUUID } from 'node:crypto'

import type { Actor } from '../../core/actor.ts'
import { gridFinder, type GridOf } from '../../core/responsibility-grid.ts'
import type { Clock, Instant } from '../../core/time.ts'
import { genesis } from '../life/hash-chain.ts'
import type { Refusal } from '../life/refusals.ts'
import type { Calendar } from '../life/working-time.ts'
import type { Catalogue } from './catalogue.ts'
import type { CaseStore } from '../ports.ts'
import { lineOf, type CaseLine } from '../report/case-line.ts'
import { dimensions, type Dimension } from '../../core/evaluation-dimensions.ts'
import type { Period } from '../report/evaluation-counts.ts'
import { periodsOf, type DatedPeriod, type Dates } from '../report/evaluation-periods.ts'
import { tallying, type Tally, type Weights } from '../report/evaluation.ts'
import { keptTallies, type Sums } from '../report/frozen-pages.ts'
import {
  evaluationId,
  evolveFrozen,
  formulasVersion,
  freezeFact,
  frozenFact,
  refusalOfFrozen,
  type Freeze,
  type FrozenCommand,
  type FrozenEvaluation,
} from '../report/frozen.ts'
import { indicators } from '../report/indicators.ts'

export interface FreezingDeps {
  readonly store: CaseStore
  readonly clock: Clock
  readonly calendar: Pick<Calendar, 'offset'>
  readonly weights: Weights
  readonly weightsFrom: string
  readonly catalogue: Pick<Catalogue, 'grids'>
}

type Answer =
  | { readonly refusal: Refusal }
  | { readonly refusal?: undefined; readonly state: FrozenEvaluation }

/** Cases on a page. */
const pageSize = 100

/** Freezes evaluations, has them signed and opened again. */
export class FrozenEvaluations {
  readonly #deps: FreezingDeps

  constructor(deps: FreezingDeps) {
    this.#deps = deps
  }

  async get(id: string): Promise<FrozenEvaluation | undefined> {
    let state: FrozenEvaluation | undefined
    for (const fact of await this.#deps.store.frozenFacts(id)) state = evolveFrozen(id, state, fact)
    return state
  }

  async list(limit: number): Promise<readonly FrozenEvaluation[]> {
    const found: FrozenEvaluation[] = []
    for (const id of await this.#deps.store.frozenEvaluations(limit)) {
      const state = await this.get(id)
      if (state !== undefined) found.push(state)
    }
    return found
  }

  /** Rejects with `version-conflict` when somebody else was faster. */
  async act(dates: Dates, command: FrozenCommand, actor: Actor): Promise<Answer> {
    const { store, clock, calendar } = this.#deps
    const id = evaluationId(dates)
    const now = clock.now()
    const periods = periodsOf(dates, now, calendar.offset)
    const state = await this.get(id)
    // One that is not over ends now.
    const { period } = periods.chosen
    const end = period.to === now ? (Infinity as Instant) : period.to
    const refusal = refusalOfFrozen(state, command, { actor, now, end })
    if (refusal !== undefined) return { refusal }
    const by = { ...actor }
    const fact =
      command.command === 'freeze'
        ? freezeFact(await this.#freeze(periods, state, command.comment), clock.now(), by)
        : frozenFact(command, now, by)
    await store.appendFrozen(id, state?.version ?? 0, fact)
    const after = evolveFrozen(id, state, fact)
    if (after === undefined) throw new TypeError('what was done is the state of something')
    return { state: after }
  }

  /** Pages first: until the event stands nobody sees them. */
  async #freeze(
    { chosen, previous, yearAgo }: ReturnType<typeof periodsOf>,
    state: FrozenEvaluation | undefined,
    comment: string | undefined,
  ): Promise<Freeze> {
    const { store, weights, weightsFrom } = this.#deps
    const freeze = randomUUID()
    let [digest, pages, cases]: [string, number, number] = [genesis, 0, 0]
    let waiting: CaseLine[] = []
    const keep = async (content: unknown) => {
      pages += 1
      const page = { freeze, page: pages, content: JSON.stringify(content) }
      digest = await store.keepFrozenPage(page, digest)
    }
    // By the division of the last day, the periods that are compared as well: their rows are of the same grids.
    const gridOf = gridFinder(await this.#deps.catalogue.grids(chosen.to))
    const now = await this.#tallies(chosen.period, gridOf, async (line) => {
      cases += 1
      waiting.push(line)
      if (waiting.length < pageSize) return
      await keep(waiting)
      waiting = []
    })
    if (waiting.length > 0) await keep(waiting)
    const tallies = {
      now,
      previous: await this.#tallies(previous.period, gridOf),
      yearAgo: await this.#tallies(yearAgo.period, gridOf),
    }
    await keep({
      indicators,
      weights,
      weightsFrom,
      previous: datesOf(previous),
      yearAgo: datesOf(yearAgo),
      tallies: {
        now: keptTallies(tallies.now),
        previous: keptTallies(tallies.previous),
        yearAgo: keptTallies(tallies.yearAgo),
      },
    } satisfies Sums)
    return {
      ...datesOf(chosen),
      ...{ begin: chosen.period.from, end: chosen.period.to },
      ...{ edition: (state?.editions.length ?? 0) + 1, freeze, formulas: formulasVersion },
      ...{ pages, cases, digest },
      ...(comment !== undefined && { comment }),
    }
  }

  async #tallies(
    period: Period,
    gridOf: GridOf,
    counted: (line: CaseLine) => Promise<void> = () => Promise.resolve(),
  ): Promise<ReadonlyMap<Dimension, Tally>> {
    const sums = dimensions.map((by) => ({ by, ...tallying(by) }))
    for await (const page of this.#deps.store.histories(period.from, period.to))
      for (const history of page) {
        const line = lineOf(history, period, gridOf)
        if (line === undefined) continue
        for (const { add } of sums) add(line)
        await counted(line)
      }
    return new Map(sums.map(({ by, tally }) => [by, tally]))
  }
}

const datesOf = ({ from, to }: DatedPeriod): Dates => ({ from, to })
