/** Evaluations as they are answered, counted now or as they were frozen. */
import type { Actor, ActorRole } from '../../core/actor.ts'
import { UrbanBrainError } from '../../core/errors.ts'
import { gridFinder } from '../../core/responsibility-grid.ts'
import { isLimited, wholeCity, type Scope } from '../../core/scope.ts'
import { instant, type Clock } from '../../core/time.ts'
import { checkedJson } from '../../core/upcast.ts'
import type { FrozenEvaluations } from '../desk/freezing.ts'
import type { Calendar } from '../life/working-time.ts'
import type { CaseStore } from '../ports.ts'
import type { Dimension } from '../../core/evaluation-dimensions.ts'
import { isQuarter, periodsOf, type DatedPeriod, type Dates } from '../report/evaluation-periods.ts'
import { evaluated, tally, type Compared, type Weights } from '../report/evaluation.ts'
import { comparedIn, sumsSchema, type Sums } from '../report/frozen-pages.ts'
import { evaluationId, type Edition, type FrozenEvaluation } from '../report/frozen.ts'
import { figures, indicators as indicatorsNow, type Indicator } from '../report/indicators.ts'
import type { Evaluation } from './evaluation-contract.ts'
import { scopeInGrid, type GridFilterDeps } from './grid-filter.ts'

export interface EvaluatedDeps extends GridFilterDeps {
  readonly store: Pick<CaseStore, 'histories' | 'frozenPage'>
  readonly calendar: Pick<Calendar, 'offset'>
  readonly clock: Clock
  readonly weights: Weights
  /** Whence the city has them. */
  readonly weightsFrom: string
  /** Who asks sees no more than this. */
  readonly scope?: Scope | undefined
}

/** Who may compare people by their names. */
const comparePeople: readonly ActorRole[] = ['supervisor', 'manager', 'administrator']

export function refusePeople(by: Dimension, role: ActorRole): void {
  if (by === 'person' && !comparePeople.includes(role))
    throw new UrbanBrainError('forbidden', `by=person is for ${comparePeople.join(', ')}`)
}

/** What was frozen is of the whole city, for whoever sees that. */
export function refusePart(actor: Actor, grid: string | undefined): void {
  if (isLimited(actor))
    throw new UrbanBrainError('forbidden', 'what was frozen is of the whole city')
  if (grid !== undefined)
    throw new UrbanBrainError('request-invalid', 'an edition is of the whole city: no grid with it')
}

/** Days, and the responsibility grid that it is limited to. */
export type AskedPeriod = { readonly [Name in keyof Dates | 'grid']?: string | undefined }

export interface Counted {
  readonly evaluation: Evaluation
  readonly compared: Compared
}

export async function countedNow(
  { store, calendar, clock, weights, weightsFrom, catalogue, scope = wholeCity }: EvaluatedDeps,
  { grid, ...asked }: AskedPeriod,
  by: Dimension,
): Promise<Counted> {
  const now = clock.now()
  const { chosen, previous, yearAgo } = periodsOf(asked, now, calendar.offset)
  const within = await scopeInGrid({ catalogue }, scope, grid, chosen.to)
  // By the division of the last day, the periods that are compared as well: their rows are of the same grids.
  const gridOf = gridFinder(by === 'grid' ? await catalogue.grids(chosen.to) : [])
  const tallied = ({ period }: DatedPeriod) =>
    tally(store.histories(period.from, period.to, { scope: within }), period, by, gridOf)
  const compared = {
    now: await tallied(chosen),
    previous: await tallied(previous),
    yearAgo: await tallied(yearAgo),
  }
  const { from, to, period } = chosen
  return {
    compared,
    evaluation: {
      ...{ from, to, by, generatedAt: now, running: period.to === now },
      previous: { from: previous.from, to: previous.to },
      yearAgo: { from: yearAgo.from, to: yearAgo.to },
      indicators: shownBy(indicatorsNow, weights),
      weightsFrom,
      ...evaluated(compared, { weights, isQuarter: isQuarter(chosen) }),
    },
  }
}

/** By the formulas and weights that were in force when it was frozen. */
export async function asFrozen(
  { store }: Pick<EvaluatedDeps, 'store'>,
  edition: Edition,
  by: Dimension,
): Promise<Counted> {
  const sums = await sumsOf(store, edition)
  const compared = comparedIn(sums, by)
  const { indicators, weights, previous, yearAgo } = sums
  const { from, to, frozen } = edition
  return {
    compared,
    evaluation: {
      ...{ from, to, by, generatedAt: instant(frozen.at), running: false },
      previous: { from: previous.from, to: previous.to },
      yearAgo: { from: yearAgo.from, to: yearAgo.to },
      indicators: shownBy(indicators, weights),
      ...(sums.weightsFrom !== undefined && { weightsFrom: sums.weightsFrom }),
      ...evaluated(compared, { weights, indicators, isQuarter: isQuarter(edition) }),
    },
  }
}

async function sumsOf(store: EvaluatedDeps['store'], { freeze, pages }: Edition): Promise<Sums> {
  const content = await store.frozenPage(freeze, pages)
  if (content === undefined)
    throw new UrbanBrainError('record-damaged', `the sums of a frozen evaluation are gone`)
  return checkedJson('the sums of a frozen evaluation', sumsSchema, content)
}

const shownBy = (indicators: readonly Indicator[], weights: Weights) =>
  indicators.map(({ id, name, numerator, denominator, unit, better }) => {
    const weight = weights[id] ?? 0
    return {
      ...{ id, name, unit, better, figures: { numerator, denominator } },
      numerator: figures[numerator],
      denominator: figures[denominator],
      ...(weight > 0 && { weight }),
    }
  })

/** The newest one unless it is said which. */
export function editionOf({ id, editions }: FrozenEvaluation, wanted: number | undefined): Edition {
  const one =
    wanted === undefined ? editions.at(-1) : editions.find(({ edition }) => edition === wanted)
  if (one === undefined)
    throw new UrbanBrainError('not-found', `evaluation ${id} has no edition ${wanted}`)
  return one
}

/** Which edition of a period was asked for. */
export async function frozenEdition(
  frozen: Pick<FrozenEvaluations, 'get'>,
  { from, to }: { readonly from?: string | undefined; readonly to?: string | undefined },
  wanted: number,
): Promise<Edition> {
  if (from === undefined || to === undefined)
    throw new UrbanBrainError('request-invalid', 'an edition is one of `from` and `to`')
  const id = evaluationId({ from, to })
  const state = await frozen.get(id)
  if (state === undefined)
    throw new UrbanBrainError('not-found', `no evaluation of ${id} was frozen`)
  return editionOf(state, wanted)
}

/** Dates that are none are refused where periods are made. */
export function datesIn(id: string): { readonly from: string; readonly to: string } {
  const [from = '', to = ''] = id.split('_')
  for (const date of [from, to])
    if (new Date(`${date}T00:00:00Z`).toJSON()?.slice(0, 10) !== date)
      throw new UrbanBrainError('request-invalid', `${date} is no day`)
  return { from, to }
}
